import { flag, list, object, text, type Value, type Values } from "../values.ts";
import { splitClaims } from "./applicationRegistration.ts";
import { appRolesOf, featureTagsOf, idsByValue, permissionScopesOf } from "./directory.ts";

/** What Graph says of an application, in the provider's terms; owners and password are other questions. `beta` is its beta form. */
export function applicationState(found: Values, beta: Values): Values {
  const api = object(found.api);
  const info = object(found.info);
  const web = object(found.web);
  return {
    api: {
      knownClientApplications: list(api.knownClientApplications),
      mappedClaimsEnabled: flag(api.acceptMappedClaims),
      oauth2PermissionScopes: permissionScopesOf(api.oauth2PermissionScopes),
      requestedAccessTokenVersion: api.requestedAccessTokenVersion ?? 1,
    },
    appRoleIds: idsByValue(found.appRoles),
    appRoles: appRolesOf(found.appRoles),
    clientId: text(found.appId),
    description: text(found.description),
    deviceOnlyAuthEnabled: flag(found.isDeviceOnlyAuthSupported),
    disabledByMicrosoft: text(found.disabledByMicrosoftStatus),
    displayName: text(found.displayName),
    fallbackPublicClientEnabled: flag(found.isFallbackPublicClient),
    featureTags: featureTagsOf(found.tags),
    groupMembershipClaims: splitClaims(found.groupMembershipClaims),
    identifierUris: list(found.identifierUris),
    logoUrl: text(info.logoUrl),
    marketingUrl: text(info.marketingUrl),
    notes: text(found.notes),
    oauth2PermissionScopeIds: idsByValue(api.oauth2PermissionScopes),
    oauth2PostResponseRequired: flag(beta.oauth2RequirePostResponse),
    objectId: text(found.id),
    optionalClaims: optionalClaimsOf(found.optionalClaims ?? null),
    privacyStatementUrl: text(info.privacyStatementUrl),
    publicClient: { redirectUris: list(object(found.publicClient).redirectUris) },
    publisherDomain: text(found.publisherDomain),
    requiredResourceAccesses: list(found.requiredResourceAccess)
      .map(object)
      .map((required) => ({
        resourceAccesses: list(required.resourceAccess)
          .map(object)
          .map(({ id, type }) => ({ id: text(id), type: text(type) })),
        resourceAppId: text(required.resourceAppId),
      })),
    serviceManagementReference: text(found.serviceManagementReference),
    signInAudience: text(found.signInAudience),
    singlePageApplication: { redirectUris: list(object(found.spa).redirectUris) },
    supportUrl: text(info.supportUrl),
    tags: list(found.tags),
    templateId: text(found.applicationTemplateId),
    termsOfServiceUrl: text(info.termsOfServiceUrl),
    web: {
      homepageUrl: text(web.homePageUrl),
      implicitGrant: implicitGrantOf(web.implicitGrantSettings ?? null),
      logoutUrl: text(web.logoutUrl),
      redirectUris: list(web.redirectUris),
    },
  };
}

/** The secret that the state tells of, as Graph now has it; null where it is gone. Graph never tells its value again. */
export function passwordState(found: Values, known: Values): Value {
  const credential = list(found.passwordCredentials)
    .map(object)
    .find(({ keyId }) => text(keyId) !== "" && text(keyId) === text(known.keyId));
  return credential === undefined
    ? null
    : {
        displayName: text(credential.displayName),
        endDate: text(credential.endDateTime),
        keyId: text(credential.keyId),
        startDate: text(credential.startDateTime),
        value: text(known.value),
      };
}

function implicitGrantOf(settings: Value): Value {
  if (settings === null) return null;
  const { enableAccessTokenIssuance, enableIdTokenIssuance } = object(settings);
  return {
    accessTokenIssuanceEnabled: flag(enableAccessTokenIssuance),
    idTokenIssuanceEnabled: flag(enableIdTokenIssuance),
  };
}

function optionalClaimsOf(claims: Value): Value {
  if (claims === null) return null;
  const { accessToken, idToken, saml2Token } = object(claims);
  return { accessTokens: claimsOf(accessToken), idTokens: claimsOf(idToken), saml2Tokens: claimsOf(saml2Token) };
}

function claimsOf(claims: Value | undefined): Value[] {
  return list(claims)
    .map(object)
    .map((claim) => ({
      additionalProperties: list(claim.additionalProperties).length === 0 ? null : list(claim.additionalProperties),
      essential: flag(claim.essential),
      name: text(claim.name),
      source: text(claim.source),
    }));
}
