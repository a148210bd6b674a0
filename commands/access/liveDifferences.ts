import type { LiveApplication, Principal } from "./liveApplication.ts";
import { credentialDifferences } from "./liveCredentials.ts";
import { added, changed, type Compare, type Declared, type Difference, listed, missing } from "./liveDifference.ts";
import { consentDifferences, permissionDifferences } from "./livePermissions.ts";

/** Everything in which the tenant differs from what is declared, in one order whenever it is asked. Pure. */
export function differencesOf(declared: Declared, live: LiveApplication): Difference[] {
  return [
    audience,
    permissionDifferences,
    consentDifferences,
    redirectUris,
    tokenSettings,
    credentialDifferences,
    owners,
    servicePrincipal,
    exposedApi,
  ].flatMap((compare) => compare(declared, live));
}

const audience: Compare = ({ settings }, { registration }) => [
  ...changed("application", settings.displayName, registration.displayName),
  ...changed("accounts", settings.signInAudience, registration.signInAudience),
];

const redirectUris: Compare = ({ settings }, { registration: { web, spa, publicClient, isFallbackPublicClient } }) => [
  ...listed("redirect URI", settings.redirectUris, web.redirectUris),
  ...spa.redirectUris.map((uri) =>
    added("SPA redirect URI", uri, "a page there gets tokens without the client secret"),
  ),
  ...publicClient.redirectUris.map((uri) =>
    added("public-client redirect URI", uri, "a program there gets tokens without the client secret"),
  ),
  ...(isFallbackPublicClient === true
    ? [added("public client flows", "allowed", "tokens are given without the client secret")]
    : []),
];

const tokenSettings: Compare = ({ settings: { implicitGrant } }, { registration }) => {
  const { enableAccessTokenIssuance, enableIdTokenIssuance } = registration.web.implicitGrantSettings;
  return [
    ...changed(
      "access tokens from the sign-in page",
      allowed(implicitGrant.accessTokens),
      allowed(enableAccessTokenIssuance),
    ),
    ...changed("ID tokens from the sign-in page", allowed(implicitGrant.idTokens), allowed(enableIdTokenIssuance)),
  ];
};

function allowed(ticked: boolean): string {
  return ticked ? "allowed" : "not allowed";
}

const owners: Compare = ({ settings, callerId }, live) => {
  const isDeployer = ({ id, appId }: Principal): boolean =>
    id === callerId || (appId !== undefined && appId === live.createdByAppId);
  const undeclared = (principals: readonly Principal[]): Principal[] =>
    principals.filter((owner) => !settings.owners.includes(owner.id) && !isDeployer(owner));
  const unseen = live.unread.some(({ what }) => what === "owners");
  const words = "may add secrets and permissions";
  return [
    ...undeclared(live.owners).map(({ name }) => added("owner", name, words)),
    ...settings.owners
      .filter((id) => !unseen && !live.owners.some((owner) => owner.id === id))
      .map((id) => missing("owner", id, "")),
    ...undeclared(live.servicePrincipalOwners).map(({ name }) => added("owner of the service principal", name, words)),
  ];
};

const servicePrincipal: Compare = (_, { servicePrincipal: principal, unread }) => {
  if (unread.some(({ what }) => what === "the service principal")) return [];
  if (principal === undefined) return [missing("service principal", "in its own tenant", "nobody there can sign in")];
  return [
    ...changed("sign-in", "allowed", principal.accountEnabled ? "allowed" : "switched off"),
    ...changed("assignment", "not required", principal.appRoleAssignmentRequired ? "required" : "not required"),
  ];
};

/** What other applications could ask of this one, which is no API. */
const exposedApi: Compare = (_, { registration: { api, appRoles, identifierUris } }) => [
  ...identifierUris.map((uri) => added("identifier URI", uri, "")),
  ...api.oauth2PermissionScopes.map(({ value }) => added("exposed permission", value ?? "", "")),
  ...appRoles.map(({ value, displayName }) => added("app role", value ?? displayName, "")),
  ...api.preAuthorizedApplications.map(({ appId }) => added("pre-authorised application", appId, "")),
];
