import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";

import type { LocalFolder } from "./folder.ts";
import { isRunning } from "./isRunning.ts";
import { UserError } from "./userError.ts";

/**
 * Runs `work` while no other process works on the folder. A lock whose process is gone is taken over.
 *
 * @throws UserError naming the process that holds the lock
 */
export async function withLock<T>(folder: LocalFolder, work: () => Promise<T>): Promise<T> {
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  while (!(await tryLock(folder.lock))) {
    await dropStale(folder);
  }
  try {
    return await work();
  } finally {
    if ((await holderOf(folder.lock)) === process.pid) {
      await rm(folder.lock, { force: true });
    }
  }
}

/** A link to a finished file is made whole or not at all, and by one process alone. */
async function tryLock(lock: string): Promise<boolean> {
  const draft = `${lock}.${process.pid}`;
  await writeFile(draft, String(process.pid), { mode: 0o600 });
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function dropStale(folder: LocalFolder): Promise<void> {
  const holder = await holderOf(folder.lock);
  if (holder === undefined) {
    return;
  }
  if (isRunning(holder)) {
    throw new UserError(
      `Another command works on ${folder.root} (process ${holder}). Wait until it has ended, then run this one again. ` +
        `If that process is something else, delete ${folder.lock}.`,
    );
  }
  const aside = `${folder.lock}.stale-${process.pid}`;
  await rename(folder.lock, aside).catch(() => undefined);
  // Somebody else may have taken the stale one over in between: theirs goes back.
  if ((await holderOf(aside)) !== holder) {
    await link(aside, folder.lock).catch(() => undefined);
  }
  await rm(aside, { force: true });
}

/** The process that a lock names; 0 where it names none, undefined where there is no lock. */
async function holderOf(lock: string): Promise<number | undefined> {
  const text = await readFile(lock, "utf8").catch(() => undefined);
  if (text === undefined) {
    return undefined;
  }
  return /^[1-9]\d*$/.test(text) ? Number(text) : 0;
}
