import { createHash, randomBytes } from "node:crypto";

import type { JsonObject } from "../state/json.ts";
import type { AuthorizationCode, Issued, RefreshToken, State } from "../state/state.ts";
import type { Account } from "../tokens/userTokens.ts";
import { isPersonal } from "./accounts.ts";
import type { AuthorizationRequest } from "./authorizationRequest.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
export const CODE_LIFETIME = 10 * MINUTE;
/**
 * How long a refresh token lives. Microsoft's "Refresh tokens in the Microsoft identity platform"
 * (learn.microsoft.com/entra/identity-platform/refresh-tokens) gives the numbers; that the 90 days count from the issue and
 * that use does not extend them is what Microsoft's staff say (Partner-Center-PowerShell #166) and users meet (sasl-xoauth2
 * #30, MicrosoftDocs/azure-docs #23702). A single-page application's successors keep the end of the first.
 */
const REFRESH_TOKEN_LIFETIME = { web: 90 * DAY, publicClient: 90 * DAY, spa: DAY } as const;
// What has run out is remembered for a while, so that whoever still has it is told why it fails.
const REMEMBERED = { codes: DAY, refreshTokens: 365 * DAY };

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

/**
 * A first refresh token, or the successor of one.
 * @returns the refresh token
 */
export function issueRefreshToken(
  state: State,
  before: AuthorizationCode | RefreshToken,
  account: Account,
  now: Date,
): string {
  const value = newValue(account, 192);
  const { signIn } = state;
  const { appId, platform, scope } = before;
  const began = platform === "spa" && !("redeemed" in before) ? { began: before.began ?? before.issued } : {};
  signIn.refreshTokens = signIn.refreshTokens.filter((token) => isYoung(token.issued, REMEMBERED.refreshTokens, now));
  signIn.refreshTokens.push({ ...issued(value, appId, account, now), platform, scope, ...began });
  return value;
}

/** Whether a refresh token is still good. That it was used makes no difference. */
export function lives({ platform, began, issued }: RefreshToken, now: Date): boolean {
  return isYoung(began ?? issued, REFRESH_TOKEN_LIFETIME[platform], now);
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
