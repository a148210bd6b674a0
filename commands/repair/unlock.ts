import { Locked, type StackChanges } from "../../pulumi/stackChanges.ts";
import { isAlive, isGone, type UpdateLock } from "../../pulumi/updateLock.ts";
import { UserError } from "../../support/userError.ts";
import type { Steps } from "./steps.ts";

/** A lock on the stack, as it is reported. */
export interface ReportedLock extends UpdateLock {
  /** What is known of its process: `gone` from this host, `running` on it, or unknown. */
  readonly process: "gone" | "running" | "unknown";
}

/** Works on a stack whose lock may have been left by an update that was killed. */
export interface Unlocking {
  /** All that were met. */
  readonly found: readonly ReportedLock[];
  /** Whether the backend shows locks to nobody but whoever changes something. */
  isHidden(): boolean;
  /** Takes away what the backend names of itself. @returns whether the stack is free, as far as the backend tells */
  first(): Promise<boolean>;
  /**
   * Runs what changes the stack, once more after a lock that shows itself only then.
   *
   * @returns false where the lock stays
   */
  run(change: () => Promise<void>): Promise<boolean>;
}

/** @param command - what cancels by hand, for a person to copy */
export function unlocking(changes: StackChanges, steps: Steps, yes: boolean, command: string): Unlocking {
  const locks: ReportedLock[] = [];
  let hidden = false;

  async function unlock(held: readonly UpdateLock[]): Promise<boolean> {
    const found = held.map((lock) => ({ ...lock, process: processOf(lock) }));
    locks.push(...found);
    const what = found.map((lock) => `The stack is locked${holderWords(lock)}.`).join("\n");
    const isRunning = found.some((lock) => lock.process === "running");
    if (isRunning && (yes || !steps.isDone)) {
      steps.say(what);
      if (!yes) return false;
      throw new UserError(
        "That update runs on this machine, so --yes does not take its lock away. Wait until it has ended, or end it, and run this again.",
      );
    }
    const danger = found.every((lock) => lock.process === "gone")
      ? ""
      : " An update that still runs would then no longer be kept apart from others.";
    const taken = await steps.take({ step: "unlock", what, command }, `Take the lock away?${danger}`, async () => {
      await changes.cancel();
      return true;
    });
    // Shown alone, the steps behind it are of interest too.
    return taken || !steps.isDone;
  }

  return {
    found: locks,
    isHidden: () => hidden,
    async first() {
      const held = await changes.locks();
      hidden = held === undefined;
      return held === undefined || held.length === 0 || (await unlock(held));
    },
    async run(change) {
      try {
        await change();
        return true;
      } catch (error) {
        if (!(error instanceof Locked)) throw error;
        if (!(await unlock(error.locks))) return false;
      }
      await change();
      return true;
    },
  };
}

function processOf(lock: UpdateLock): ReportedLock["process"] {
  if (isGone(lock)) return "gone";
  return isAlive(lock) ? "running" : "unknown";
}

/** Whose it is, since when, and what became of the process. */
function holderWords({ user, host, pid, since, process }: ReportedLock): string {
  if (host === "") return " by an update, and the backend does not say whose";
  const who = ` by ${user === "" ? "somebody" : user} on ${host}, process ${pid}, since ${since}`;
  const known = {
    gone: "no such process runs here any more",
    running: "that process is running",
    unknown: "whether that process still runs cannot be seen from here",
  };
  return `${who}: ${known[process]}`;
}
