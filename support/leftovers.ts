import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { isRunning } from "./isRunning.ts";
import { placeMark } from "./lockHolder.ts";
import { entryIfThere, listIfThere } from "./readIfThere.ts";

/** The end of a draft's name, after a dot: the number of this process, where that number means something, and what no other draft has. */
export function draftEnd(): string {
  return `${process.pid}-${placeMark()}-${randomBytes(6).toString("hex")}.tmp`;
}

/**
 * Names of drafts that a command moves into place once they are whole, as far as it is not killed before: those of draftEnd
 * and of the entry of who serves the tenant. The number is that of the process; its place is left out in those of earlier versions.
 */
const DRAFTS = [/^.+\.(\d+)-(?:([0-9a-f]{8})-)?[0-9a-f]{12}\.tmp$/, /^server\.json\.(\d+)-[0-9a-f-]{36}$/] as const;

/** What earlier versions wrote, whose names tell no process: `<file>.<up to ten digits>`, for the files that they knew. */
const EARLIER =
  /^(?:passphrase|port|stand-ins\.json|local\.consent\.yaml|Pulumi(?:\.local)?\.yaml|settled-state\.json|faults\.json|(?:state|clients|signing\.key)\.json|(?:authority|trusted|server|server\.key)\.pem)\.\d{1,10}$|^server\.json\.[0-9a-f-]{36}$/;

/** Milliseconds. A file is written within seconds. */
const SURELY_STALE = 60 * 60_000;

/**
 * Removes from folders of ours, not from those below them, the drafts of commands that are gone. What is no draft by its name, or
 * belongs to a process that runs, stays.
 */
export async function sweep(folders: readonly string[], now = Date.now()): Promise<void> {
  for (const folder of folders) await sweepNames(folder, () => true, now);
}

/** Removes the drafts of one file, from a folder that may be anybody's. */
export async function sweepBeside(file: string): Promise<void> {
  const isItsDraft = (name: string): boolean => name.startsWith(`${basename(file)}.`) && DRAFTS[0].test(name);
  // Where a folder may not be listed they stay, as they do where nothing is written any more: they harm nobody.
  await sweepNames(dirname(file), isItsDraft).catch(() => undefined);
}

async function sweepNames(folder: string, isMeant: (name: string) => boolean, now = Date.now()): Promise<void> {
  for (const name of (await listIfThere(folder)).filter(isMeant))
    if (await isLeftOver(join(folder, name), now)) await rm(join(folder, name), { force: true });
}

async function isLeftOver(path: string, now: number): Promise<boolean> {
  const name = basename(path);
  const [, pid, place] = DRAFTS.map((form) => form.exec(name)).find((found) => found !== null) ?? [];
  if (pid === undefined && !EARLIER.test(name)) return false;
  const entry = await entryIfThere(path);
  if (entry?.isFile() !== true) return false;
  // Of a process in another container nobody here can tell whether it runs.
  const isForeign = place !== undefined && place !== placeMark();
  return pid === undefined || isForeign ? now - entry.mtimeMs > SURELY_STALE : !isRunning(Number(pid));
}
