import { SignInAudience } from "../catalogue/audiences.ts";
import { type Cloud, CLOUD_HOSTS } from "../catalogue/clouds.ts";
import { findPermission, tokenScopeOf } from "../catalogue/permissions.ts";
import type { MailApplicationSettings } from "../rules/settings.ts";
import { queryString } from "./urlEncoding.ts";

/** What the links need to know of the settings. */
export type LinkSettings = Pick<
  MailApplicationSettings,
  "authority" | "cloud" | "signInAudience" | "permissions" | "redirectUris" | "mailbox"
>;

/** What is known of an application once Entra has made it. */
export interface RegisteredApplication {
  readonly clientId: string;
  readonly tenantId: string;
}

/** OpenID Connect scopes: they belong to no API, so they go with any. */
const OIDC_SCOPES = ["openid", "profile", "email", "offline_access"];

/**
 * The scopes asked for, in both legs of the flow: the declared permissions that the mail servers understand, in their
 * own audience, and OpenID Connect scopes. Never two APIs: Entra refuses to redeem a code for two (AADSTS28000), and
 * IMAP and SMTP refuse a token for Microsoft Graph. `openid profile` is always among them, so that the ID token says
 * who signed in.
 */
export function requestedScopes(permissions: readonly string[], cloud: Cloud): string[] {
  const declared = permissions.flatMap((name) => findPermission(name) ?? []);
  const mail = declared.flatMap((permission) => tokenScopeOf(permission, cloud) ?? []);
  const oidc = new Set(["openid", "profile", "offline_access", ...declared.map((permission) => permission.name)]);
  return [...new Set([...mail, ...OIDC_SCOPES.filter((scope) => oidc.has(scope))])];
}

/** The tenant segment of the v2.0 endpoints: a single-tenant application is unknown to `common` (AADSTS50194). */
function tenantSegment(settings: LinkSettings, tenantId: string): string {
  return settings.signInAudience === SignInAudience.AzureADMyOrg ? tenantId : "common";
}

/** Token endpoint of the v2.0 protocol, OAuth 2.0 authorization code flow. */
export function tokenUrl(settings: LinkSettings, tenantId: string): string {
  return `${settings.authority}/${tenantSegment(settings, tenantId)}/oauth2/v2.0/token`;
}

/**
 * The complete consent link. `state` comes back with the code, so that a pasted answer can be checked against the stack
 * that asked.
 * Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow.
 */
export function authorizeUrl(settings: LinkSettings, application: RegisteredApplication, state: string): string {
  const query = queryString({
    client_id: application.clientId,
    response_type: "code",
    redirect_uri: settings.redirectUris[0],
    scope: requestedScopes(settings.permissions, settings.cloud).join(" "),
    prompt: "login",
    login_hint: settings.mailbox,
    state,
  });
  return `${settings.authority}/${tenantSegment(settings, application.tenantId)}/oauth2/v2.0/authorize?${query}`;
}

/**
 * The link with which an administrator consents for a whole tenant. `common` would let the administrator's own account
 * decide where the consent lands, so it is the tenant, or `organizations` where other tenants' mailboxes may sign in.
 * Source: learn.microsoft.com/entra/identity-platform/v2-admin-consent.
 */
export function adminConsentUrl(settings: LinkSettings, application: RegisteredApplication, state: string): string {
  const tenant = settings.signInAudience === SignInAudience.AzureADMyOrg ? application.tenantId : "organizations";
  const query = queryString({
    client_id: application.clientId,
    scope: requestedScopes(settings.permissions, settings.cloud).join(" "),
    redirect_uri: settings.redirectUris[0],
    state,
  });
  return `${settings.authority}/${tenant}/v2.0/adminconsent?${query}`;
}

/** The registration in the portal of its cloud; names the tenant, for people who have several. */
export function portalUrl(cloud: Cloud, application: RegisteredApplication): string {
  const blade = "view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview";
  return `${CLOUD_HOSTS[cloud].portal}/#@${application.tenantId}/${blade}/appId/${application.clientId}/isMSAApp~/false`;
}
