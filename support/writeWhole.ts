import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";

import { draftEnd, sweepBeside } from "./leftovers.ts";
import { isAbsent, isThere, unreadable } from "./readIfThere.ts";
import { UserError } from "./userError.ts";

export interface WriteOptions {
  /** Permissions from the first byte on; default: those of the file that is replaced, else the usual ones. */
  readonly mode?: number;
}

/**
 * Writes a file whole or not at all: beside it under a name of its own, then moved into its place. Where it is a link, what the link
 * leads to is replaced. Who reads it meanwhile reads the old text or the new one.
 *
 * Not with the package write-file-atomic, which asks the system to write once and does not look at how much was written: on a disk that
 * is almost full that is less than all, and it then moves the half over the whole.
 *
 * @throws Error of the file system (ENOSPC, EACCES ...); the file is then what it was
 */
export async function writeWhole(path: string, text: string, { mode }: WriteOptions = {}): Promise<void> {
  const target = await placeOf(path);
  const before = await stat(target).catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  await sweepBeside(target);
  const draft = `${target}.${draftEnd()}`;
  try {
    const file = await open(draft, "wx", mode ?? (before === undefined ? 0o666 : before.mode & 0o777));
    try {
      await fill(file, text, mode ?? before?.mode, before);
    } finally {
      await file.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw naming(error, path);
  }
}

async function fill(
  file: FileHandle,
  text: string,
  mode: number | undefined,
  owner: { uid: number; gid: number } | undefined,
): Promise<void> {
  // Somebody else's file stays theirs; who may not give files away keeps what they wrote.
  if (owner !== undefined && process.getuid?.() === 0) await file.chown(owner.uid, owner.gid);
  // In full: what was asked for at the opening was cut by the umask.
  if (mode !== undefined) await file.chmod(mode & 0o777);
  await file.writeFile(text);
  await file.sync();
}

/** Where a link leads; one that leads nowhere stands for a file on a disk that is not there now. */
async function placeOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isAbsent(error)) throw error;
    if (await isThere(path)) throw unreadable(path, error);
    return path;
  }
}

/** Names the file that was asked for: the draft's name tells the person nothing. */
function naming(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined || error instanceof UserError) return error;
  const [words = ""] = message.split(", ");
  return Object.assign(new Error(`${words}, write '${path}'`, { cause: error }), { code, path });
}
