import { randomUUID } from "node:crypto";

import { SignJWT } from "jose";

import { API_IDS, resourceUris } from "../state/catalogue.ts";
import type { SigningKey } from "../state/keys.ts";
import { TENANT_ID } from "../state/seed.ts";
import type { State } from "../state/state.ts";
import type { Client } from "./clientAuthentication.ts";
import { issuer } from "./metadata.ts";

export interface TokenContext {
  /** `https://localhost:8443` */
  readonly url: string;
  readonly key: SigningKey;
  readonly state: Readonly<State>;
  readonly now: Date;
}

/** `expires_in`, as Entra gives it for tokens of an hour. */
export const LIFETIME_SECONDS = 3599;

/** The audiences of a token that Microsoft Graph accepts. */
export function graphAudiences(url: string): string[] {
  return [...resourceUris(API_IDS.graph, url), API_IDS.graph];
}

/** A signed access token (RS256) of an application that acts for itself. */
export function applicationToken(client: Client, audience: string, context: TokenContext): Promise<string> {
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
    // A token's roles are those of the API it is for; this tenant knows those of Microsoft Graph.
    roles: graphAudiences(context.url).includes(audience) ? principal.roles : [],
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
