import { closeSync, constants, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

import { reasonOf, UserError } from "./userError.ts";

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;

/**
 * Makes sure that a line can be appended to a file later; makes the file, for its owner alone, where there is none.
 *
 * @param option what was asked for, as in `--audit audit.jsonl`; errors begin with it
 * @throws UserError where it is a link or no plain file, or cannot be written
 */
export function checkAppendable(option: string, path: string): void {
  closeSync(openPlain(option, path));
}

/**
 * Appends a line in one write, which no other process's write falls into the middle of (O_APPEND, on a disk of this machine). Where the last
 * line was cut off, as on a full disk, the new one begins on a line of its own. At once, not later: the process may be about to end.
 *
 * @throws UserError where it could not be written
 */
export function appendLine(option: string, path: string, line: string): void {
  const file = openPlain(option, path);
  try {
    const bytes = Buffer.from(`${endsWhole(file) ? "" : "\n"}${line}\n`);
    const written = writeSync(file, bytes);
    if (written < bytes.length) throw new Error(`no more than ${written} of ${bytes.length} bytes were taken`);
    fdatasyncSync(file);
  } catch (error) {
    throw new UserError(`${option}: the line could not be written (${reasonOf(error)}).`);
  } finally {
    closeSync(file);
  }
}

function openPlain(option: string, path: string): number {
  let file: number;
  try {
    // A pipe without a reader would be waited for.
    file = openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  } catch (error) {
    const isLink = (error as NodeJS.ErrnoException).code === "ELOOP";
    const why = isLink ? "it is a link, and none is followed" : reasonOf(error);
    throw new UserError(
      `${option}: this file cannot be written (${why}). Name a plain file in a folder that is there.`,
    );
  }
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new UserError(`${option}: this is no plain file. Name one, in a folder that is there.`);
}

function endsWhole(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size === 0 || readSync(file, last, 0, 1, size - 1) === 0 || last.toString() === "\n";
}
