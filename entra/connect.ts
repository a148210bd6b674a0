import { LIMITS } from "../support/limits.ts";
import { createGraph, type Graph } from "./graphClient.ts";
import type { Variables } from "./providerSettings.ts";
import { type Caller, stackSignIn, type StackSignInOptions } from "./stackSignIn.ts";

/** Microsoft Graph, and who asks it. */
export interface Connection extends Caller {
  readonly graph: Graph;
}

/** What to sign in with: for a tenant on this machine only what it gives, or a person's own sign-in would win over it. */
export function variablesFor({ environment }: { readonly environment: Variables }): Variables {
  return Object.keys(environment).length > 0 ? environment : process.env;
}

/**
 * Signs in as the azuread provider would for this stack, to the stack's own tenant.
 *
 * @throws UserError naming what is missing, what is encrypted and must not be, or that the tenant is another one; CannotTell where nobody answers, or nobody who may be
 * believed
 */
export async function connect(options: StackSignInOptions): Promise<Connection> {
  const { limits = LIMITS, log } = options;
  const { credential, endpoints, pipelineFor, caller } = await stackSignIn(options);
  const who = await caller(`${endpoints.graph}/.default`);
  const pipeline = pipelineFor(endpoints.login);
  return {
    graph: createGraph({
      origin: endpoints.graph,
      credential,
      pipeline,
      limits,
      ...(log === undefined ? {} : { log }),
    }),
    ...who,
  };
}
