import { createHash, randomBytes } from "node:crypto";

import type { JsonObject } from "../json.ts";
import type { AuthorizationCode, Issued, RefreshToken, State } from "../state.ts";
import { type Account, isPersonal } from "./accounts.ts";
import type { AuthorizationRequest } from "./authorizationRequest.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
export const CODE_LIFETIME = 10 * MINUTE;
export const REFRESH_TOKEN_LIFETIME = 90 * DAY;
// What has run out is remembered for a while, so that whoever still has it is told why it fails.
const REMEMBERED = { codes: DAY, refreshTokens: 2 * REFRESH_TOKEN_LIFETIME };

export const digestOf = (value: string): string => createHash("sha256").update(value).digest("hex");

// The values are random and long: their bare digest gives nothing away.
const newValue = (account: Account, bytes: number): string =>
  `${isPersonal(account) ? "M.C5_" : "1.A"}${randomBytes(bytes).toString("base64url")}`;

function issued(value: string, appId: string, account: Account, now: Date): Issued {
  return { digest: digestOf(value), appId, userId: account.user.id, tid: account.tid, issued: now.toISOString() };
}

/** @returns the authorization code; what is kept of it says what it is good for */
export function issueCode(
  state: State,
  { client, scope, nonce, challenge }: AuthorizationRequest,
  account: Account,
  now: Date,
): string {
  const value = newValue(account, 96);
  const { uri: redirectUri, platform } = client.redirect;
  const { appId } = client.application;
  state.signIn.codes = state.signIn.codes.filter((code) => isYoung(code.issued, REMEMBERED.codes, now));
  state.signIn.codes.push({
    ...issued(value, appId, account, now),
    redirectUri,
    platform,
    scope,
    nonce,
    challenge,
    redeemed: false,
  });
  return value;
}

/** @returns the refresh token */
export function issueRefreshToken(
  state: State,
  { appId, platform, scope }: Pick<RefreshToken, "appId" | "platform" | "scope">,
  account: Account,
  now: Date,
): string {
  const value = newValue(account, 192);
  const { signIn } = state;
  signIn.refreshTokens = signIn.refreshTokens.filter(({ lastUsed }) =>
    isYoung(lastUsed, REMEMBERED.refreshTokens, now),
  );
  signIn.refreshTokens.push({ ...issued(value, appId, account, now), platform, scope, lastUsed: now.toISOString() });
  return value;
}

/** @returns an access token of a personal account, which says nothing to whoever looks into it */
export function issueOpaqueToken(state: State, appId: string, account: Account, claims: JsonObject, now: Date): string {
  const value = `EwB${randomBytes(384).toString("base64")}`;
  const { signIn } = state;
  signIn.opaqueTokens = signIn.opaqueTokens.filter((token) => isYoung(token.issued, DAY, now));
  signIn.opaqueTokens.push({ ...issued(value, appId, account, now), claims });
  return value;
}

export const isYoung = (since: string, milliseconds: number, now: Date): boolean =>
  now.getTime() - Date.parse(since) < milliseconds;

export function findCode(state: State, value: string): AuthorizationCode | undefined {
  return state.signIn.codes.find(({ digest }) => digest === digestOf(value));
}

export function findRefreshToken(state: State, value: string): RefreshToken | undefined {
  return state.signIn.refreshTokens.find(({ digest }) => digest === digestOf(value));
}
