import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type LocalFolder, localFolder, prepareFolder, refuseFullDisk, removeFolder } from "../../local/folder.ts";
import { UserError } from "../../support/userError.ts";
import { localRef } from "../checkout.ts";

let folder: LocalFolder;

beforeEach(async () => {
  folder = localFolder(localRef(await mkdtemp(join(tmpdir(), "aem-mail-oauth-"))));
});

afterEach(async () => {
  await rm(folder.root, { recursive: true, force: true });
});

describe("prepareFolder", () => {
  it("makes folders for their owner alone and a passphrase that stays", async () => {
    await prepareFolder(folder);
    const passphrase = await readFile(folder.passphrase, "utf8");
    await prepareFolder(folder);
    expect(passphrase).toMatch(/^[\w-]{32}$/);
    await expect(readFile(folder.passphrase, "utf8")).resolves.toBe(passphrase);
    expect((await stat(folder.passphrase)).mode & 0o777).toBe(0o600);
    expect((await stat(folder.backend)).mode & 0o777).toBe(0o700);
  });
});

describe("a passphrase that cannot be had", () => {
  const PASSPHRASE = "Yjk3ZDVhY2YtNDM1MC00";

  async function withStack(): Promise<void> {
    await prepareFolder(folder);
    await mkdir(join(folder.backend, ".pulumi", "stacks", "aem-mail-oauth"), { recursive: true });
  }

  it.each([
    ["a folder", () => mkdir(folder.passphrase)],
    ["a link to itself", () => symlink("passphrase", folder.passphrase)],
    ["a link to a disk that is not there", () => symlink("elsewhere/passphrase", folder.passphrase)],
  ])("is not made anew in the place of %s", async (_, put) => {
    await withStack();
    await rm(folder.passphrase);
    await put();
    const before = await lstat(folder.passphrase);
    await expect(prepareFolder(folder)).rejects.toThrow(`${folder.passphrase} cannot be read (`);
    expect((await lstat(folder.passphrase)).ino).toBe(before.ino);
  });

  it("is read again once it can be", async () => {
    await withStack();
    await writeFile(join(folder.root, "aside"), PASSPHRASE);
    await rm(folder.passphrase);
    await symlink("passphrase", folder.passphrase);
    await expect(prepareFolder(folder)).rejects.toThrow(UserError);
    await rename(join(folder.root, "aside"), folder.passphrase);
    await prepareFolder(folder);
    await expect(readFile(folder.passphrase, "utf8")).resolves.toBe(PASSPHRASE);
  });

  it.each([
    ["empty", () => writeFile(folder.passphrase, "")],
    ["missing", () => rm(folder.passphrase)],
  ])("is not made anew where it is %s and a stack was encrypted with it", async (state, put) => {
    await withStack();
    await put();
    await expect(prepareFolder(folder)).rejects.toThrow(`${folder.passphrase} is ${state}, and the stack in`);
    expect(await readFile(folder.passphrase, "utf8").catch(() => "missing")).toBe(state === "empty" ? "" : state);
  });

  it("is made anew where nothing was encrypted yet", async () => {
    await prepareFolder(folder);
    await writeFile(folder.passphrase, "");
    await prepareFolder(folder);
    await expect(readFile(folder.passphrase, "utf8")).resolves.toMatch(/^[\w-]{32}$/);
  });
});

describe("drafts of a command that was killed", () => {
  it("are cleared away at the next start", async () => {
    await prepareFolder(folder);
    await mkdir(folder.tenant);
    for (const path of [
      folder.passphrase,
      join(folder.tenant, "state.json"),
      join(folder.project, "Pulumi.local.yaml"),
    ])
      await writeFile(`${path}.2147483646-0123456789ab.tmp`, "half");

    await prepareFolder(folder);
    const names = await readdir(folder.root, { recursive: true });
    expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(names).toContain("passphrase");
  });
});

describe("a disk that is almost full", () => {
  const disk = (bavail: number, blocks = 1_000_000) => Promise.resolve({ bavail, bsize: 1024, blocks });

  it("is refused before anything is begun on it", async () => {
    await expect(refuseFullDisk(folder.root, () => disk(8191))).rejects.toThrow(
      `The disk of ${folder.root} is almost full: 8191 KiB are free, and 8192 KiB are needed. Nothing was changed.`,
    );
  });

  it("is none where enough is free, or where nobody tells", async () => {
    await expect(refuseFullDisk(folder.root, () => disk(8192))).resolves.toBeUndefined();
    await expect(refuseFullDisk(folder.root, () => disk(0, 0))).resolves.toBeUndefined();
  });
});

describe("removeFolder", () => {
  it("removes what the program keeps and leaves a stranger's file", async () => {
    await prepareFolder(folder);
    await writeFile(folder.stack.files.consents, "consents: []");
    await writeFile(join(folder.root, "notes.txt"), "mine");
    await removeFolder(folder);
    await expect(readdir(folder.root)).resolves.toEqual(["notes.txt"]);
  });

  it.each(["Pulumi.yaml", ".git"])(
    "loses nothing of a project, which has %s and folders of the same names",
    async (name) => {
      for (const taken of ["pulumi", "mail"]) await mkdir(join(folder.root, taken));
      await writeFile(join(folder.root, "pulumi", "cli.ts"), "mine");
      await writeFile(join(folder.root, name), "");
      // Even where somebody deployed into it with an earlier version.
      await writeFile(folder.passphrase, "old");
      await expect(removeFolder(folder)).rejects.toThrow(`that folder has ${name}, and is no place for stack local`);
      await expect(prepareFolder(folder)).rejects.toThrow(UserError);
      await expect(readFile(join(folder.root, "pulumi", "cli.ts"), "utf8")).resolves.toBe("mine");
    },
  );

  it("loses nothing in a folder where stack local never was", async () => {
    await mkdir(join(folder.root, "mail"));
    await writeFile(join(folder.root, "mail", "letter"), "mine");
    await expect(removeFolder(folder)).rejects.toThrow("stack local was never there. Nothing was removed.");
    await expect(readFile(join(folder.root, "mail", "letter"), "utf8")).resolves.toBe("mine");
  });

  it("removes an empty folder, and one whose passphrase was lost", async () => {
    await removeFolder(folder);
    await expect(stat(folder.root)).rejects.toThrow("ENOENT");
    await prepareFolder(folder);
    await mkdir(join(folder.backend, ".pulumi"));
    await rm(folder.passphrase);
    await removeFolder(folder);
    await expect(stat(folder.root)).rejects.toThrow("ENOENT");
  });
});
