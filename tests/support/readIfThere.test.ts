import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { entryIfThere, isThere, listIfThere, readIfThere, readIfThereSync } from "../../support/readIfThere.ts";
import { UserError } from "../../support/userError.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-read-"));
  path = join(folder, "it");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const sync = (file: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    resolve(readIfThereSync(file));
  });

describe.each([
  ["readIfThere", readIfThere],
  ["readIfThereSync", sync],
])("%s", (_, read) => {
  it("gives the text, an empty one too, and undefined where there is none", async () => {
    await expect(read(path)).resolves.toBeUndefined();
    await writeFile(path, "");
    await expect(read(path)).resolves.toBe("");
    await writeFile(path, "word");
    await expect(read(path)).resolves.toBe("word");
  });

  it.each([
    ["a folder in its place", "illegal operation on a directory", () => mkdir(path)],
    ["a link to itself", "too many symbolic links encountered", () => symlink("it", path)],
    ["a link to nothing", "it is a link to something that is not there", () => symlink("elsewhere", path)],
  ])("takes %s for no absent file", async (__, words, make) => {
    await make();
    const failure: unknown = await read(path).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as Error).message).toBe(
      `${path} cannot be read (${words}). It was left as it is. Make it readable, then run the command again.`,
    );
  });

  it("takes a file in the place of its folder for no absent file", async () => {
    await writeFile(path, "");
    await expect(read(join(path, "below"))).rejects.toThrow("cannot be read (not a directory)");
  });
});

describe("a file that somebody else makes meanwhile", () => {
  it("is read or absent, and never a link to nothing", async () => {
    const found = new Set<string | undefined>();
    for (let round = 0; round < 400; round++) {
      const [text] = await Promise.all([readIfThere(path), writeFile(path, "word", { flag: "wx" })]);
      // A write begins with an empty file.
      found.add(text === "" ? "word" : text);
      await rm(path);
    }
    for (const text of found) expect([undefined, "word"]).toContain(text);
  });
});

describe("listIfThere", () => {
  it("gives names, below as well where asked, and none where there is no folder", async () => {
    await expect(listIfThere(path)).resolves.toEqual([]);
    await mkdir(join(path, "a"), { recursive: true });
    await writeFile(join(path, "a", "b"), "");
    await expect(listIfThere(path)).resolves.toEqual(["a"]);
    expect((await listIfThere(path, { recursive: true })).sort()).toEqual(["a", join("a", "b")]);
  });

  it("takes a file for no absent folder", async () => {
    await writeFile(path, "");
    await expect(listIfThere(path)).rejects.toThrow("cannot be read (not a directory)");
  });
});

describe("isThere and entryIfThere", () => {
  it("see a link to nothing, and say where they cannot look", async () => {
    await expect(isThere(path)).resolves.toBe(false);
    await symlink("elsewhere", path);
    await expect(isThere(path)).resolves.toBe(true);
    expect((await entryIfThere(path))?.isSymbolicLink()).toBe(true);
    await writeFile(join(folder, "file"), "");
    await expect(isThere(join(folder, "file", "below"))).rejects.toThrow("cannot be read (not a directory)");
  });
});
