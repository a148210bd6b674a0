import type { Stack } from "@pulumi/pulumi/automation/index.js";

import { localCommand } from "../../stack/commandsOf.ts";
import { UserError } from "../../support/userError.ts";
import type { LocalFolder } from "../folder.ts";
import { nameOf } from "./alreadyGone.ts";
import { resourcesOf } from "./stackCommand.ts";

/** A resource of the state; only what is looked at here. */
interface StateResource {
  readonly urn: string;
  /** Whether the engine refuses to delete it. */
  readonly protect?: boolean;
}

/**
 * Refuses to destroy a stack of which the engine would delete a part alone. Left to itself it deletes what is not protected and then
 * stops: the state has lost its secrets by then, and Entra has not.
 *
 * @throws UserError naming what is protected, and what to do
 */
export async function expectUnprotected(stack: Stack, folder: LocalFolder): Promise<void> {
  const refusal = refusalToDestroy(await resourcesOf<StateResource>(stack), folder);
  if (refusal !== undefined) throw new UserError(refusal);
}

/** What to say instead of destroying these resources; undefined where nothing is protected. */
export function refusalToDestroy(
  resources: readonly StateResource[],
  folder: Pick<LocalFolder, "stack">,
): string | undefined {
  const kept = resources.filter(({ protect }) => protect === true).map(({ urn }) => nameOf(urn));
  if (kept.length === 0) return undefined;
  return (
    `Stack local is protected, so nothing was deleted. Protected: ${kept.join(", ")}.\n` +
    "To delete it all the same:\n" +
    '  1. In stacks/Pulumi.local.yaml, set aem-mail-oauth:protect to "false", or take it out: that is the default.\n' +
    `  2. Deploy that: ${localCommand("local", folder.stack)}\n` +
    `  3. ${localCommand("local destroy", folder.stack)}`
  );
}
