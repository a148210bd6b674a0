import { mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { makeFolders } from "../../support/makeFolders.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-make-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("makeFolders", () => {
  it("makes all that is missing, and is content with what is there", async () => {
    const path = join(folder, "a", "b");
    await makeFolders(path, 0o700);
    await makeFolders(path, 0o700);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, "a"))).mode & 0o777).toBe(0o700);
  });

  it("names what is in the way", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(makeFolders(join(folder, "file", "below"), 0o700)).rejects.toMatchObject({ code: "ENOTDIR" });
    await symlink("nowhere", join(folder, "link"));
    await expect(makeFolders(join(folder, "link", "below"), 0o700)).rejects.toThrow(/link/);
  });

  // The one place of a Linux machine where nobody, root neither, can make a folder.
  (process.platform === "linux" ? it : it.skip)("says so where no folder can be made at all", async () => {
    await expect(makeFolders("/proc/a/b", 0o700)).rejects.toThrow("/proc/a: no folder can be made there.");
  });
});
