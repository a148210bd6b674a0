import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

const PRELOAD = join(import.meta.dirname, "..", "..", "bin", "prepareNode.js");

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "aem-mail-oauth-preload-"));
});

afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

/** Where Node keeps its compile cache, as asked of a process that the preload was loaded into. */
async function cacheWith(told: string | undefined): Promise<string> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "XDG_CACHE_HOME"));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", PRELOAD, "--print", "require('node:module').getCompileCacheDir()"],
    { cwd, env: { ...environment, NODE_OPTIONS: "", ...(told === undefined ? {} : { XDG_CACHE_HOME: told }) } },
  );
  return stdout.trim();
}

describe("the compile cache", () => {
  it.each([
    ["unset", undefined],
    ["empty", ""],
    ["relative", "caches"],
  ])(
    "lies in the person's own folder where XDG_CACHE_HOME is %s, and nothing comes to lie where they stand",
    async (_, told) => {
      expect((await cacheWith(told)).startsWith(join(homedir(), ".cache", "aem-mail-oauth", "node"))).toBe(true);
      await expect(readdir(cwd)).resolves.toEqual([]);
    },
  );

  it("lies where XDG_CACHE_HOME says otherwise", async () => {
    expect((await cacheWith(join(cwd, "caches"))).startsWith(join(cwd, "caches", "aem-mail-oauth", "node"))).toBe(true);
  });
});
