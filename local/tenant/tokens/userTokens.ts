import { createHash, randomUUID } from "node:crypto";

import { SignJWT } from "jose";

import { type JsonObject, textOf } from "../state/json.ts";
import type { User } from "../state/state.ts";
import type { Application } from "../state/state.ts";
import { issuer, LIFETIME_SECONDS, type TokenMaker } from "./issuer.ts";

/** What a resource learns from an access token of a person. */
export function accessClaims(
  application: Application,
  account: Account,
  resource: string,
  scp: string,
  { url, now }: TokenMaker,
): JsonObject {
  const { user, tid, name } = account;
  const seconds = secondsOf(now);
  return {
    aud: resource,
    iss: issuer(url, tid),
    iat: seconds,
    nbf: seconds,
    exp: seconds + LIFETIME_SECONDS + 1,
    amr: ["pwd"],
    appid: application.appId,
    appidacr: "1",
    azp: application.appId,
    azpacr: "1",
    idtyp: "user",
    name: textOf(user.properties.displayName),
    oid: user.id,
    scp,
    sub: pairwiseSubject(application.appId, user.id, tid),
    tid,
    unique_name: name,
    upn: name,
    uti: randomUUID(),
    ver: "2.0",
  };
}

/** https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference; each claim as its scope was asked for. */
export function idToken(
  application: Application,
  account: Account,
  asked: { has(scope: string): boolean; nonce: string | null },
  maker: TokenMaker,
): Promise<string> {
  const { user, tid, name } = account;
  const seconds = secondsOf(maker.now);
  const mail = textOf(user.properties.mail);
  return signed(
    {
      aud: application.appId,
      iss: issuer(maker.url, tid),
      iat: seconds,
      nbf: seconds,
      exp: seconds + LIFETIME_SECONDS + 1,
      ...(asked.has("email") && mail !== "" ? { email: mail } : {}),
      ...(asked.has("profile")
        ? { name: textOf(user.properties.displayName), oid: user.id, preferred_username: name }
        : {}),
      ...(asked.nonce === null ? {} : { nonce: asked.nonce }),
      sub: pairwiseSubject(application.appId, user.id, tid),
      tid,
      uti: randomUUID(),
      ver: "2.0",
    },
    maker,
  );
}

export function signed(claims: JsonObject, { key }: TokenMaker): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", typ: "JWT", kid: key.id }).sign(key.privateKey);
}

/** The same person is somebody else to every application. */
export function pairwiseSubject(appId: string, userId: string, tid: string): string {
  return createHash("sha256").update(`${appId} ${tid} ${userId}`).digest("base64url");
}

const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1000);

/** Somebody who has signed in, in the directory that vouches for them. */
export interface Account {
  readonly user: User;
  /** The directory: this tenant, or that of personal accounts. */
  readonly tid: string;
  /** What the person types: of a personal account the address, not its name as a guest. */
  readonly name: string;
}
