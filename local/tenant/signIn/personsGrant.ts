import { type JsonObject, textOf } from "../state/json.ts";
import { CONSUMERS_ID } from "../state/seed.ts";
import type { Application, AuthorizationCode, Issued, RefreshToken, State, Store } from "../state/state.ts";
import { LIFETIME_SECONDS, type TokenMaker } from "../tokens/issuer.ts";
import { accessClaims, type Account, idToken, signed } from "../tokens/userTokens.ts";
import { accountById, isPersonal } from "./accounts.ts";
import { checkSecret, credentialsOf, enabledPrincipal, registeredApplication } from "./clientAuthentication.ts";
import { clientPublic } from "./clientErrors.ts";
import { consentedTo } from "./consentRecords.ts";
import { consentMissing, grantInvalid, grantRevoked, otherTenantsCode, userDisabled } from "./grantErrors.ts";
import { issueOpaqueToken, issueRefreshToken } from "./issue.ts";
import { notMultitenant, parameterMissing, severalResources } from "./requestErrors.ts";
import { GRAPH, parseScopes, resourcesOf, type Scope, scopesOf } from "./scopes.ts";
import { audienceOf } from "./tenants.ts";

/** A form at the token endpoint in which an application acts for a person. */
export interface PersonsRequest {
  /** The first segment of the address. */
  readonly tenant: string;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
  readonly origin: string | undefined;
}

export interface GrantContext extends TokenMaker {
  readonly store: Store;
  /** @throws SignInError that was asked for with /local/faults */
  provoked(names: { user: string; client: string }): void;
}

/** What is decided before anything is signed. */
interface Granted {
  readonly application: Application;
  readonly account: Account;
  readonly scopes: readonly Scope[];
  readonly nonce: string | null;
  readonly claims: JsonObject;
  readonly opaque: string | undefined;
  readonly refreshToken: string | undefined;
}

/** The application that sends the request; what it has to prove depends on its platform. */
export function clientOf(
  request: PersonsRequest,
  platform: AuthorizationCode["platform"],
  state: State,
  now: Date,
): Application {
  const { id, secret } = credentialsOf(request.form, request.authorization);
  const application = registeredApplication(id, state);
  if (textOf(application.properties.signInAudience) === "AzureADMyOrg" && audienceOf(request.tenant) !== "tenant")
    throw notMultitenant(application.appId, textOf(application.properties.displayName));

  if (platform === "web") checkSecret(application, secret, now);
  else if (secret !== "") throw clientPublic();
  enabledPrincipal(application, state);
  return application;
}

/**
 * What a code or refresh token is turned into.
 * @throws SignInError when it is no longer good, or nobody consented to what is asked
 */
export function grant(
  { tenant, form }: PersonsRequest,
  before: AuthorizationCode | RefreshToken,
  application: Application,
  draft: State,
  context: GrantContext,
): Granted {
  const { now, url } = context;
  const account = checkedAccount(before, tenant, draft);
  context.provoked({ user: account.name, client: application.appId });
  const asked = form.get("scope");
  const all = parseScopes(asked === null || asked === "" ? before.scope : asked, application, { state: draft, url });
  const resources = resourcesOf(all);
  if (asked !== null && resources.length > 1) throw severalResources(asked);
  const [{ api, resource } = GRAPH] = resources;
  const allowed = consentedTo(draft, application, account);
  const scopes = all
    .filter((scope) => scope.openId || scope.api === api)
    .flatMap((scope) => (scope.value === ".default" ? scopesOf(scope, draft).filter(allowed) : [scope]));
  if (scopes.length === 0 || !scopes.every(allowed))
    throw consentMissing(application.appId, textOf(application.properties.displayName));

  const claims = accessClaims(application, account, resource, permissionsOf(scopes, api), context);
  const code = "nonce" in before ? before : undefined;
  const offline = code === undefined || scopes.some(({ openId, value }) => openId && value === "offline_access");
  const { appId } = application;
  return {
    application,
    account,
    scopes,
    nonce: code?.nonce ?? null,
    claims,
    opaque: isPersonal(account) ? issueOpaqueToken(draft, appId, account, claims, now) : undefined,
    refreshToken: offline ? issueRefreshToken(draft, before, account, now) : undefined,
  };
}

/** @throws SignInError when the person's account, or what it was given, is no longer good */
function checkedAccount(before: Issued, tenant: string, state: State): Account {
  const account = accountById(state, before.userId, before.tid);
  if (account === undefined) throw grantInvalid("refresh_token");
  const audience = audienceOf(tenant);
  const personal = before.tid === CONSUMERS_ID;
  if (personal ? audience === "tenant" || audience === "organizations" : audience === "consumers")
    throw otherTenantsCode();
  const { accountEnabled, signInSessionsValidFromDateTime: validFrom } = account.user.properties;
  if (accountEnabled === false) throw userDisabled();
  if (typeof validFrom === "string" && Date.parse(before.issued) < Date.parse(validFrom))
    throw grantRevoked(before.issued, validFrom);

  return account;
}

/** The token's `scp`; OpenID Connect's scopes are Microsoft Graph's there. */
function permissionsOf(scopes: readonly Scope[], api: string): string {
  return scopes
    .filter(({ openId, value }) => (openId ? api === GRAPH.api && value !== "offline_access" : true))
    .map(({ value }) => value)
    .join(" ");
}

/** RFC 6749, section 5.1. Permissions come back with their API's address before them. */
export async function response(granted: Granted, maker: TokenMaker): Promise<object> {
  const { application, account, scopes, nonce, claims, opaque, refreshToken } = granted;
  const openId = new Set(scopes.filter((scope) => scope.openId).map(({ value }) => value));
  return {
    token_type: "Bearer",
    scope: scopes
      .filter(({ value }) => value !== "offline_access")
      .map((scope) => (scope.openId ? scope.value : `${scope.resource}/${scope.value}`))
      .join(" "),
    expires_in: LIFETIME_SECONDS,
    ext_expires_in: LIFETIME_SECONDS,
    access_token: opaque ?? (await signed(claims, maker)),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(openId.has("openid")
      ? { id_token: await idToken(application, account, { has: (scope) => openId.has(scope), nonce }, maker) }
      : {}),
  };
}

export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === "") throw parameterMissing(name);
  return value;
}
