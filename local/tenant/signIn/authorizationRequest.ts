import { textOf } from "../state/json.ts";
import type { Application, AuthorizationCode } from "../state/state.ts";
import { registeredApplication } from "./clientAuthentication.ts";
import { type Redirect, redirectOf } from "./redirects.ts";
import {
  challengeMalformed,
  notForPersonalAccounts,
  notMultitenant,
  parameterInvalid,
  parameterMissing,
  responseModeUnsupported,
  responseTypeUnsupported,
} from "./requestErrors.ts";
import { parseScopes, type Scope, type ScopeContext } from "./scopes.ts";
import { audienceOf } from "./tenants.ts";

/** Where an answer goes: known before the rest of the request is looked at, since errors go there too. */
export interface Client {
  /** The first segment of the address. */
  readonly tenant: string;
  readonly application: Application;
  readonly redirect: Redirect;
  readonly responseMode: "query" | "fragment" | "form_post";
  readonly state: string | null;
  /** The request is one to the admin consent endpoint. */
  readonly adminConsent: boolean;
}

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#request-an-authorization-code */
export interface AuthorizationRequest {
  readonly client: Client;
  readonly scope: string;
  readonly scopes: readonly Scope[];
  readonly prompt: string | null;
  readonly loginHint: string | null;
  readonly nonce: string | null;
  readonly challenge: AuthorizationCode["challenge"];
}

const MODES = ["query", "fragment", "form_post"] as const;
const PROMPTS = ["login", "consent", "select_account", "none"];

/**
 * Who asks, and where the answer is to go. Nobody is sent anywhere unless this succeeds.
 * @throws SignInError to be shown as a page
 */
export function clientOf(tenant: string, query: URLSearchParams, context: ScopeContext, adminConsent = false): Client {
  const audience = audienceOf(tenant);
  const application = registeredApplication(query.get("client_id") ?? "", context.state);
  const redirect = redirectOf(query.get("redirect_uri"), application);
  const personal = textOf(application.properties.signInAudience).includes("Personal");
  if (audience === "consumers" && !personal) throw notForPersonalAccounts();
  const mode = query.get("response_mode");
  const responseMode = MODES.find((known) => known === mode) ?? "query";
  return { tenant, application, redirect, responseMode, state: query.get("state"), adminConsent };
}

/**
 * What is asked.
 * @throws SignInError to be sent to the redirect URI
 */
export function requestOf(client: Client, query: URLSearchParams, context: ScopeContext): AuthorizationRequest {
  const { application } = client;
  const audience = audienceOf(client.tenant);
  if (textOf(application.properties.signInAudience) === "AzureADMyOrg" && audience !== "tenant")
    throw notMultitenant(application.appId, textOf(application.properties.displayName));

  if (!client.adminConsent) checkResponse(query);
  const scope = required(query, "scope");
  const prompt = query.get("prompt");
  if (prompt !== null && !PROMPTS.includes(prompt)) throw parameterInvalid("prompt");
  return {
    client,
    scope,
    scopes: parseScopes(scope, application, context),
    prompt,
    loginHint: query.get("login_hint"),
    nonce: query.get("nonce"),
    challenge: challengeOf(query),
  };
}

function checkResponse(query: URLSearchParams): void {
  const type = required(query, "response_type");
  if (type !== "code") throw responseTypeUnsupported(type);
  const mode = query.get("response_mode");
  if (mode !== null && !MODES.some((known) => known === mode)) throw responseModeUnsupported(mode);
}

/** RFC 7636, section 4.2: 43 to 128 characters. */
function challengeOf(query: URLSearchParams): AuthorizationCode["challenge"] {
  const value = query.get("code_challenge");
  const method = query.get("code_challenge_method") ?? "plain";
  if (value === null) return null;
  if (method !== "plain" && method !== "S256") throw parameterInvalid("code_challenge_method");
  if (!/^[\w.~-]{43,128}$/.test(value)) throw challengeMalformed();
  return { value, method };
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === "") throw parameterMissing(name);
  return value;
}
