import { createLocalJWKSet, decodeJwt, errors, jwtVerify } from "jose";

import { MAIL_AUDIENCES } from "../../components/catalogue/clouds.ts";
import { API_IDS } from "../tenant/state/catalogue.ts";
import type { TenantClient } from "./tenantClient.ts";

/** Whose token it is, and what for. */
export interface Identity {
  /** User principal name, in lower case. */
  readonly user: string;
  readonly scopes: readonly string[];
}

/** A token that no mail server of Exchange accepts. The message says why, for our log alone: Exchange tells nobody. */
export class TokenRefused extends Error {}

/** What Exchange goes by as audience: the mail host of any cloud, or the API's id. */
const AUDIENCES: readonly string[] = [...MAIL_AUDIENCES, API_IDS.exchange];

/**
 * Checks signature (RS256, the tenant's keys), audience and time of an access token. The issuer holds the tenant's port, which may
 * change while a token lives, so it is not looked at: the key alone tells who made the token. The tenant's clock counts, as it wrote the times.
 * @throws TokenRefused
 */
export async function identify(token: string, tenant: TenantClient): Promise<Identity> {
  return token.split(".").length === 3 ? readable(token, tenant) : opaque(token, tenant);
}

async function readable(token: string, tenant: TenantClient): Promise<Identity> {
  try {
    const { keys, now } = await tenant.keys();
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      algorithms: ["RS256"],
      audience: [...AUDIENCES],
      currentDate: now,
      requiredClaims: ["exp"],
    });
    return identity(payload.upn, payload.scp);
  } catch (error) {
    throw error instanceof errors.JOSEError ? new TokenRefused(reason(error, token)) : error;
  }
}

async function opaque(token: string, tenant: TenantClient): Promise<Identity> {
  const { active, aud = "", upn, scp } = await tenant.introspect(token);
  if (!active) throw new TokenRefused("the tenant does not know the token");
  if (!AUDIENCES.includes(aud)) throw new TokenRefused(`the token is for ${aud}`);
  return identity(upn, scp);
}

function identity(upn: unknown, scp: unknown): Identity {
  if (typeof upn !== "string") throw new TokenRefused("the token is an application's, not a person's");
  return { user: upn.toLowerCase(), scopes: typeof scp === "string" ? scp.split(" ") : [] };
}

function reason(error: errors.JOSEError, token: string): string {
  if (error instanceof errors.JWTExpired) return "the token has expired";
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "aud")
    return `the token is for ${String(decodeJwt(token).aud)}`;

  return `the token is invalid (${error.code})`;
}
