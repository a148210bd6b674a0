import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type LocalFolder, localFolder, withLock } from "../../local/folder.ts";
import { withLockFile } from "../../support/lock.ts";
import { ownPlace, ownText } from "../../support/lockHolder.ts";
import { UserError } from "../../support/userError.ts";
import { localRef } from "../checkout.ts";

/** No patience at all. */
const AT_ONCE = { patience: 0 };

let folder: LocalFolder;

beforeEach(async () => {
  folder = localFolder(localRef(await mkdtemp(join(tmpdir(), "aem-mail-oauth-"))));
});

afterEach(async () => {
  await rm(folder.root, { recursive: true, force: true });
});

describe("withLock", () => {
  it("refuses a folder that a living process works on, and names it", async () => {
    await writeFile(folder.lock, String(process.ppid));
    const failure = await withLock(folder, () => Promise.resolve("done"), AT_ONCE).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as Error).message).toContain(`works on ${folder.root} (process ${process.ppid}). Wait`);
    await writeFile(folder.lock, `${process.ppid}\nrotate add`);
    await expect(withLock(folder, () => Promise.resolve("done"), AT_ONCE)).rejects.toThrow(
      `(process ${process.ppid}, npx aem-mail-oauth rotate add). Wait`,
    );
    await expect(readFile(folder.lock, "utf8")).resolves.toBe(`${process.ppid}\nrotate add`);
  });

  it("waits for a living process, tells once whom it waits for, and then does its work", async () => {
    await writeFile(folder.lock, `${process.ppid}\nlocal up`);
    const told: string[] = [];
    const tell = (line: string): void => {
      told.push(line);
      rmSync(folder.lock);
    };
    await expect(withLock(folder, () => Promise.resolve("done"), { silence: 0, tell })).resolves.toBe("done");
    expect(told).toEqual([
      `Waiting for another command that works on ${folder.root}: process ${process.ppid}, npx aem-mail-oauth local up.`,
    ]);
  });

  it("shows nothing of a lock that a terminal would obey", async () => {
    await writeFile(folder.lock, `${process.ppid}\n\u001b[2J`);
    await expect(withLock(folder, () => Promise.resolve("done"), AT_ONCE)).rejects.toThrow(
      `(process ${process.ppid}). Wait`,
    );
  });

  it("takes over the lock of an earlier process that had the id of this one", async () => {
    await writeFile(folder.lock, String(process.pid));
    await expect(withLock(folder, () => Promise.resolve("done"))).resolves.toBe("done");
    await expect(readdir(folder.root)).resolves.toEqual([]);
  });

  it("takes over the lock of a process that is gone, and leaves none behind", async () => {
    await writeFile(folder.lock, "2147483646");
    await expect(withLock(folder, () => readFile(folder.lock, "utf8"))).resolves.toMatch(
      new RegExp(`^${process.pid}\n\n`),
    );
    await expect(readdir(folder.root)).resolves.toEqual([]);
  });

  it("releases the lock when the work fails", async () => {
    await expect(withLock(folder, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(readdir(folder.root)).resolves.toEqual([]);
  });

  it("lets one in at a time when several come at once", async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await setImmediate();
      inside -= 1;
    };
    const ended = await Promise.allSettled(Array.from({ length: 8 }, () => withLock(folder, work)));
    expect(most).toBe(1);
    expect(ended.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => "fulfilled"));
  });

  it.each(["", "0", "-1", "x"])("takes over a lock that names no process (%j)", async (content) => {
    await writeFile(folder.lock, content);
    await expect(withLock(folder, () => Promise.resolve("done"))).resolves.toBe("done");
  });
});

describe("a lock that tells its place", () => {
  const GONE = 2147483646;
  const HERE = ownPlace();
  const run = () => withLock(folder, () => Promise.resolve("done"), AT_ONCE);
  const lockOf = (pid: number, { host, space } = HERE, start = ""): Promise<void> =>
    writeFile(folder.lock, `${pid}\nrotate add\n${host}\n${space}\n${start}\n0123456789ab\n`);

  it.each([
    ["another container of this host", { ...HERE, space: "pid:[1]" }, "in another container of this host"],
    ["another host", { ...HERE, host: "build-7" }, "in a container or on a machine called build-7"],
    ["a host that a terminal would obey", { ...HERE, host: "\u001b[2J" }, "on another machine"],
  ])("is never taken over from %s, be its number this process's own, or free", async (_, place, words) => {
    for (const pid of [process.pid, GONE]) {
      await lockOf(pid, place);
      const before = await readFile(folder.lock, "utf8");
      const failure = await run().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(UserError);
      expect((failure as Error).message).toContain(`(process ${pid}, npx aem-mail-oauth rotate add, ${words}). Wait`);
      expect((failure as Error).message).toMatch(
        /whether that process still runs: if nothing works on it there any more, delete .*lock\.$/,
      );
      await expect(readFile(folder.lock, "utf8")).resolves.toBe(before);
    }
    await expect(readdir(folder.root)).resolves.toEqual(["lock"]);
  });

  it("is taken over here from a process that is gone, and from an earlier one with this process's number", async () => {
    for (const pid of [GONE, process.pid]) {
      await lockOf(pid);
      await expect(run()).resolves.toBe("done");
      await expect(readdir(folder.root)).resolves.toEqual([]);
    }
  });

  it("is not taken over from a living process, nor where its start is not known", async () => {
    await lockOf(process.ppid);
    await expect(run()).rejects.toThrow(`(process ${process.ppid}, npx aem-mail-oauth rotate add). Wait`);
  });

  const [, , , , OWN_START = ""] = ownText("").split("\n");
  const onLinux = OWN_START === "" ? it.skip : it;
  onLinux(
    "is taken over where its number is another process's by now (skipped where the system tells no start)",
    async () => {
      await lockOf(process.ppid, HERE, "1");
      await expect(run()).resolves.toBe("done");
    },
  );

  it("is left to the one that takes it over already", async () => {
    await writeFile(folder.lock, String(GONE));
    const name = createHash("sha256").update(String(GONE)).digest("hex").slice(0, 12);
    const second = `${folder.lock}.${name}.gone`;
    await writeFile(second, String(process.ppid));
    await expect(run()).rejects.toThrow(`(process ${GONE}). Wait`);
    await expect(readFile(folder.lock, "utf8")).resolves.toBe(String(GONE));

    // Unless that one was killed meanwhile, and whoever took over from it, too.
    await writeFile(second, String(GONE));
    const again = createHash("sha256").update(String(GONE)).digest("hex").slice(0, 12);
    await writeFile(`${second}.${again}.gone`, String(GONE));
    await expect(run()).resolves.toBe("done");
    await expect(readdir(folder.root)).resolves.toEqual([]);
  });

  it("takes along what killed commands left while they took one, and nothing else", async () => {
    const left = [
      `lock.${GONE}-0123456789ab.tmp`,
      "lock.0123456789ab.gone",
      "lock.0123456789ab.gone.ba9876543210.gone",
    ];
    const others = [`lock.${process.ppid}-0123456789ab.tmp`, "clock.0123456789ab.gone", "lock.yaml"];
    for (const name of [...left, ...others]) await writeFile(join(folder.root, name), "");
    await expect(run()).resolves.toBe("done");
    expect((await readdir(folder.root)).sort()).toEqual(others.sort());
  });

  it("has a text of its own each time, and is not released by another holder", async () => {
    expect(ownText("")).not.toBe(ownText(""));
    const other = ownText("");
    await withLock(folder, () => writeFile(folder.lock, other));
    await expect(readFile(folder.lock, "utf8")).resolves.toBe(other);
  });
});

describe("withLockFile", () => {
  const patient = { what: "the files", patience: 600_000 };

  it("lets one in after the other when all are patient", async () => {
    let [inside, most, done] = [0, 0, 0];
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await setImmediate();
      inside -= 1;
      done += 1;
    };
    const lock = { ...patient, path: folder.lock };
    await Promise.all(Array.from({ length: 8 }, () => withLockFile(lock, work)));
    expect({ most, done }).toEqual({ most: 1, done: 8 });
    await expect(readdir(folder.root)).resolves.toEqual([]);
  });

  it("names the process that holds the lock when patience has run out, and leaves its lock alone", async () => {
    await writeFile(folder.lock, String(process.ppid));
    const run = withLockFile({ path: folder.lock, what: "the files", patience: 1 }, () => Promise.resolve("done"));
    await expect(run).rejects.toThrow(`Another command works on the files (process ${process.ppid}).`);
    await expect(readFile(folder.lock, "utf8")).resolves.toBe(String(process.ppid));
    await expect(readdir(folder.root)).resolves.toEqual(["lock"]);
  });

  it("says what cannot be written, and does no work without the lock", async () => {
    let worked = false;
    const run = withLockFile({ ...patient, path: join(folder.root, "none", "lock") }, () => {
      worked = true;
      return Promise.resolve();
    });
    await expect(run).rejects.toThrow(
      /none\/lock cannot be written \(.*no such file or directory.*\), so nothing was done\.$/,
    );
    expect(worked).toBe(false);
  });
});
