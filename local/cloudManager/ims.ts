import { randomUUID } from "node:crypto";

import { compactVerify, SignJWT } from "jose";

import { parsed } from "../../support/shape.ts";
import type { Reply, Request } from "../tenant/http.ts";
import type { OpenNeighbour } from "../tenant/server/neighbours.ts";
import { gateway } from "./errors.ts";
import type { State } from "./state.ts";

/** Milliseconds; Adobe's tokens are good for 24 hours. */
const LIFETIME = 24 * 60 * 60 * 1000;

type Issuer = Pick<Parameters<OpenNeighbour>[0], "clock" | "key">;

/** `POST /ims/token/v3`: OAuth 2.0 client credentials. Its fields may stand in the query as well. */
export async function tokenEndpoint(request: Request, { account }: State, host: Issuer): Promise<Reply> {
  const form = new URLSearchParams(request.body);
  const field = (name: string): string => form.get(name) ?? request.url.searchParams.get(name) ?? "";
  if (field("grant_type") !== "client_credentials") return refused("unsupported_grant_type", "invalid grant_type");
  if (field("client_id") !== account.clientId) return refused("invalid_client", "invalid client_id parameter");
  if (field("client_secret") !== account.clientSecret || account.revoked === true)
    return refused("invalid_client", "invalid client_secret parameter");
  const scope = field("scope");
  if (!scope.split(/[, ]+/).includes("openid")) return refused("invalid_scope", "invalid scope parameter");
  const token = await new SignJWT({
    id: randomUUID(),
    type: "access_token",
    as: "ims-na1",
    client_id: account.clientId,
    created_at: String(host.clock().getTime()),
    expires_in: String(LIFETIME),
    scope,
  })
    .setProtectedHeader({ alg: "RS256", kid: host.key.id })
    .sign(host.key.privateKey);
  return {
    status: 200,
    headers: JSON_HEADERS,
    body: { access_token: token, token_type: "bearer", expires_in: LIFETIME / 1000 - 1 },
  };
}

const JSON_HEADERS = { "content-type": "application/json;charset=UTF-8", "cache-control": "no-store" };

function refused(error: string, description: string): Reply {
  return { status: 400, headers: JSON_HEADERS, body: { error, error_description: description } };
}

/**
 * Holds a request to what Adobe's gateway asks of it: token, key of the client that the token is for, organization.
 * @throws Refusal
 */
export async function checkCaller(request: Request, state: State, host: Issuer): Promise<void> {
  const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "") ?? [];
  if (token === undefined) throw gateway("401010", "Oauth token is missing");
  const claims = await claimsOf(token, host);
  const until = Number(claims.created_at) + Number(claims.expires_in);
  // What another service signed with the same key is none of Adobe's.
  if (claims.type !== "access_token" || claims.as !== "ims-na1" || !(host.clock().getTime() < until))
    throw gateway("401013", "Oauth token is not valid");

  const key = request.headers["x-api-key"];
  if (key === undefined) throw gateway("403000", "Api Key is required");
  if (key !== claims.client_id || key !== state.account.clientId) throw gateway("403003", "Api Key is invalid");
  if (request.headers["x-gw-ims-org-id"] !== state.organization) throw gateway("403025", "Profile is not valid");
}

async function claimsOf(token: string, { key }: Issuer): Promise<Record<string, unknown>> {
  const verified = await compactVerify(token, key.publicKey, { algorithms: ["RS256"] }).catch(() => undefined);
  return verified === undefined
    ? {}
    : (Object(parsed(new TextDecoder().decode(verified.payload))) as Record<string, unknown>);
}
