import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

import type { LocalFolder } from "./folder.ts";
import { isRunning } from "./isRunning.ts";
import { reasonOf, UserError } from "./userError.ts";

/** A file that names the process that works on something. */
export interface LockFile {
  readonly path: string;
  /** What is worked on, as messages call it. */
  readonly what: string;
  /** Milliseconds to wait for a living process that holds it. */
  readonly patience: number;
}

/** Milliseconds between two looks at a lock that somebody holds. */
const LOOK_AGAIN = 50;

/**
 * Runs `work` while no other process works on the folder. A lock whose process is gone is taken over.
 *
 * @throws UserError naming the process that holds the lock
 */
export async function withLock<T>(folder: LocalFolder, work: () => Promise<T>): Promise<T> {
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  return withLockFile({ path: folder.lock, what: folder.root, patience: 0 }, work);
}

/** How many of this process want, or have, each lock. */
const wanted = new Map<string, number>();

/**
 * The same for a lock file of its own, in a folder that is there.
 *
 * @throws UserError naming the process that still holds the lock when patience has run out
 */
export async function withLockFile<T>(lock: LockFile, work: () => Promise<T>): Promise<T> {
  const { path } = lock;
  wanted.set(path, (wanted.get(path) ?? 0) + 1);
  try {
    return await locked(lock, work);
  } finally {
    wanted.set(path, (wanted.get(path) ?? 1) - 1);
  }
}

async function locked<T>(lock: LockFile, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  while (!(await tryLock(lock.path))) {
    const holder = await dropStale(lock.path);
    if (holder === undefined) continue;
    if (performance.now() - start >= lock.patience) throw held(lock, holder);
    await pause(LOOK_AGAIN);
  }
  try {
    return await work();
  } finally {
    if ((await holderOf(lock.path)) === process.pid) {
      await rm(lock.path, { force: true });
    }
  }
}

function held({ path, what }: LockFile, holder: number): UserError {
  return new UserError(
    `Another command works on ${what} (process ${holder}). Wait until it has ended, then run this one again. ` +
      `If that process is something else, delete ${path}.`,
  );
}

/** A link to a finished file is made whole or not at all, and by one process alone. */
async function tryLock(lock: string): Promise<boolean> {
  const draft = `${lock}.${randomUUID()}`;
  try {
    await writeFile(draft, String(process.pid), { mode: 0o600 });
    await link(draft, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw new UserError(`${lock} cannot be written (${reasonOf(error)}), so nothing was done.`);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** Takes away a lock whose process is gone; resolves with the process that holds it where it is alive. */
async function dropStale(lock: string): Promise<number | undefined> {
  const holder = await holderOf(lock);
  if (holder === undefined) {
    return undefined;
  }
  // Our own id, and nobody else of us: an earlier process had it, as each run in a container may have the same.
  const isOurs = holder === process.pid;
  if (isOurs ? (wanted.get(lock) ?? 0) > 1 : isRunning(holder)) {
    return holder;
  }
  const aside = `${lock}.stale-${randomUUID()}`;
  await rename(lock, aside).catch(() => undefined);
  // Somebody else may have taken the stale one over in between: theirs goes back.
  if ((await holderOf(aside)) !== holder) {
    await link(aside, lock).catch(() => undefined);
  }
  await rm(aside, { force: true });
  return undefined;
}

/** The process that a lock names; 0 where it names none, undefined where there is no lock. */
async function holderOf(lock: string): Promise<number | undefined> {
  const text = await readFile(lock, "utf8").catch(() => undefined);
  if (text === undefined) {
    return undefined;
  }
  return /^[1-9]\d*$/.test(text) ? Number(text) : 0;
}
