import { dirname } from "node:path";

import { withLockFile } from "../support/lock.ts";
import { makeFolders } from "../support/makeFolders.ts";
import { reasonOf, UserError } from "../support/userError.ts";
import type { StackRef } from "./stackRef.ts";

/** Milliseconds. Whoever edits a stack's files does so at once, or while the CLI writes one setting. */
const PATIENCE = 60_000;

/**
 * Runs `work`, which reads a stack's files and writes them anew, while no other command of ours does: of two that read the same text, the
 * later would undo the earlier. The lock lies in the folder that git ignores, whatever `--folder` says; one whose process is gone is taken over.
 *
 * @throws UserError when another process holds it for a minute, or it cannot be made
 */
export async function withStackLock<T>(stack: StackRef, work: () => Promise<T>): Promise<T> {
  const { lock } = stack.files;
  const folder = dirname(lock);
  await makeFolders(folder, 0o700).catch((error: unknown) => {
    throw new UserError(
      `${folder} cannot be made (${reasonOf(error)}); commands that edit a stack's files keep each other out with a file there. Nothing was changed.`,
    );
  });
  return withLockFile({ path: lock, what: `the files of stack ${stack.name}`, patience: PATIENCE }, work);
}
