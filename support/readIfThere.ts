import { lstatSync, readFileSync, type Stats } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";

import { reasonOf, UserError } from "./userError.ts";

/**
 * Text of a file; undefined where there is none, which is the one case in which it may be written anew. A file that is there and cannot
 * be read, or a link to a place that is not there (a disk that is not mounted), holds something that nobody may write over.
 *
 * @throws UserError when it cannot be read
 */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (!isAbsent(error)) throw unreadable(path, error);
    const entry = await entryIfThere(path);
    if (entry === undefined) return undefined;
    if (entry.isSymbolicLink()) throw unreadable(path, error);
    // Somebody else made it between the two looks.
    return readIfThere(path);
  }
}

/**
 * The same, at once.
 *
 * @throws UserError when it cannot be read
 */
export function readIfThereSync(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (!isAbsent(error)) throw unreadable(path, error);
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (entry === undefined) return undefined;
    if (entry.isSymbolicLink()) throw unreadable(path, error);
    return readIfThereSync(path);
  }
}

/**
 * Names in a folder, with `recursive` the paths below it; none where there is no such folder.
 *
 * @throws UserError when it cannot be read
 */
export async function listIfThere(path: string, { recursive = false } = {}): Promise<string[]> {
  try {
    return await readdir(path, { recursive });
  } catch (error) {
    if (!isAbsent(error)) throw unreadable(path, error);
    const entry = await entryIfThere(path);
    if (entry === undefined) return [];
    if (entry.isSymbolicLink()) throw unreadable(path, error);
    return listIfThere(path, { recursive });
  }
}

/**
 * What has that name, of a link the link itself; undefined where nothing has.
 *
 * @throws UserError when that cannot be found out
 */
export async function entryIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw unreadable(path, error);
  }
}

/** Whether anything has that name, a link to nothing too. Throws as entryIfThere does. */
export async function isThere(path: string): Promise<boolean> {
  return (await entryIfThere(path)) !== undefined;
}

/** Whether the operating system says that there is no such file, and nothing else. */
export function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
}

/** That a file, or a folder, is there and cannot be read. */
export function unreadable(path: string, error: unknown): UserError {
  const why = isAbsent(error) ? "it is a link to something that is not there" : reasonOf(error);
  return new UserError(
    `${path} cannot be read (${why}). It was left as it is. Make it readable, then run the command again.`,
  );
}
