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
import { type Endpoints, findEndpoints } from "./endpoints.ts";
import { patience } from "./patience.ts";
import { requirePlain } from "./plainSettings.ts";
import { type ProviderSettings, readProviderSettings, type Variables } from "./providerSettings.ts";
import { createSender, quietAgent } from "./sender.ts";
import { signInReason } from "./signInReason.ts";

export interface StackSignInOptions {
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

/** Who signed in. */
export interface Caller {
  readonly tenantId: string;
  /** Object id of the signed-in user or service principal. */
  readonly callerId: string;
}

/** What signs in for a stack. */
export interface StackSignIn {
  readonly credential: TokenCredential;
  readonly endpoints: Endpoints;
  /** As the provider reads them. Holds secrets. */
  readonly settings: ProviderSettings;
  /** Whom to trust at this address, as `SSL_CERT_FILE` says. */
  readonly pipelineFor: (address: string) => PipelineOptions;
  /**
   * Signs in, and says who that is.
   *
   * @param scope what for: `https://graph.microsoft.com/.default`
   * @throws UserError where it is refused, or leads to another tenant than the stack's; CannotTell where nobody answers, or nobody who may
   * be believed
   */
  readonly caller: (scope: string) => Promise<Caller>;
  /** Why it did not work, from what the credential threw. */
  readonly failure: (thrown: unknown) => UserError;
}

/**
 * What signs in as the azuread provider would for this stack, to the stack's own tenant. Nobody is signed in yet.
 *
 * @throws UserError naming what is missing, what is encrypted and must not be, or that the tenant is another one
 */
export async function stackSignIn(options: StackSignInOptions): Promise<StackSignIn> {
  const { config, variables, limits = LIMITS, log = toStandardError } = options;
  requirePlain(config);
  const settings = await settingsOf(options);
  const way = wayIn(settings);
  if (way === undefined) throw noWayIn(settings);
  const authorities = variables.SSL_CERT_FILE === "" ? undefined : variables.SSL_CERT_FILE;
  const ca = readAuthorities(authorities);
  // Nobody cancels: the sender ends what takes too long.
  const { signal } = new AbortController();
  const endpoints = await findEndpoints(settings, createSender(authorities, limits), signal).catch((error: unknown) => {
    throw error instanceof UserError ? error : new UserError(reasonOf(error));
  });
  const waiting = patience({ limits, log });
  const credential = await credentialFor(way, settings, {
    ...trusting(ca, endpoints.login),
    authorityHost: endpoints.login,
    additionalPolicies: [{ policy: waiting.policy, position: "perRetry" }],
  });
  // The library puts words of its own around a service that did not answer.
  const failure = (thrown: unknown): UserError => {
    const known = waiting.gaveUp() ?? thrown;
    return known instanceof UserError ? known : notSignedIn(way, settings, signInReason(thrown));
  };
  return {
    credential,
    endpoints,
    settings,
    failure,
    pipelineFor: (address) => trusting(ca, address),
    caller: async (scope) => {
      const token = await askFor(credential, scope, way, limits.signIn).catch((error: unknown) => {
        throw failure(error);
      });
      const caller = whoIs(token, way);
      if (settings.tenantId !== "" && caller.tenantId.toLowerCase() !== settings.tenantId.toLowerCase()) {
        throw new UserError(
          `Signed in with ${way}, that is in tenant ${caller.tenantId}, but the stack belongs to tenant ${settings.tenantId}.`,
        );
      }
      return caller;
    },
  };
}

async function settingsOf({ config, variables, tenantId }: StackSignInOptions): Promise<ProviderSettings> {
  const given = await readProviderSettings(config.values, variables);
  const pinned = config.values["azuread:tenantId"] ?? "";
  if (pinned !== "" && tenantId !== undefined && pinned.toLowerCase() !== tenantId.toLowerCase()) {
    throw new UserError(
      `azuread:tenantId is ${pinned}, but what is deployed is in tenant ${tenantId}. Put that id back: ` +
        "an application cannot move to another tenant.",
    );
  }
  return {
    ...given,
    tenantId: [pinned, tenantId, given.tenantId].find((id) => id !== undefined && id !== "") ?? "",
  };
}

/**
 * `SSL_CERT_FILE` replaces the trusted authorities, as it does for the provider. On loopback by an agent: unlike TLS settings it
 * also keeps a proxy out of the way.
 */
function trusting(ca: string | undefined, address: string): PipelineOptions {
  if (ca === undefined) return {};
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(address).hostname);
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

async function askFor(
  credential: TokenCredential,
  scope: string,
  way: Way,
  limit: number,
): Promise<string | undefined> {
  const tooLate = (): Error =>
    new CannotTell(
      `Signing in with ${way} did not end within ${duration(limit)}. Run the command again in some minutes.`,
    );
  // Not every way in ends by itself.
  return (await within(limit, credential.getToken(scope, { enableCae: true }), tooLate))?.token;
}

const CLAIMS = object({ tid: name, oid: name });

/** Not verified: it only tells who we are, who is asked with it decides what we may. */
function whoIs(token: string | undefined, way: Way): Caller {
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
