import { computed, optional, optionalComputed, type Property, required, type Schema } from "../schema.ts";
import {
  hasLengthBetween,
  isBetween,
  isHttpUrl,
  isLogoutUrl,
  isNotEmpty,
  isOneOf,
  isRedirectUri,
  isRfc3339,
  isUuid,
} from "../validators.ts";
import { flag, list, object, type Values } from "../values.ts";
import { AUDIENCES, GROUP_CLAIMS } from "./applicationRegistration.ts";
import { FEATURE_TAGS } from "./directory.ts";

const SCOPE: Schema = {
  adminConsentDescription: optional("string", { validate: isNotEmpty }),
  adminConsentDisplayName: optional("string", { validate: isNotEmpty }),
  enabled: optional("boolean", { default: true }),
  id: required("string", { validate: isUuid }),
  type: optional("string", { default: "User", validate: isOneOf("Admin", "User") }),
  userConsentDescription: optional("string", { validate: isNotEmpty }),
  userConsentDisplayName: optional("string", { validate: isNotEmpty }),
  value: optional("string"),
};

const ROLE: Schema = {
  allowedMemberTypes: required("set", { minItems: 1, validate: isOneOf("Application", "User") }),
  description: required("string", { validate: isNotEmpty }),
  displayName: required("string", { validate: isNotEmpty }),
  enabled: optional("boolean", { default: true }),
  id: required("string", { validate: isUuid }),
  value: optional("string"),
};

const CLAIMS = (terraformName: string): Property =>
  optional("list", {
    terraformName,
    fields: {
      additionalProperties: optional("list"),
      essential: optional("boolean"),
      name: required("string"),
      source: optional("string", { validate: isOneOf("user") }),
    },
  });

const PASSWORD: Schema = {
  displayName: required("string"),
  endDate: optionalComputed("string", { validate: isRfc3339 }),
  keyId: computed("string"),
  startDate: optionalComputed("string", { validate: isRfc3339 }),
  value: computed("string", { secret: true }),
};

const RESOURCE_ACCESS: Schema = {
  id: required("string", { validate: isUuid }),
  type: required("string", { validate: isOneOf("Role", "Scope") }),
};

const grantsNothing = (old: Values): boolean =>
  !flag(old.accessTokenIssuanceEnabled) && !flag(old.idTokenIssuanceEnabled);
const hasNoUris = (old: Values): boolean => list(old.redirectUris).length === 0;

const redirectBlock = (rules: Parameters<typeof isRedirectUri>[0]): Property =>
  optional("object", {
    fields: { redirectUris: optional("set", { maxItems: 256, validate: isRedirectUri(rules) }) },
    keepUnmentioned: hasNoUris,
  });

const WEB_SCHEMES = ["http", "https", "ms-appx-web", "brk-multihub"];

const WEB: Schema = {
  homepageUrl: optional("string", { validate: isHttpUrl }),
  implicitGrant: optional("object", {
    fields: { accessTokenIssuanceEnabled: optional("boolean"), idTokenIssuanceEnabled: optional("boolean") },
    keepUnmentioned: grantsNothing,
  }),
  logoutUrl: optional("string", { validate: isLogoutUrl }),
  redirectUris: optional("set", { maxItems: 256, validate: isRedirectUri({ urn: true, schemes: WEB_SCHEMES }) }),
};

const API: Schema = {
  knownClientApplications: optional("set", { validate: isUuid }),
  mappedClaimsEnabled: optional("boolean"),
  oauth2PermissionScopes: optional("set", { fields: SCOPE, terraformName: "oauth2_permission_scope" }),
  requestedAccessTokenVersion: optional("integer", { default: 1, validate: isBetween(1, 2) }),
};

/** An application as one resource, with all of its parts inside. */
export const APPLICATION: Schema = {
  api: optional("object", {
    fields: API,
    keepUnmentioned: (old) =>
      list(old.knownClientApplications).length === 0 &&
      !flag(old.mappedClaimsEnabled) &&
      list(old.oauth2PermissionScopes).length === 0 &&
      Number(old.requestedAccessTokenVersion) <= 1,
  }),
  appRoleIds: computed("map"),
  appRoles: optional("set", { fields: ROLE, terraformName: "app_role" }),
  clientId: computed("string"),
  description: optional("string", { validate: hasLengthBetween(0, 1024) }),
  deviceOnlyAuthEnabled: optional("boolean"),
  disabledByMicrosoft: computed("string"),
  displayName: required("string", { validate: isNotEmpty }),
  fallbackPublicClientEnabled: optional("boolean"),
  featureTags: optionalComputed("list", { fields: FEATURE_TAGS, conflictsWith: ["tags"] }),
  groupMembershipClaims: optional("set", { validate: isOneOf(...GROUP_CLAIMS) }),
  identifierUris: optional("set", { validate: isNotEmpty }),
  logoImage: optional("string"),
  logoUrl: computed("string"),
  marketingUrl: optional("string"),
  notes: optional("string", { validate: isNotEmpty }),
  oauth2PermissionScopeIds: computed("map"),
  oauth2PostResponseRequired: optional("boolean"),
  objectId: computed("string"),
  optionalClaims: optional("object", {
    fields: {
      accessTokens: CLAIMS("access_token"),
      idTokens: CLAIMS("id_token"),
      saml2Tokens: CLAIMS("saml2_token"),
    },
    keepUnmentioned: (old) => Object.values(old).every((claims) => list(claims).length === 0),
  }),
  owners: optional("set", { maxItems: 100, validate: isUuid }),
  password: optional("object", { fields: PASSWORD }),
  preventDuplicateNames: optional("boolean"),
  privacyStatementUrl: optional("string"),
  publicClient: redirectBlock({ urn: true }),
  publisherDomain: computed("string"),
  requiredResourceAccesses: optional("set", {
    terraformName: "required_resource_access",
    fields: {
      resourceAccesses: required("list", { fields: RESOURCE_ACCESS, terraformName: "resource_access" }),
      resourceAppId: required("string"),
    },
  }),
  serviceManagementReference: optional("string"),
  signInAudience: optional("string", { default: "AzureADMyOrg", validate: isOneOf(...AUDIENCES) }),
  singlePageApplication: redirectBlock({ schemes: WEB_SCHEMES }),
  supportUrl: optional("string"),
  tags: optionalComputed("set", { conflictsWith: ["featureTags"] }),
  templateId: optionalComputed("string", { forceNew: true, validate: isUuid }),
  termsOfServiceUrl: optional("string"),
  web: optional("object", {
    fields: WEB,
    keepUnmentioned: (old) => hasNoUris(old) && grantsNothing(object(old.implicitGrant)),
  }),
};
