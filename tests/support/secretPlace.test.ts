import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { refuseInWorkTree } from "../../support/secretPlace.ts";

let outside: string;
let checkout: string;

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), "aem-mail-oauth-place-"));
  checkout = join(outside, "checkout");
  execFileSync("git", ["init", "--quiet", checkout]);
  await writeFile(join(checkout, ".gitignore"), ".local/\n*.secret\n");
});

afterEach(async () => {
  await rm(outside, { recursive: true, force: true });
});

const refusal = (path: string): Promise<unknown> =>
  refuseInWorkTree("--out it", path).catch((error: unknown) => (error as Error).message);

describe("refuseInWorkTree", () => {
  it.each(["token", "below/token", "not/there/yet/token", ".gitignore"])(
    "refuses a place that a commit would take in: %s",
    async (name) => {
      await mkdir(join(checkout, "below"));
      await expect(refusal(join(checkout, name))).resolves.toBe(
        "--out it: this is in a git work tree that does not ignore it: a commit would carry the secret on. " +
          "Name a place outside of that work tree, or one that git ignores.",
      );
    },
  );

  it.each([".local/token", ".local/not/there/token", "below/a.secret"])(
    "takes a place that git ignores: %s",
    async (name) => {
      await expect(refusal(join(checkout, name))).resolves.toBeUndefined();
    },
  );

  it("refuses a file that is ignored and tracked all the same", async () => {
    await writeFile(join(checkout, "a.secret"), "");
    execFileSync("git", ["-C", checkout, "add", "--force", "a.secret"]);
    await expect(refusal(join(checkout, "a.secret"))).resolves.toContain("does not ignore it");
  });

  it("takes a place outside of all work trees, a folder that is not there yet as well", async () => {
    await expect(refusal(join(outside, "token"))).resolves.toBeUndefined();
    await expect(refusal(join(outside, "not", "there", "token"))).resolves.toBeUndefined();
  });

  it("follows a link that leads into a work tree", async () => {
    await symlink(checkout, join(outside, "link"));
    await expect(refusal(join(outside, "link", "token"))).resolves.toContain("does not ignore it");
  });

  it("refuses where git cannot say", async () => {
    await writeFile(join(checkout, ".git", "config"), "[core\n");
    await expect(refusal(join(checkout, ".local", "token"))).resolves.toMatch(/is not sure to ignore it \(.*config/);
  });

  it("heeds no variables that turn git to another repository", async () => {
    const other = join(outside, "other");
    execFileSync("git", ["init", "--quiet", other]);
    process.env.GIT_DIR = join(other, ".git");
    process.env.GIT_WORK_TREE = other;
    const said = await refusal(join(checkout, "token"));
    delete process.env.GIT_DIR;
    delete process.env.GIT_WORK_TREE;
    expect(said).toContain("does not ignore it");
  });
});
