import { complex, flag, flagOr, integer, listOf, optional, type Shapes, text, texts } from "./schema.ts";

const optionalClaim = listOf({
  additionalProperties: texts,
  essential: flagOr(false),
  name: text,
  source: text,
});

const appRole: Shapes = {
  allowedMemberTypes: texts,
  description: text,
  displayName: text,
  id: text,
  isEnabled: flagOr(true),
  origin: { type: "string", default: "Application" },
  value: text,
};

const scope: Shapes = {
  adminConsentDescription: text,
  adminConsentDisplayName: text,
  id: text,
  isEnabled: flagOr(true),
  type: { type: "string", default: "User" },
  userConsentDescription: text,
  userConsentDisplayName: text,
  value: text,
};

const info: Shapes = {
  logoUrl: text,
  marketingUrl: text,
  privacyStatementUrl: text,
  supportUrl: text,
  termsOfServiceUrl: text,
};

/** https://learn.microsoft.com/graph/api/resources/application: what a client may set. */
export const APPLICATION: Shapes = {
  api: complex({
    acceptMappedClaims: flag,
    knownClientApplications: texts,
    oauth2PermissionScopes: listOf(scope),
    preAuthorizedApplications: listOf({ appId: text, delegatedPermissionIds: texts }),
    requestedAccessTokenVersion: integer,
  }),
  appRoles: listOf(appRole),
  defaultRedirectUri: text,
  description: text,
  displayName: text,
  groupMembershipClaims: text,
  identifierUris: texts,
  info: complex(info),
  isDeviceOnlyAuthSupported: flag,
  isFallbackPublicClient: flag,
  nativeAuthenticationApisEnabled: text,
  notes: text,
  oauth2RequirePostResponse: flagOr(false),
  optionalClaims: optional({ accessToken: optionalClaim, idToken: optionalClaim, saml2Token: optionalClaim }),
  parentalControlSettings: complex({
    countriesBlockedForMinors: texts,
    legalAgeGroupRule: { type: "string", default: "Allow" },
  }),
  publicClient: complex({ redirectUris: texts }),
  requiredResourceAccess: listOf({ resourceAccess: listOf({ id: text, type: text }), resourceAppId: text }),
  samlMetadataUrl: text,
  serviceManagementReference: text,
  servicePrincipalLockConfiguration: optional({
    allProperties: flag,
    credentialsWithUsageSign: flag,
    credentialsWithUsageVerify: flag,
    isEnabled: flag,
    tokenEncryptionKeyId: flag,
  }),
  signInAudience: text,
  spa: complex({ redirectUris: texts }),
  tags: texts,
  tokenEncryptionKeyId: text,
  uniqueName: text,
  web: complex({
    homePageUrl: text,
    implicitGrantSettings: complex({
      enableAccessTokenIssuance: flagOr(false),
      enableIdTokenIssuance: flagOr(false),
    }),
    logoutUrl: text,
    redirectUris: texts,
  }),
};

/** Graph serves these under /beta alone. */
export const APPLICATION_BETA_ONLY = ["oauth2RequirePostResponse"];

/**
 * https://learn.microsoft.com/graph/api/resources/serviceprincipal: what a client may set. Name, addresses and
 * names in scopes follow the application.
 */
export const SERVICE_PRINCIPAL: Shapes = {
  accountEnabled: flagOr(true),
  alternativeNames: texts,
  appRoleAssignmentRequired: flagOr(false),
  description: text,
  loginUrl: text,
  notes: text,
  notificationEmailAddresses: texts,
  preferredSingleSignOnMode: text,
  preferredTokenSigningKeyThumbprint: text,
  samlSingleSignOnSettings: optional({ relayState: text }),
  servicePrincipalType: { type: "string", default: "Application" },
  tags: texts,
  tokenEncryptionKeyId: text,
};
