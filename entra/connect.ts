import { readFileSync } from "node:fs";

import type { PipelineOptions } from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";
import { decodeJwt } from "jose";

import type { Settings } from "../pulumi/settings.ts";
import { duration, LIMITS, type Limits } from "../support/limits.ts";
import { Misshapen, name, object } from "../support/shape.ts";
import { CannotTell, reasonOf, UserError } from "../support/userError.ts";
import { within } from "../support/within.ts";
import { azLogin, credentialFor, noWayIn, Way, wayIn } from "./credentials.ts";
import { findEndpoints } from "./endpoints.ts";
import { createGraph, type Graph } from "./graphClient.ts";
import { patience } from "./patience.ts";
import { requirePlain } from "./plainSettings.ts";
import { type ProviderSettings, readProviderSettings, type Variables } from "./providerSettings.ts";
import { createSender, quietAgent } from "./sender.ts";
import { signInReason } from "./signInReason.ts";

/** Microsoft Graph, and who asks it. */
export interface Connection {
  readonly graph: Graph;
  readonly tenantId: string;
  /** Object id of the signed-in user or service principal. */
  readonly callerId: string;
}

export interface ConnectOptions {
  /** Settings of the stack, and which of them are kept encrypted. */
  readonly config: Settings;
  /** Environment variables to sign in with. */
  readonly variables: Variables;
  /** The tenant that the stack was deployed to, where that is known. */
  readonly tenantId?: string | undefined;
  readonly limits?: Limits;
  /** Where a person reads that a service asks to wait; default standard error. */
  readonly log?: (line: string) => void;
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
export async function connect({
  config,
  variables,
  tenantId,
  limits = LIMITS,
  log = toStandardError,
}: ConnectOptions): Promise<Connection> {
  requirePlain(config);
  const given = await readProviderSettings(config.values, variables);
  const pinned = config.values["azuread:tenantId"] ?? "";
  if (pinned !== "" && tenantId !== undefined && pinned.toLowerCase() !== tenantId.toLowerCase()) {
    throw new UserError(
      `azuread:tenantId is ${pinned}, but what is deployed is in tenant ${tenantId}. Put that id back: ` +
        "an application cannot move to another tenant.",
    );
  }
  const settings = {
    ...given,
    tenantId: [pinned, tenantId, given.tenantId].find((id) => id !== undefined && id !== "") ?? "",
  };
  const way = wayIn(settings);
  if (way === undefined) throw noWayIn(settings);
  const authorities = variables.SSL_CERT_FILE === "" ? undefined : variables.SSL_CERT_FILE;
  const ca = readAuthorities(authorities);
  // Nobody cancels: the sender ends what takes too long.
  const { signal } = new AbortController();
  const endpoints = await findEndpoints(settings, createSender(authorities, limits), signal).catch((error: unknown) => {
    throw error instanceof UserError ? error : new UserError(reasonOf(error));
  });
  const pipeline = trusting(ca, endpoints.login);
  const waiting = patience({ limits, log });
  const credential = await credentialFor(way, settings, {
    ...pipeline,
    authorityHost: endpoints.login,
    additionalPolicies: [{ policy: waiting.policy, position: "perRetry" }],
  });
  const caller = await signIn(credential, `${endpoints.graph}/.default`, way, settings, limits.signIn).catch(
    (error: unknown) => {
      // The library puts words of its own around it.
      throw waiting.gaveUp() ?? error;
    },
  );
  if (settings.tenantId !== "" && caller.tenantId.toLowerCase() !== settings.tenantId.toLowerCase()) {
    throw new UserError(
      `Signed in with ${way}, that is in tenant ${caller.tenantId}, but the stack belongs to tenant ${settings.tenantId}.`,
    );
  }
  return { graph: createGraph({ origin: endpoints.graph, credential, pipeline, limits, log }), ...caller };
}

/**
 * `SSL_CERT_FILE` replaces the trusted authorities, as it does for the provider. On loopback by an agent: unlike TLS settings it
 * also keeps a proxy out of the way.
 */
function trusting(ca: string | undefined, login: string): PipelineOptions {
  if (ca === undefined) return {};
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(login).hostname);
  return isLocal ? { agent: quietAgent(ca) } : { tlsOptions: { ca } };
}

function readAuthorities(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`SSL_CERT_FILE names a file that cannot be read: ${reasonOf(error)}`);
  }
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function signIn(
  credential: TokenCredential,
  scope: string,
  way: Way,
  settings: ProviderSettings,
  limit: number,
): Promise<{ tenantId: string; callerId: string }> {
  let token: string | undefined;
  const tooLate = (): Error =>
    new CannotTell(
      `Signing in with ${way} did not end within ${duration(limit)}. Run the command again in some minutes.`,
    );
  try {
    // Not every way in ends by itself.
    token = (await within(limit, credential.getToken(scope, { enableCae: true }), tooLate))?.token;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw notSignedIn(way, settings, signInReason(error));
  }
  return whoIs(token, way);
}

const CLAIMS = object({ tid: name, oid: name });

/** Not verified: it only tells who we are, Graph decides what we may. */
function whoIs(token: string | undefined, way: Way): { tenantId: string; callerId: string } {
  try {
    const { tid, oid } = CLAIMS(decodeJwt(token ?? ""), "");
    return { tenantId: tid, callerId: oid };
  } catch (error) {
    const why = error instanceof Misshapen ? error.message : "it is no JSON Web Token";
    throw new CannotTell(
      `Signing in with ${way} gave an access token that does not say who signed in (${why}), so what is read with it would prove ` +
        "nothing. Sign in again, and run the command again.",
    );
  }
}

function notSignedIn(way: Way, settings: ProviderSettings, reason: string): UserError {
  const { tenantId, clientId } = settings;
  // What follows are trace ids, and links to pages about the library.
  const words = reason.split(/\s*(?:\r?\n|Trace ID:|To troubleshoot, visit)/)[0] ?? reason;
  const tenant = tenantId === "" ? "the tenant" : `tenant ${tenantId}`;
  if (way === Way.AzureCli) {
    return new UserError(
      `Not signed in to ${tenant}. Sign in: ${azLogin(tenantId)}\n` +
        `(or give ARM_CLIENT_ID with ARM_CLIENT_SECRET, a certificate or OIDC, as the azuread provider takes them). ` +
        `The Azure CLI said: ${words}`,
    );
  }
  const client = clientId === "" ? "" : ` as client ${clientId}`;
  return new UserError(`Signing in to ${tenant}${client} with ${way} failed: ${words}`);
}
