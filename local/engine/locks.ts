import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Stack } from "@pulumi/pulumi/automation/index.js";

import { isEngine, isLockFile } from "../../pulumi/updateLock.ts";
import { listIfThere, readIfThere } from "../../support/readIfThere.ts";
import { UserError } from "../../support/userError.ts";
import type { LocalFolder } from "../folder.ts";

/** How long an engine whose command was killed gets to notice and to save its state, in milliseconds. */
const PATIENCE = 60_000;

/**
 * Releases the lock that a killed update left on the stack, so that the next one does not stop at it.
 *
 * The engine may outlive the command that started it by some seconds and still save what it did: that is waited for.
 *
 * @throws UserError naming the process, when it still runs after a minute
 */
export async function releaseStaleLock(folder: LocalFolder, stack: Stack, log: (line: string) => void): Promise<void> {
  let pids = await lockHolders(folder);
  if (pids.length === 0) return;

  for (let waited = 0; pids.some(isEngine); waited += 500) {
    if (waited === 0) log("An earlier update was cut off; waiting for its engine to save what it did.");

    if (waited >= PATIENCE) {
      throw new UserError(
        `Process ${pids.join(", ")} still works on this stack. Wait for it, or end it (kill ${pids.join(" ")}), then run again.`,
      );
    }
    await sleep(500);
  }
  pids = await lockHolders(folder);
  if (pids.length > 0) {
    log("An earlier update was cut off; its lock is released.");
    await stack.cancel();
  }
}

/**
 * Process ids in the lock files of Pulumi's file backend; 0 for a lock that is half written. Of whichever machine: only one command
 * at a time works on the folder, so a lock that no engine here holds is a left-over.
 */
async function lockHolders(folder: LocalFolder): Promise<number[]> {
  const locks = join(folder.backend, ".pulumi", "locks");
  const files = await listIfThere(locks, { recursive: true });
  const texts = files.filter(isLockFile).map((name) => readIfThere(join(locks, name)));
  // One that was released since is none.
  const held = (await Promise.all(texts)).filter((text) => text !== undefined);
  return held.map((text) => Number(/"pid":\s*(\d+)/.exec(text)?.[1] ?? 0));
}
