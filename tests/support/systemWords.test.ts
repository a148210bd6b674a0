import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { systemWords } from "../../support/systemWords.ts";

const failing = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`${code}: x, open`), { code, ...more });

describe("systemWords", () => {
  it("says what is wrong with which path, and what to do, without codes", async () => {
    const folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-words-"));
    await writeFile(join(folder, "file"), "");
    const thrown: unknown = await readFile(join(folder, "file", "below")).catch((error: unknown) => error);
    await rm(folder, { recursive: true });
    expect(systemWords(thrown)).toBe(
      `${folder}/file/below: a part of this path is a file, and no folder. Name another place, or move that file away.`,
    );
  });

  it.each([
    "EACCES",
    "EPERM",
    "EROFS",
    "ENOSPC",
    "EDQUOT",
    "EIO",
    "ELOOP",
    "EISDIR",
    "EEXIST",
    "EMFILE",
    "ENAMETOOLONG",
  ])("%s is told in a sentence that begins with the path", (code) => {
    expect(systemWords(failing(code, { path: "/some/where" }))).toMatch(
      /^\/some\/where: (?!.*E[A-Z]{3}).+\. [A-Z].+\.$/,
    );
  });

  it("of a file that is moved names where it was to go", () => {
    expect(systemWords(failing("EISDIR", { path: "/a.tmp", dest: "/a" }))).toMatch(/^\/a: it is a folder/);
  });

  it("keeps what a name would make a terminal do out of it", () => {
    expect(systemWords(failing("EACCES", { path: "/a\u001b[2Jb" }))).toMatch(/^\/a\?\[2Jb: /);
  });

  it("leaves a defect a defect", () => {
    expect(systemWords(new TypeError("x is not a function"))).toBeUndefined();
    expect(systemWords(failing("ENOENT", { path: "/a" }))).toBeUndefined();
    expect(systemWords("EACCES")).toBeUndefined();
  });
});
