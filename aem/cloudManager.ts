import { connectToAdobe } from "./adobeClient.ts";
import type { CloudManagerOptions, Environment, Variable } from "./environment.ts";
import { patchVariables } from "./patch.ts";
import { readState, readVariables } from "./reading.ts";
import type { NewVariable } from "./variableLimits.ts";

export type { CloudManagerOptions, Environment, Variable };

/** Adobe's Cloud Manager, as a technical account. No message of it holds a value, a token or a client secret. */
export interface CloudManager {
  /**
   * All variables of an environment, or those of its `service` where that is named.
   * @throws UserError where it is refused or not there; CannotTell where nobody answers who may be believed
   */
  variables(where: Environment): Promise<readonly Variable[]>;
  /** Status as the API names it (`ready`, `updating` ...), and the environment's name. Throws as variables does. */
  state(where: Environment): Promise<{ readonly status: string; readonly name: string }>;
  /**
   * Sets (or, with an empty value, deletes) variables in one request, which restarts author and publish. Where that request's answer is lost,
   * the readable variables among them tell whether it was done.
   *
   * @returns later, with the reason, where the environment takes no change now and nothing was changed
   * @throws UserError where the variables are at fault (before anything is sent), or access is missing; CannotTell where it is unknown what
   * was changed
   */
  patch(where: Environment, variables: readonly NewVariable[]): Promise<"done" | { readonly later: string }>;
}

/**
 * Opens Cloud Manager for one organization; signs in with the first question.
 *
 * @throws UserError where a credential is missing, or the file of the authority cannot be read
 */
export async function openCloudManager(options: CloudManagerOptions): Promise<CloudManager> {
  const adobe = await connectToAdobe(options);
  return {
    variables: (where) => readVariables(adobe, where),
    state: (where) => readState(adobe, where),
    patch: (where, variables) => patchVariables(adobe, where, variables),
  };
}
