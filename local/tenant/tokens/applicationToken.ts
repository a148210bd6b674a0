import { randomUUID } from "node:crypto";

import { SignJWT } from "jose";

import { TENANT_ID } from "../state/seed.ts";
import type { Application, ServicePrincipal } from "../state/state.ts";
import { graphAudiences, issuer, LIFETIME_SECONDS, type TokenContext } from "./issuer.ts";

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

export interface Client {
  readonly application: Application;
  readonly principal: ServicePrincipal;
}
