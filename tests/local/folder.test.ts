import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type LocalFolder, localFolder, prepareFolder, removeFolder } from "../../local/folder.ts";

let folder: LocalFolder;

beforeEach(async () => {
  folder = localFolder(await mkdtemp(join(tmpdir(), "aem-mail-oauth-")));
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

describe("removeFolder", () => {
  it("removes what the program keeps and leaves a stranger's file", async () => {
    await prepareFolder(folder);
    await writeFile(folder.consents, "consents: []");
    await writeFile(join(folder.root, "notes.txt"), "mine");
    await removeFolder(folder);
    await expect(readdir(folder.root)).resolves.toEqual(["notes.txt"]);
  });
});
