import { commandsOf } from "../../stack/commandsOf.ts";
import { forgetEnds } from "../../stack/ends/recordedEnds.ts";
import type { StackRef } from "../../stack/stackRef.ts";
import { reasonOf } from "../../support/userError.ts";

/**
 * Takes the recorded ends of secrets that are no longer declared away. To be called under the stack's lock, after the stack's file was
 * written: a record that is spoilt keeps nobody from revoking a secret that leaked.
 *
 * @returns a line for the person; empty where none was recorded
 */
export async function forgetDates(stack: StackRef, labels: readonly string[]): Promise<string> {
  const named = labels.map((label) => `"${label}"`).join(", ");
  try {
    return (await forgetEnds(stack, labels)) ? `${stack.files.ends}: forgot when ${named} ends.\n` : "";
  } catch (error) {
    return `Warning: the recorded end of ${named} could not be forgotten. ${reasonOf(error)}\nRecord it again after the deployment: ${commandsOf(stack).dates}\n`;
  }
}
