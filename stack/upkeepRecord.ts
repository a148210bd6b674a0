import { dirname } from "node:path";

import { stringify } from "yaml";

import { makeFolders } from "../support/makeFolders.ts";
import { readIfThere } from "../support/readIfThere.ts";
import { reasonOf, UserError } from "../support/userError.ts";
import { writeWhole } from "../support/writeWhole.ts";
import { isTime, parseRecords } from "./records.ts";
import { withStackLock } from "./stackLock.ts";
import type { StackRef } from "./stackRef.ts";

const HEADER = "# When `upkeep` last did all that was due, for a monitor. Not to be edited. Nothing here is secret.\n";

/**
 * When the upkeep of a stack last succeeded, by the clock of that machine; undefined where it never did, as far as this checkout knows: the
 * record is in the folder that git ignores, so that a success a day is no commit a day, and a pipeline's run has the one of its own run alone.
 *
 * @throws UserError naming the file, when it cannot be read or has another shape
 */
export async function readLastSuccess(stack: StackRef): Promise<Date | undefined> {
  const path = stack.files.upkeep;
  const records = parseRecords(await readIfThere(path), path);
  if (records === undefined) return undefined;
  const { stack: whose, lastSuccess } = records;
  if (whose === stack.name && isTime(lastSuccess)) return new Date(lastSuccess);
  throw new UserError(
    `${path} has to have "stack: ${stack.name}" and "lastSuccess", a time like "2030-05-20T12:00:00Z". Delete it; the next upkeep writes it again.`,
  );
}

/**
 * Records that the upkeep of a stack succeeded. Of two at once the later time stays.
 *
 * @throws UserError when it cannot be written
 */
export async function recordLastSuccess(stack: StackRef, at: Date): Promise<void> {
  const path = stack.files.upkeep;
  await withStackLock(stack, async () => {
    const before = await readable(stack);
    // A time that is still to come was taken from a clock that was wrong.
    if (before !== undefined && before > at && before.getTime() <= Date.now()) return;
    try {
      await makeFolders(dirname(path), 0o700);
      const body = stringify(
        { stack: stack.name, lastSuccess: at.toISOString() },
        { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" },
      );
      await writeWhole(path, `${HEADER}${body}`);
    } catch (error) {
      throw new UserError(`${path} cannot be written (${reasonOf(error)}), so no monitor hears of this success.`);
    }
  });
}

/** One that is spoilt is replaced. */
async function readable(stack: StackRef): Promise<Date | undefined> {
  try {
    return await readLastSuccess(stack);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
