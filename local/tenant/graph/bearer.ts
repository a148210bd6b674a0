import { jwtVerify } from "jose";

import { stringsOf, textOf } from "../state/json.ts";
import { graphAudiences, issuer, type TokenContext } from "../tokens/issuer.ts";
import { callerGone, unauthenticated } from "./errors.ts";

/** Who calls Graph, as the access token says. */
export interface Caller {
  readonly appId: string;
  /** Object id of the service principal, or of the user where one signed in. */
  readonly objectId: string;
  /** Application permissions, or the delegated ones where a user signed in. */
  readonly roles: readonly string[];
  readonly userId?: string;
}

/**
 * Checks the bearer token of a Graph request: signature, lifetime, audience, issuer.
 * @throws GraphError 401
 */
export async function callerOf(authorization: string | undefined, context: TokenContext): Promise<Caller> {
  const [, token] = /^Bearer\s+(.+)$/i.exec(authorization ?? "") ?? [];
  if (token === undefined) throw unauthenticated("Access token is empty.");
  const claims = await verified(token, context);
  if (claims.idtyp === "user") return personOf(claims, context);
  const principal = context.state.servicePrincipals.find(({ id }) => id === claims.oid);
  if (principal?.deletedDateTime !== null) throw callerGone();

  return { appId: principal.appId, objectId: principal.id, roles: stringsOf(claims.roles) };
}

/** An application that acts for the person who signed in to it. */
function personOf(claims: Record<string, unknown>, { state }: TokenContext): Caller {
  const user = state.users.find(({ id }) => id === claims.oid);
  if (user === undefined || user.properties.accountEnabled === false) throw callerGone();
  return { appId: textOf(claims.appid), objectId: user.id, roles: textOf(claims.scp).split(" "), userId: user.id };
}

async function verified(token: string, context: TokenContext): Promise<Record<string, unknown>> {
  try {
    const { payload } = await jwtVerify(token, context.key.publicKey, {
      algorithms: ["RS256"],
      audience: graphAudiences(context.url),
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
  if (error.code === "ERR_JWS_SIGNATURE_VERIFICATION_FAILED")
    return "Access token validation failure. Signature verification failed.";

  return "CompactToken parsing failed with error code: 80049217";
}
