import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { isAbsent } from "./readIfThere.ts";
import { UserError } from "./userError.ts";

/**
 * Makes a folder and those that it lies in, where they are not there.
 *
 * Not with Node's own recursive mkdir: of a disk that can only be read it says that there is no such file, and where no folder can be made,
 * as in /proc, it never ends (measured with Node 24).
 *
 * @throws Error of the file system (EROFS, EACCES, EEXIST ...); UserError where it gives no reason
 */
export async function makeFolders(path: string, mode: number): Promise<void> {
  const whole = resolve(path);
  if (await isFolder(whole)) return;
  if (dirname(whole) !== whole) await makeFolders(dirname(whole), mode);
  try {
    await mkdir(whole, { mode });
  } catch (error) {
    if (isAbsent(error)) throw new UserError(`${whole}: no folder can be made there. Name another place.`);
    // Another process may have been faster.
    if (!(await isFolder(whole))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}
