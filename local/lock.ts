import { link, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

import type { LocalFolder } from "./folder.ts";
import { isRunning } from "./isRunning.ts";
import { draftEnd } from "./leftovers.ts";
import { makeFolders } from "./makeFolders.ts";
import { readIfThere } from "./readIfThere.ts";
import { reasonOf, UserError } from "./userError.ts";

/** A file that names the process that works on something. */
export interface LockFile {
  readonly path: string;
  /** What is worked on, as messages call it. */
  readonly what: string;
  /** Milliseconds to wait for a living process that holds it. */
  readonly patience: number;
  /** Milliseconds until the person is told whom is waited for; default 3 seconds. */
  readonly silence?: number;
  /** Tells the person; default: standard error. */
  readonly tell?: (line: string) => void;
}

/** Milliseconds between two looks at a lock that somebody holds. */
const LOOK_AGAIN = 50;

const SILENCE = 3_000;
const toStandardError = (line: string): void => void process.stderr.write(`${line}\n`);

/** Milliseconds. An update of stack local takes seconds, a first one minutes: it builds the engine. */
const PATIENCE = 60_000;

/**
 * Runs `work` while no other process works on the folder, after waiting a minute for one that does. A lock whose process is gone is taken
 * over.
 *
 * @throws UserError naming the process that still holds the lock, and its command
 */
export async function withLock<T>(
  folder: LocalFolder,
  work: () => Promise<T>,
  patience: Partial<Pick<LockFile, "patience" | "silence" | "tell">> = {},
): Promise<T> {
  await makeFolders(folder.root, 0o700);
  return withLockFile({ path: folder.lock, what: folder.root, patience: PATIENCE, ...patience }, work);
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
  const { silence = SILENCE, tell = toStandardError } = lock;
  const start = performance.now();
  let told = false;
  while (!(await tryLock(lock.path))) {
    const holder = await dropStale(lock.path);
    if (holder === undefined) continue;
    const waited = performance.now() - start;
    if (waited >= lock.patience) throw await held(lock, holder);
    if (waited >= silence && !told) {
      tell(`Waiting for another command that works on ${lock.what}: ${await inWords(lock.path, holder)}.`);
      told = true;
    }
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

async function held({ path, what }: LockFile, holder: number): Promise<UserError> {
  return new UserError(
    `Another command works on ${what} (${await inWords(path, holder)}). Wait until it has ended, then run this one again. ` +
      `If that process is something else, delete ${path}.`,
  );
}

/** A link to a finished file is made whole or not at all, and by one process alone. */
async function tryLock(lock: string): Promise<boolean> {
  const draft = `${lock}.${draftEnd()}`;
  try {
    await writeFile(draft, `${process.pid}\n${ownCommand()}`, { mode: 0o600 });
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
  const aside = `${lock}.${draftEnd()}`;
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
  const text = await readIfThere(lock);
  if (text === undefined) {
    return undefined;
  }
  const [pid = ""] = text.split("\n");
  return /^[1-9]\d*$/.test(pid) ? Number(pid) : 0;
}

/** The holder of a lock as a person knows it: "process 123, npx aem-mail-oauth local up". */
async function inWords(lock: string, holder: number): Promise<string> {
  const [, command = ""] = ((await readIfThere(lock)) ?? "").split("\n");
  return `process ${holder}${/^[a-z]+( [a-z]+)?$/.test(command) ? `, npx aem-mail-oauth ${command}` : ""}`;
}

/** Command and action of this process, without options: a value of one is nobody else's affair. */
function ownCommand(): string {
  const [, program = "", ...words] = process.argv;
  if (!/aem-mail-oauth(\.js)?$/.test(program)) return "";
  const end = words.findIndex((word) => !/^[a-z]+$/.test(word));
  return words.slice(0, Math.min(2, end === -1 ? words.length : end)).join(" ");
}
