import { createHash } from "node:crypto";
import { link, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { draftEnd, sweepBeside } from "./leftovers.ts";
import { type Holder, holderWords, isGone, isHere, ownText, parseHolder } from "./lockHolder.ts";
import { listIfThere, readIfThere } from "./readIfThere.ts";
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

/** The texts of the locks that this process has. */
const ours = new Set<string>();

/**
 * Runs `work` while no other process holds the lock file, after waiting for one that does; its folder is there. A lock whose process is gone
 * is taken over. One of another container or machine is waited for, and never taken over:
 * from here nobody can tell whether its process runs.
 *
 * @throws UserError naming the process that still holds the lock when patience has run out
 */
export async function withLockFile<T>(lock: LockFile, work: () => Promise<T>): Promise<T> {
  const text = ownText(ownCommand());
  ours.add(text);
  try {
    return await locked(lock, text, work);
  } finally {
    ours.delete(text);
  }
}

async function locked<T>(lock: LockFile, text: string, work: () => Promise<T>): Promise<T> {
  const { silence = SILENCE, tell = toStandardError } = lock;
  const start = performance.now();
  let told = false;
  while (!(await tryLock(lock.path, text))) {
    const holder = await dropStale(lock.path, text);
    if (holder === undefined) continue;
    const waited = performance.now() - start;
    if (waited >= lock.patience) throw held(lock, holder);
    if (waited >= silence && !told) {
      tell(`Waiting for another command that works on ${lock.what}: ${holderWords(holder)}.`);
      told = true;
    }
    await pause(LOOK_AGAIN);
  }
  try {
    await clearBeside(lock.path);
    return await work();
  } finally {
    if ((await readIfThere(lock.path)) === text) await rm(lock.path, { force: true });
  }
}

function held({ path, what }: LockFile, holder: Holder): UserError {
  const doubt = isHere(holder)
    ? `If that process is something else, delete ${path}.`
    : `It is unknown from here whether that process still runs: if nothing works on it there any more, delete ${path}.`;
  return new UserError(
    `Another command works on ${what} (${holderWords(holder)}). Wait until it has ended, then run this one again. ${doubt}`,
  );
}

/** A link to a finished file is made whole or not at all, and by one process alone. */
async function tryLock(lock: string, text: string): Promise<boolean> {
  const draft = `${lock}.${draftEnd()}`;
  try {
    await writeFile(draft, text, { mode: 0o600 });
    await link(draft, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;

    throw new UserError(`${lock} cannot be written (${reasonOf(error)}), so nothing was done.`);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** Takes away a lock whose process is gone; resolves with who holds it where that is not so, or not to be told. */
async function dropStale(lock: string, own: string): Promise<Holder | undefined> {
  const text = await readIfThere(lock);
  if (text === undefined) return undefined;
  const holder = parseHolder(text);
  // Our own number, and none of ours: an earlier process had it, as each run in a container may have the same.
  if (ours.has(text) || !isGone(holder)) return holder;
  return (await takeAway(lock, text, own)) ? undefined : holder;
}

/**
 * Takes away the lock with this text, and no later one: of several that found it stale, the one whose own lock is on that may. Where that one is
 * gone as well, killed in the middle of it, its lock is taken away first.
 *
 * @returns false where another one is at it
 */
async function takeAway(lock: string, text: string, own: string): Promise<boolean> {
  const second = `${lock}.${createHash("sha256").update(text).digest("hex").slice(0, 12)}${SECOND}`;
  if (!(await tryLock(second, own))) return (await dropStale(second, own)) === undefined;
  try {
    if ((await readIfThere(lock)) === text) await rm(lock, { force: true });
  } finally {
    await rm(second, { force: true });
  }
  return true;
}

const SECOND = ".gone";

/**
 * Removes what killed commands left while they took this lock, which is ours: their drafts, and their locks on earlier ones, whose texts no lock has
 * again. The folder may be one that nobody else clears.
 */
async function clearBeside(lock: string): Promise<void> {
  await sweepBeside(lock);
  const names = await listIfThere(dirname(lock));
  for (const name of names) {
    if (name.startsWith(`${basename(lock)}.`) && name.endsWith(SECOND))
      await rm(join(dirname(lock), name), { force: true });
  }
}

/** Command and action of this process, without options: a value of one is nobody else's affair. */
function ownCommand(): string {
  const [, program = "", ...words] = process.argv;
  if (!/aem-mail-oauth(\.js)?$/.test(program)) return "";
  const end = words.findIndex((word) => !/^[a-z]+$/.test(word));
  return words.slice(0, Math.min(2, end === -1 ? words.length : end)).join(" ");
}
