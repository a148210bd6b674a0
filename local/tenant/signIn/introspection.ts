import { jwtVerify } from "jose";

import type { Reply, Request } from "../http.ts";
import { type JsonObject, textOf } from "../state/json.ts";
import { CONSUMERS_ID, TENANT_ID } from "../state/seed.ts";
import type { State } from "../state/state.ts";
import { issuer, type TokenContext, type TokenMaker } from "../tokens/issuer.ts";
import { digestOf } from "./issue.ts";

const TOLD = ["aud", "scp", "upn", "exp", "appid", "tid", "oid"];

/**
 * `POST /local/introspect` with `token=...`: what an access token of a person is good for, the opaque ones of personal
 * accounts too. The answer is that of RFC 7662 with Entra's names of claims, `{"active": false}` for everything else. For
 * mail servers beside the tenant; Entra has no such thing.
 */
export async function introspect(request: Request, context: TokenContext): Promise<Reply> {
  const token = new URLSearchParams(request.body).get("token") ?? "";
  const claims = opaqueClaims(token, context) ?? (await signedClaims(token, context));
  if (claims === undefined || textOf(claims.upn) === "") return { status: 200, body: { active: false } };
  const told = Object.fromEntries(TOLD.flatMap((name) => (claims[name] === undefined ? [] : [[name, claims[name]]])));
  return { status: 200, body: { active: true, ...told } };
}

function opaqueClaims(token: string, { state, now }: { state: Readonly<State>; now: Date }): JsonObject | undefined {
  const digest = digestOf(token);
  const claims = state.signIn.opaqueTokens.find((known) => known.digest === digest)?.claims;
  return claims !== undefined && Number(claims.exp) * 1000 > now.getTime() ? claims : undefined;
}

async function signedClaims(token: string, { key, url, now }: TokenMaker): Promise<JsonObject | undefined> {
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: ["RS256"],
      issuer: [issuer(url, TENANT_ID), issuer(url, CONSUMERS_ID)],
      currentDate: now,
      requiredClaims: ["exp"],
    });
    return payload as JsonObject;
  } catch {
    // Damaged, forged or past its end: RFC 7662 does not tell which.
    return undefined;
  }
}
