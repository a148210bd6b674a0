import { randomUUID } from "node:crypto";

import { jwtVerify, SignJWT } from "jose";

import { API_IDS, resourceUris } from "./catalogue.ts";
import { authenticateClient, type Client } from "./clientAuthentication.ts";
import { callerGone, unauthenticated } from "./errors.ts";
import type { Reply, Request } from "./http.ts";
import { stringsOf } from "./json.ts";
import type { SigningKey } from "./keys.ts";
import { live } from "./lookup.ts";
import { issuer } from "./metadata.ts";
import { DOMAIN, INITIAL_DOMAIN, TENANT_ID, TENANT_NAME } from "./seed.ts";
import {
  grantUnsupported,
  parameterMissing,
  resourceUnknown,
  scopeNotDefault,
  tenantMalformed,
  tenantNeeded,
  tenantNotFound,
} from "./signInErrors.ts";
import type { State } from "./state.ts";
import { servicePrincipalNames } from "./views.ts";

export interface TokenContext {
  readonly url: string;
  readonly key: SigningKey;
  readonly state: Readonly<State>;
  readonly now: Date;
}

/** Who calls Graph, as the access token says. */
export interface Caller {
  readonly appId: string;
  /** Object id of the service principal, or of the user where one signed in. */
  readonly objectId: string;
  /** Application permissions, or the delegated ones where a user signed in. */
  readonly roles: readonly string[];
  readonly userId?: string;
}

const LIFETIME_SECONDS = 3599;

/** `POST /{tenant}/oauth2/v2.0/token`: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
export async function tokenEndpoint(tenant: string, request: Request, context: TokenContext): Promise<Reply> {
  const form = new URLSearchParams(request.body);
  checkTenant(tenant);
  const grant = form.get("grant_type");
  if (grant === null) throw parameterMissing("grant_type");
  if (grant !== "client_credentials") throw grantUnsupported(grant);
  if (isShared(tenant)) throw tenantNeeded();
  const client = authenticateClient(form, request.headers.authorization, context.state, context.now);
  const scope = form.get("scope");
  if (scope === null || scope === "") throw parameterMissing("scope");
  const audience = resourceOf(scope, context);
  const body = {
    token_type: "Bearer",
    expires_in: LIFETIME_SECONDS,
    ext_expires_in: LIFETIME_SECONDS,
    access_token: await applicationToken(client, audience, context),
  };
  return { status: 200, headers: { "cache-control": "no-store", pragma: "no-cache" }, body };
}

/**
 * Checks the bearer token of a Graph request: signature, lifetime, audience, issuer.
 * @throws GraphError 401
 */
export async function callerOf(authorization: string | undefined, context: TokenContext): Promise<Caller> {
  const [, token] = /^Bearer\s+(.+)$/i.exec(authorization ?? "") ?? [];
  if (token === undefined) throw unauthenticated("Access token is empty.");
  const claims = await verified(token, context);
  const principal = context.state.servicePrincipals.find(({ id }) => id === claims.oid);
  if (principal?.deletedDateTime !== null) {
    throw callerGone();
  }
  return { appId: principal.appId, objectId: principal.id, roles: stringsOf(claims.roles) };
}

async function verified(token: string, context: TokenContext): Promise<Record<string, unknown>> {
  try {
    const { payload } = await jwtVerify(token, context.key.publicKey, {
      algorithms: ["RS256"],
      audience: graphAudiences(context),
      issuer: issuer(context.url),
      currentDate: context.now,
      requiredClaims: ["exp", "oid", "tid"],
    });
    return payload;
  } catch (error) {
    throw unauthenticated(refusal(error instanceof Error ? error : new Error("unknown")));
  }
}

/** The messages that Graph gives; jose tells the cases apart by `code` and `claim`. */
function refusal(error: Error & { code?: string; claim?: string }): string {
  if (error.code === "ERR_JWT_EXPIRED") return "Lifetime validation failed, the token is expired.";
  if (error.claim === "nbf") return "Lifetime validation failed, the token is not yet valid.";
  if (error.claim === "aud") return "Access token validation failure. Invalid audience.";
  if (error.claim === "iss") return "Access token validation failure. Invalid issuer.";
  if (error.code === "ERR_JWS_SIGNATURE_VERIFICATION_FAILED") {
    return "Access token validation failure. Signature verification failed.";
  }
  return "CompactToken parsing failed with error code: 80049217";
}

function applicationToken(client: Client, audience: string, context: TokenContext): Promise<string> {
  const seconds = Math.floor(context.now.getTime() / 1000);
  const { application, principal } = client;
  return new SignJWT({
    // Both spellings: Entra's tokens of version 1 say appid, those of version 2 azp, and clients read either.
    appid: application.appId,
    appidacr: "1",
    azp: application.appId,
    azpacr: "1",
    idtyp: "app",
    oid: principal.id,
    rh: "0.",
    roles: isGraph(audience, context) ? principal.roles : [],
    sub: principal.id,
    tid: TENANT_ID,
    uti: randomUUID(),
    ver: "2.0",
  })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: context.key.id })
    .setIssuer(issuer(context.url))
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setNotBefore(seconds)
    .setExpirationTime(seconds + LIFETIME_SECONDS + 1)
    .sign(context.key.privateKey);
}

function resourceOf(scope: string, context: TokenContext): string {
  const [, asked] = /^(\S+)\/\.default$/.exec(scope) ?? [];
  if (asked === undefined) throw scopeNotDefault(scope);
  const resource = asked.replace(/\/$/, "");
  const known = live(context.state.servicePrincipals).some(({ appId }) =>
    servicePrincipalNames(appId, context.state, context.url).includes(resource),
  );
  if (!known) throw resourceUnknown(resource, TENANT_NAME);
  return resource;
}

/** A token's roles are those of the API it is for; this tenant knows those of Microsoft Graph. */
const isGraph = (audience: string, context: TokenContext): boolean => graphAudiences(context).includes(audience);
const graphAudiences = (context: TokenContext): string[] => [
  ...resourceUris(API_IDS.graph, context.url),
  API_IDS.graph,
];

const SHARED = ["common", "organizations", "consumers"];
const isShared = (tenant: string): boolean => SHARED.includes(tenant);

function checkTenant(tenant: string): void {
  if (isShared(tenant) || [TENANT_ID, DOMAIN, INITIAL_DOMAIN].includes(tenant.toLowerCase())) return;
  const wellFormed = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenant) || tenant.includes(".");
  throw wellFormed ? tenantNotFound(tenant) : tenantMalformed(tenant);
}
