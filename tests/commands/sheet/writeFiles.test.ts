import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { writeFiles } from "../../../commands/sheet/writeFiles.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "settings-"));
});

afterEach(() => rm(root, { recursive: true }));

const modeOf = async (name: string): Promise<number> => (await stat(join(root, "out", name))).mode & 0o777;

it("keeps files that hold a secret for their owner alone", async () => {
  await writeFiles(
    join(root, "out"),
    [
      { name: "a", text: "1", secret: true },
      { name: "b", text: "2", secret: false },
    ],
    false,
  );
  await writeFile(join(root, "out", "usual"), "");
  expect([await modeOf("a"), await modeOf("b")]).toEqual([0o600, await modeOf("usual")]);
  expect(await modeOf(".")).toBe(0o700);
});

it("makes the folders that names have, open as the person's other folders where nothing is secret", async () => {
  await writeFiles(join(root, "out"), [{ name: "osgiconfig/config/a", text: "1", secret: false }], false);
  expect(await readFile(join(root, "out", "osgiconfig", "config", "a"), "utf8")).toBe("1");
  await mkdir(join(root, "out", "usual"));
  expect(await modeOf(".")).toBe(await modeOf("usual"));
});

it("follows no link, with force neither", async () => {
  await symlink(join(root, "elsewhere"), join(root, "a"));
  await expect(writeFiles(root, [{ name: "a", text: "1", secret: true }], true)).rejects.toThrow(
    `${root} has a already, which is no plain file. Nothing was written.`,
  );
  expect((await lstat(join(root, "a"))).isSymbolicLink()).toBe(true);
  expect(await readdir(root)).toEqual(["a"]);
});

it("writes nothing when one of the files is there, and closes one that it replaces", async () => {
  await writeFiles(join(root, "out"), [{ name: "b", text: "old", secret: false }], false);
  const files = [
    { name: "a", text: "1", secret: false },
    { name: "b", text: "new", secret: true },
  ];
  await expect(writeFiles(join(root, "out"), files, false)).rejects.toThrow(
    `${join(root, "out")} has b already. Nothing was written; --force replaces what is there.`,
  );
  expect(await readdir(join(root, "out"))).toEqual(["b"]);
  await writeFiles(join(root, "out"), files, true);
  expect(await readFile(join(root, "out", "b"), "utf8")).toBe("new");
  expect(await modeOf("b")).toBe(0o600);
});

it("leaves a folder's other files alone", async () => {
  await writeFiles(join(root, "out"), [{ name: "a", text: "1", secret: false }], false);
  await writeFile(join(root, "out", "mine"), "mine");
  await writeFiles(join(root, "out"), [{ name: "a", text: "2", secret: false }], true);
  expect((await readdir(join(root, "out"))).sort()).toEqual(["a", "mine"]);
});
