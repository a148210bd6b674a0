import type { LiveApplication, Principal } from "../../../entra/application.ts";
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
    signInSwitches,
    tokenClaims,
    owners,
    servicePrincipal,
    memberships,
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

/** Ways to get tokens besides the sign-in page, and a way around consent. Nothing declares them. */
const signInSwitches: Compare = (_, { registration, nativeAuthentication }) => [
  ...(registration.isDeviceOnlyAuthSupported === true
    ? [added("device sign-in", "allowed", "a device gets tokens with no user signed in")]
    : []),
  ...(isSet(nativeAuthentication)
    ? [
        added(
          "native authentication",
          nativeAuthentication,
          "a program asks for the password itself, without the sign-in page",
        ),
      ]
    : []),
  ...registration.api.knownClientApplications.map((appId) =>
    added("known client application", appId, "whoever consents to that application consents to this one too"),
  ),
];

/** What tokens tell, and who may change that. */
const tokenClaims: Compare = (_, { registration: { api, groupMembershipClaims, tokenEncryptionKeyId } }) => [
  ...(api.acceptMappedClaims === true
    ? [
        added(
          "mapped claims",
          "accepted",
          "a policy of the tenant may change what tokens say, without a signing key of their own",
        ),
      ]
    : []),
  ...(isSet(groupMembershipClaims)
    ? [added("groups in tokens", groupMembershipClaims, "tokens say which groups and roles the user is in")]
    : []),
  ...(isSet(tokenEncryptionKeyId)
    ? [added("token encryption", tokenEncryptionKeyId, "only the holder of this certificate's key can read the tokens")]
    : []),
];

/** Whether such a property says anything but its default, which Graph shows as null or in words. */
function isSet(value: string | null): value is string {
  return value !== null && value !== "" && value.toLowerCase() !== "none";
}

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

const memberships: Compare = (_, live) =>
  live.memberships.map(({ name, isRole }) =>
    isRole
      ? added("directory role", name, "the application has it with nobody signed in")
      : added("membership", name, "what that group may do, the application may do with nobody signed in"),
  );

/** What other applications could ask of this one, which is no API. */
const exposedApi: Compare = (_, { registration: { api, appRoles, identifierUris } }) => [
  ...identifierUris.map((uri) => added("identifier URI", uri, "")),
  ...api.oauth2PermissionScopes.map(({ value }) => added("exposed permission", value ?? "", "")),
  ...appRoles.map(({ value, displayName }) => added("app role", value ?? displayName, "")),
  ...api.preAuthorizedApplications.map(({ appId }) => added("pre-authorised application", appId, "")),
];
