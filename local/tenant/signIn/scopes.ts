import { CLOUD_HOSTS } from "../../../components/catalogue/clouds.ts";
import { API_IDS, isMicrosofts, publishedScopes } from "../state/catalogue.ts";
import { live, servicePrincipalNames } from "../state/directory.ts";
import { isObject, objectsOf, textOf } from "../state/json.ts";
import { TENANT_NAME } from "../state/seed.ts";
import type { Application, State } from "../state/state.ts";
import { resourceUnknown, scopeMalformed, scopeUnknown } from "./requestErrors.ts";

export interface Resource {
  /** Application id of the API. */
  readonly api: string;
  /** The API's address as the request gave it: the audience of a token. */
  readonly resource: string;
}

/** One scope of a request, understood. */
export interface Scope extends Resource {
  /** As the API spells it: `IMAP.AccessAsUser.All`; `.default` for all that is declared. */
  readonly value: string;
  readonly openId: boolean;
  readonly title: string;
  readonly description: string;
  readonly adminConsent: boolean;
}

/** They belong to no API, so they go with any; Entra books consent to them under Microsoft Graph. */
const OPEN_ID = ["openid", "profile", "email", "offline_access"];
/** What a scope without an address, and a token request without an API, mean. */
export const GRAPH: Resource = { api: API_IDS.graph, resource: CLOUD_HOSTS.public.graph };

export interface ScopeContext {
  readonly state: Readonly<State>;
  readonly url: string;
}

/**
 * The scopes of a request, each once; letter case does not matter.
 * @param client who asks, for the message
 * @throws SignInError AADSTS70011, AADSTS500011, AADSTS650053
 */
export function parseScopes(text: string, client: Application, context: ScopeContext): Scope[] {
  const scopes = text
    .split(" ")
    .filter((part) => part !== "")
    .map((part) => parseScope(part, client, context));
  if (scopes.length === 0) throw scopeMalformed(text);
  return scopes.filter((scope, index) => scopes.findIndex((other) => isSame(scope, other)) === index);
}

export const isSame = (a: Scope, b: Scope): boolean => a.api === b.api && a.value === b.value;

/** The APIs that a list of scopes is for, each by the first address it has there; OpenID Connect's count for none. */
export function resourcesOf(scopes: readonly Scope[]): Resource[] {
  const named = scopes.filter(({ openId }) => !openId);
  return named.filter((scope, index) => named.findIndex(({ api }) => api === scope.api) === index);
}

/** The delegated permissions that the application declares, for `.default`. */
export function declaredScopes(client: Application, state: Readonly<State>): Scope[] {
  return objectsOf(client.properties.requiredResourceAccess).flatMap((access) => {
    const api = textOf(access.resourceAppId);
    const ids = objectsOf(access.resourceAccess)
      .filter(({ type }) => type === "Scope")
      .map(({ id }) => id);
    const [resource = api] = servicePrincipalNames(api, state, GRAPH.resource).slice(1);
    return published(api, state)
      .filter(({ id }) => ids.includes(id))
      .map((scope) => scopeOf(scope, api, resource));
  });
}

function parseScope(text: string, client: Application, { state, url }: ScopeContext): Scope {
  // RFC 6749, section 3.3; a line break that was pasted along arrives here as well.
  if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text)) throw scopeMalformed(text);
  const [api, resource, value] = text.includes("/") ? split(text, state, url) : [GRAPH.api, GRAPH.resource, text];
  if (value === ".default") {
    const title = "All that the application declares";
    return { api, resource, value, openId: false, title, description: "", adminConsent: false };
  }
  const found = published(api, state).find((scope) => textOf(scope.value).toLowerCase() === value.toLowerCase());
  if (found === undefined) throw scopeUnknown(client.appId, textOf(client.properties.displayName), value, api);
  return scopeOf(found, api, resource);
}

/** `https://outlook.office.com/SMTP.Send` to API, address and name; the longest address that fits is meant. */
function split(text: string, state: Readonly<State>, url: string): [string, string, string] {
  const matches = live(state.servicePrincipals)
    .flatMap(({ appId }) => servicePrincipalNames(appId, state, url).map((name) => ({ appId, name })))
    .filter(({ name }) => text.toLowerCase().startsWith(`${name.toLowerCase()}/`))
    .sort((a, b) => b.name.length - a.name.length);
  const [match] = matches;
  if (match === undefined) throw resourceUnknown(text.slice(0, text.lastIndexOf("/")), TENANT_NAME);
  return [match.appId, match.name, text.slice(match.name.length + 1)];
}

/** Everything that an API publishes, for `.default` in a token request. */
export function scopesOf({ api, resource }: Resource, state: Readonly<State>): Scope[] {
  return published(api, state).map((scope) => scopeOf(scope, api, resource));
}

const published = (api: string, state: Readonly<State>) => {
  if (isMicrosofts(api)) return publishedScopes(api);
  const declared = live(state.applications).find(({ appId }) => appId === api)?.properties.api;
  return objectsOf(isObject(declared) ? declared.oauth2PermissionScopes : []).filter(({ isEnabled }) => isEnabled);
};

function scopeOf(published: Record<string, unknown>, api: string, resource: string): Scope {
  const value = textOf(published.value);
  return {
    api,
    resource,
    value,
    openId: api === API_IDS.graph && OPEN_ID.includes(value),
    title: textOf(published.userConsentDisplayName) || value,
    description: textOf(published.userConsentDescription),
    adminConsent: published.type === "Admin",
  };
}
