import { CommandError, type EngineEvent, type Stack } from "@pulumi/pulumi/automation/index.js";

import { localCommand } from "../../stack/commandsOf.ts";
import type { LocalFolder } from "../folder.ts";
import { differencesIn, divide, nameOf, type Owned } from "./alreadyGone.ts";
import { resourcesOf } from "./stackCommand.ts";

/** Whether the update may go on, and what to tell the person. */
export interface Forgotten {
  /** URNs that the state no longer has; none where it was left as it is. */
  readonly urns: readonly string[];
  readonly words: string;
}

/**
 * Lets the state forget resources that an update could not delete because they are not in the tenant any more.
 *
 * Looked at first is everything, without changing anything: where more differs than these and what went with them, the state stays as
 * it is. Taken over is what these resources are alone, so that nothing that was changed by hand slips into the state unseen.
 *
 * @param gone - URNs, as `alreadyGone` gives them
 */
export async function forgetGone(stack: Stack, gone: readonly string[], folder: LocalFolder): Promise<Forgotten> {
  const events: EngineEvent[] = [];
  try {
    await stack.previewRefresh({ color: "never", onEvent: (event) => void events.push(event) });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return stays(
      gone,
      "Whether anything else differs could not be looked up, so the state stays as it is. Run it again.",
    );
  }
  const { forget, others } = divide(gone, differencesIn(events), await resourcesOf<Owned>(stack));
  const unsure = gone.filter((urn) => !forget.includes(urn));
  if (unsure.length > 0)
    return stays(gone, `But ${names(unsure)} can be read all the same, so the state stays as it is. Run it again.`);

  if (others.length > 0) {
    const more = others.map(({ urn, op }) => `\n  ${nameOf(urn)} (${op === "delete" ? "gone" : "changed"})`).join("");
    return stays(
      gone,
      `But more is not as the state has it, and nobody has looked at that, so the state stays as it is:${more}\n` +
        `See it: ${localCommand("access --live --stack local", folder.stack)}\n` +
        `Take all of it over into the state, then run this again: ${localCommand("local refresh", folder.stack)}`,
    );
  }
  await stack.refresh({ color: "never", target: forget });
  return {
    urns: forget,
    words: `${reason(gone)} Nothing else differs, so the state forgets that alone, and it goes on.`,
  };
}

function stays(gone: readonly string[], why: string): Forgotten {
  return { urns: [], words: `${reason(gone)} ${why}` };
}

function reason(gone: readonly string[]): string {
  const [is, its] = gone.length === 1 ? ["is", "its"] : ["are", "their"];
  return `${names(gone)} ${is} not in the tenant any more: the answer to ${its} deletion got lost, or somebody deleted by hand.`;
}

function names(urns: readonly string[]): string {
  return urns.map(nameOf).join(", ");
}
