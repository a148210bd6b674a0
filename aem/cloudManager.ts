import type { Limits } from "../support/limits.ts";
import { connectToAdobe } from "./adobeClient.ts";
import { patchVariables } from "./patch.ts";
import { readState, readVariables } from "./reading.ts";
import type { NewVariable } from "./variableLimits.ts";

/** An environment of AEM as a Cloud Service, as Cloud Manager names it. */
export interface Environment {
  /** `1234567890ABCDEF@AdobeOrg` */
  readonly organization: string;
  /** `12345`, of the address of Cloud Manager: /program/12345/environment/67890 */
  readonly program: string;
  readonly environment: string;
  /** Whose variables alone are meant; undefined for those of all services. */
  readonly service?: "author" | "publish" | "preview";
}

export interface Variable {
  readonly name: string;
  /** Never of a secret: Cloud Manager does not tell it. */
  readonly value?: string;
  readonly secret: boolean;
  /** Undefined where it is for all services. */
  readonly service?: string;
}

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

export interface CloudManagerOptions {
  /** OAuth server-to-server credential of a project in the Adobe Developer Console: ADOBE_CLIENT_ID and ADOBE_CLIENT_SECRET. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  readonly organization: string;
  /** Where Cloud Manager and Adobe's sign-in are on this machine; default Adobe's own addresses. */
  readonly localOrigin?: string;
  /** PEM file of the authority that `localOrigin` is trusted by. */
  readonly certificateAuthority?: string;
  readonly limits?: Pick<Limits, "request" | "throttled">;
  /** Where a person reads that Adobe asks to wait; default standard error. */
  readonly log?: (line: string) => void;
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
