import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type LocalFolder, localFolder } from "../../local/folder.ts";
import { withLock } from "../../local/lock.ts";
import { UserError } from "../../local/userError.ts";

let folder: LocalFolder;

beforeEach(async () => {
  folder = localFolder(await mkdtemp(join(tmpdir(), "aem-mail-oauth-")));
});

afterEach(async () => {
  await rm(folder.root, { recursive: true, force: true });
});

describe("withLock", () => {
  it("refuses a folder that a living process works on, and names it", async () => {
    await writeFile(folder.lock, String(process.pid));
    const failure = await withLock(folder, () => Promise.resolve("done")).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as Error).message).toContain(`(process ${process.pid})`);
  });

  it("takes over the lock of a process that is gone, and leaves none behind", async () => {
    await writeFile(folder.lock, "2147483646");
    await expect(withLock(folder, () => readFile(folder.lock, "utf8"))).resolves.toBe(String(process.pid));
    await expect(readdir(folder.root)).resolves.toEqual([]);
  });

  it("releases the lock when the work fails", async () => {
    await expect(withLock(folder, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(readdir(folder.root)).resolves.toEqual([]);
  });

  it("lets one in when several come at once, and refuses the others", async () => {
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
    expect(ended.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
  });

  it.each(["", "0", "-1", "x"])("takes over a lock that names no process (%j)", async (content) => {
    await writeFile(folder.lock, content);
    await expect(withLock(folder, () => Promise.resolve("done"))).resolves.toBe("done");
  });
});
