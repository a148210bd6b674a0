import { equal, flag, list, object, text, type Value, type Values } from "../values.ts";
import { joinClaims, textOrNull } from "./applicationRegistration.ts";
import { tagsOf } from "./directory.ts";

const textAt = (values: Values, name: string): Value => textOrNull(values[name] ?? null);

/** The application as Graph is told it: all of it on creation, and on update without the parts that `olds` has already. */
export function applicationBody(planned: Values, olds: Values | undefined): Values {
  const isNew = (name: string): boolean => olds === undefined || !equal(planned[name] ?? null, olds[name] ?? null);
  return {
    "@odata.type": "#microsoft.graph.application",
    api: apiBody(object(planned.api), olds === undefined ? undefined : object(olds.api)),
    ...(isNew("appRoles") && { appRoles: rolesBody(planned.appRoles) }),
    description: textAt(planned, "description"),
    displayName: text(planned.displayName),
    groupMembershipClaims: joinClaims(planned.groupMembershipClaims ?? null),
    ...(isNew("identifierUris") && { identifierUris: list(planned.identifierUris) }),
    info: {
      marketingUrl: textAt(planned, "marketingUrl"),
      privacyStatementUrl: textAt(planned, "privacyStatementUrl"),
      supportUrl: textAt(planned, "supportUrl"),
      termsOfServiceUrl: textAt(planned, "termsOfServiceUrl"),
    },
    isDeviceOnlyAuthSupported: flag(planned.deviceOnlyAuthEnabled),
    isFallbackPublicClient: flag(planned.fallbackPublicClientEnabled),
    notes: textAt(planned, "notes"),
    ...(isNew("optionalClaims") && { optionalClaims: claimsBody(object(planned.optionalClaims)) }),
    publicClient: { redirectUris: list(object(planned.publicClient).redirectUris) },
    ...(isNew("requiredResourceAccesses") && { requiredResourceAccess: accessBody(planned.requiredResourceAccesses) }),
    serviceManagementReference: textAt(planned, "serviceManagementReference"),
    signInAudience: text(planned.signInAudience),
    spa: { redirectUris: list(object(planned.singlePageApplication).redirectUris) },
    tags: wantedTags(planned, olds),
    web: webBody(object(planned.web)),
  };
}

function apiBody(api: Values, old: Values | undefined): Values {
  const isSame = old !== undefined && equal(api.oauth2PermissionScopes ?? null, old.oauth2PermissionScopes ?? null);
  return {
    // Entra does not take it from a new application's maker who owns no more than that.
    ...(old !== undefined && { acceptMappedClaims: flag(api.mappedClaimsEnabled) }),
    knownClientApplications: list(api.knownClientApplications),
    ...(!isSame && { oauth2PermissionScopes: scopesBody(api.oauth2PermissionScopes) }),
    requestedAccessTokenVersion: api.requestedAccessTokenVersion ?? 1,
  };
}

export function scopesBody(scopes: Value | undefined): Values[] {
  return list(scopes)
    .map(object)
    .map((scope) => ({
      adminConsentDescription: text(scope.adminConsentDescription),
      adminConsentDisplayName: text(scope.adminConsentDisplayName),
      id: text(scope.id),
      isEnabled: flag(scope.enabled),
      type: text(scope.type),
      userConsentDescription: text(scope.userConsentDescription),
      userConsentDisplayName: text(scope.userConsentDisplayName),
      value: text(scope.value),
    }));
}

export function rolesBody(roles: Value | undefined): Values[] {
  return list(roles)
    .map(object)
    .map((role) => ({
      allowedMemberTypes: list(role.allowedMemberTypes),
      description: text(role.description),
      displayName: text(role.displayName),
      id: text(role.id),
      isEnabled: flag(role.enabled),
      value: text(role.value),
    }));
}

function claimsBody(claims: Values): Values {
  // Entra refuses even empty lists of claims for applications with personal accounts.
  if (Object.keys(claims).length === 0) return {};
  const body = (tokens: Value | undefined): Values[] =>
    list(tokens)
      .map(object)
      .map((claim) => ({
        additionalProperties: list(claim.additionalProperties),
        essential: flag(claim.essential),
        name: text(claim.name),
        ...(text(claim.source) !== "" && { source: text(claim.source) }),
      }));
  return {
    accessToken: body(claims.accessTokens),
    idToken: body(claims.idTokens),
    saml2Token: body(claims.saml2Tokens),
  };
}

function accessBody(apis: Value | undefined): Values[] {
  return list(apis)
    .map(object)
    .map((api) => ({
      resourceAccess: list(api.resourceAccesses)
        .map(object)
        .map(({ id, type }) => ({ id: text(id), type: text(type) })),
      resourceAppId: text(api.resourceAppId),
    }));
}

function webBody(web: Values): Values {
  const { accessTokenIssuanceEnabled, idTokenIssuanceEnabled } = object(web.implicitGrant);
  return {
    homePageUrl: textAt(web, "homepageUrl"),
    implicitGrantSettings: {
      enableAccessTokenIssuance: flag(accessTokenIssuanceEnabled),
      enableIdTokenIssuance: flag(idTokenIssuanceEnabled),
    },
    logoutUrl: textAt(web, "logoutUrl"),
    redirectUris: list(web.redirectUris),
  };
}

function wantedTags(planned: Values, olds: Values | undefined): Value[] {
  const isChanged = list(planned.featureTags).length > 0 && !equal(planned.featureTags, olds?.featureTags);
  return isChanged ? tagsOf(planned.featureTags) : list(planned.tags);
}
