import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { draftEnd, sweep, sweepBeside } from "../../support/leftovers.ts";
import { placeMark } from "../../support/lockHolder.ts";

const GONE = 2147483646;
const RUNNING = process.pid;
const ID = "0b1c6c0e-93a9-4a0c-9a53-0c8a6ce1f7f4";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-leftovers-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function have(...names: string[]): Promise<void> {
  for (const name of names) await writeFile(join(folder, name), "x");
}

describe("sweep", () => {
  it("removes the drafts of processes that are gone, and nothing else", async () => {
    await have(`state.json.${GONE}-0123456789ab.tmp`, `lock.${GONE}-0123456789ab.tmp`, `server.json.${GONE}-${ID}`);
    const kept = [
      `state.json.${RUNNING}-0123456789ab.tmp`,
      `lock.${RUNNING}-0123456789ab.tmp`,
      `server.json.${RUNNING}-${ID}`,
      "lock",
      "state.json",
      "server.json",
      "notes.tmp",
      `notes.${GONE}`,
      `notes.${GONE}-short.tmp`,
    ];
    await have(...kept);
    await mkdir(join(folder, `folder.${GONE}-0123456789ab.tmp`));
    await sweep([folder, join(folder, "absent")]);
    expect((await readdir(folder)).sort()).toEqual([...kept, `folder.${GONE}-0123456789ab.tmp`].sort());
  });

  it("removes drafts of this place's processes alone, and those of another container once they are surely stale", async () => {
    const foreign = `state.json.${GONE}-${placeMark({ host: "other", space: "pid:[1]" })}-0123456789ab.tmp`;
    const own = `state.json.${draftEnd()}`;
    await have(foreign, own, `state.json.${GONE}-${placeMark()}-0123456789ab.tmp`);
    await sweep([folder]);
    expect((await readdir(folder)).sort()).toEqual([foreign, own].sort());
    await sweep([folder], Date.now() + 61 * 60_000);
    expect(await readdir(folder)).toEqual([own]);
  });

  it("finds no name of a draft twice", () => {
    expect(draftEnd()).not.toBe(draftEnd());
  });

  it("removes an earlier version's drafts of files that it knew, once they are surely stale", async () => {
    const [draft, entry] = ["state.json.2178988601", `server.json.${ID}`];
    await have(draft, entry, "notes.2178988601");
    const now = Date.now();
    await sweep([folder], now + 59 * 60_000);
    expect(await readdir(folder)).toHaveLength(3);
    for (const name of [draft, entry]) await utimes(join(folder, name), 0, 0);
    await sweep([folder], now);
    await expect(readdir(folder)).resolves.toEqual(["notes.2178988601"]);
  });
});

describe("sweepBeside", () => {
  it("removes one file's drafts alone, from a folder that is anybody's", async () => {
    const others = [`b.txt.${GONE}-0123456789ab.tmp`, `lock.${GONE}-0123456789ab.tmp`, "a.txt"];
    await have(`a.txt.${GONE}-0123456789ab.tmp`, ...others);
    await sweepBeside(join(folder, "a.txt"));
    expect((await readdir(folder)).sort()).toEqual(others.sort());
  });
});
