import { lstat, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { runCommand } from "./command.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

let local: LocalStack;
let outputs: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  local = await startLocalStack();
  await local.run("up");
  ({ outputs } = await local.run("outputs", "--show-secrets"));
});

afterAll(() => local.close());

/** Every file that the commands cannot do without. The tenant's own are damaged one by one in a test of the tenant. */
const FILES = [
  "backend/.pulumi/meta.yaml",
  "backend/.pulumi/stacks/aem-mail-oauth/local.json",
  "passphrase",
  "project/Pulumi.local.yaml",
  "stand-ins.json",
];

/** What they can: copies of tracked files and the engine's own notes, which are written anew. */
const OTHERS = /^(tenant\/|pulumi\/|backend\/\.pulumi\/(history|backups|locks)\/|project\/Pulumi\.yaml$|port$)|\.bak$/;

async function preview() {
  const { code, stdout, stderr } = await runCommand(["local", "preview", "--folder", local.folder.root]);
  return { code, said: `${stdout}${stderr}` };
}

/** Damages a file, lets a command meet it, and puts the file back. */
async function meeting(name: string, damage: (path: string, whole: string) => Promise<void>) {
  const path = join(local.folder.root, name);
  const whole = await readFile(path, "utf8");
  const damaged = async (): Promise<string> =>
    (await lstat(path)).isSymbolicLink() ? "a link" : readFile(path, "utf8");
  await rename(path, `${path}.aside`);
  await damage(path, whole);
  const before = await damaged();
  const met = await preview();
  const after = await damaged();
  await rm(path);
  await rename(`${path}.aside`, path);
  return { ...met, untouched: after === before };
}

describe("a file of the folder that is damaged", () => {
  it("is one of those that are there", async () => {
    const there = await readdir(local.folder.root, { recursive: true, withFileTypes: true });
    const names = there
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(local.folder.root.length + 1));
    expect(names.filter((name) => !OTHERS.test(name)).sort()).toEqual(FILES);
  });

  it.each(FILES)("%s is named, left as it is, and good again when it is put back", async (name) => {
    const cut = await meeting(name, (path, whole) => writeFile(path, whole.slice(0, whole.length / 2)));
    const empty = await meeting(name, (path) => writeFile(path, ""));
    const linked = await meeting(name, (path) => symlink(basename(path), path));
    for (const { code, said, untouched } of [cut, empty, linked]) {
      expect({ code, untouched, said }).toEqual({ code: 1, untouched: true, said: expect.any(String) });
      expect(said).toContain(basename(name));
      expect(said).toMatch(/damaged|cannot be read|is empty|is not the one/);
      expect(said).not.toContain("bug in");
    }
    expect((await local.run("outputs", "--show-secrets")).outputs).toEqual(outputs);
  });
});
