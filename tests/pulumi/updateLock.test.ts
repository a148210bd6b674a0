import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { isAlive, isGone, isLockFile, isUpdating, locksIn, locksInFolder } from "../../pulumi/updateLock.ts";
import { CannotTell } from "../../support/userError.ts";

let backend: string;

beforeAll(async () => {
  backend = await mkdtemp(join(tmpdir(), "aem-mail-oauth-locks-"));
});

afterAll(() => rm(backend, { recursive: true, force: true }));

const HELD = { user: "forms", host: "builder", pid: 42, since: "2031-05-20T12:00:00Z" };

describe("a lock", () => {
  it("is known to be gone on this host alone, when no such process runs", () => {
    const { pid: ended } = spawnSync("true");
    const here = { ...HELD, host: hostname() };
    expect([ended, process.pid, 0].map((pid) => isGone({ ...here, pid }))).toEqual([true, false, false]);
    expect([ended, process.pid].map((pid) => isGone({ ...HELD, pid }))).toEqual([false, false]);
    expect(isGone({ ...here, host: "", pid: ended })).toBe(false);
    // A process of this host that is no update got the number of one that is gone: nobody knows.
    expect(isAlive({ ...here, pid: ended })).toBe(false);
    expect(isAlive({ ...HELD, pid: process.pid })).toBe(false);
  });

  it("is read from the words of Pulumi's refusal", () => {
    const words =
      "Pulumi said: error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock " +
      "file with `pulumi cancel`.\n  azblob://state/.pulumi/locks/organization/p/prod/a.json: created by forms@builder (pid 42) at " +
      "2031-05-20T12:00:00Z\n  azblob://state/b.json: created by CONTOSO\\forms x@builder (pid 42) at 2031-05-20T12:00:00Z";
    expect(locksIn(words)).toEqual([HELD, { ...HELD, user: "CONTOSO\\forms x" }]);
    expect(locksIn("error: [409] Conflict: Another update is currently in progress.")).toMatchObject([{ host: "" }]);
    expect(locksIn("error: the stack is currently locked by 1 lock(s).")).toMatchObject([{ host: "", pid: 0 }]);
    expect(locksIn("error: no stack named 'prod' found")).toBeUndefined();
  });

  it("is read from the folder of a backend, of this stack of this project alone", async () => {
    const lock = async (folder: string, text: string): Promise<void> => {
      await mkdir(join(backend, ".pulumi", "locks", folder), { recursive: true });
      await writeFile(join(backend, ".pulumi", "locks", folder, "l.json"), text);
    };
    const read = () => locksInFolder(`file://${backend}?metadata=skip`, "mail", "prod", "/");
    await expect(read()).resolves.toEqual([]);
    const held = { pid: 42, username: "forms", hostname: "builder", timestamp: "2031-05-20T12:00:00Z" };
    await lock("organization/mail/staging", JSON.stringify(held));
    await lock("organization/other/prod", JSON.stringify(held));
    await expect(read()).resolves.toEqual([]);
    await lock("organization/mail/prod", JSON.stringify(held));
    await lock("prod", "{");
    await writeFile(join(backend, ".pulumi", "locks", "organization", "mail", "prod", "m.json.18ea.tmp"), "");
    const locks = await read();
    expect(locks).toHaveLength(3);
    expect(locks).toEqual(expect.arrayContaining([HELD, { user: "", host: "", pid: 0, since: "" }]));
  });

  it("of a folder that cannot be read is unknown, not absent", async () => {
    const closed = join(backend, "closed");
    await mkdir(join(closed, ".pulumi"), { recursive: true });
    await writeFile(join(closed, ".pulumi", "locks"), "");
    await chmod(join(closed, ".pulumi", "locks"), 0o600);
    const read = locksInFolder(`file://${closed}`, "mail", "prod", "/");
    await expect(read).rejects.toThrow(CannotTell);
  });
});

describe("a file below the folder of locks", () => {
  it.each([
    ["organization/mail/prod/5beb55db.json", true],
    ["organization/mail/prod/5beb55db.json.18ea31a572a176a1.tmp", true],
    ["organization/mail/prod/5beb55db.json.attrs", false],
    ["organization/mail/prod", false],
  ])("counts as Pulumi counts it: %s", (path, counts) => {
    expect(isLockFile(path)).toBe(counts);
  });
});

describe("an update", () => {
  it("is running where Pulumi Cloud says so of this stack", () => {
    const stacks = [
      { name: "contoso/mail/prod", updateInProgress: true },
      { name: "staging", updateInProgress: false },
      { name: "dev" },
    ];
    expect(["prod", "staging", "dev", "other"].map((name) => isUpdating(stacks, name))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
