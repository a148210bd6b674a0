import { flag, list, object, text, texts, type Values } from "../values.ts";
import { appRolesOf, featuresOf, featureTagsOf, idsByValue, permissionScopesOf } from "./directory.ts";

/** What Graph says of a service principal, in the provider's terms; its owners are another question. `beta` is its beta form. */
export function servicePrincipalState(found: Values, beta: Values): Values {
  const appId = text(found.appId);
  const saml = found.samlSingleSignOnSettings ?? null;
  return {
    accountEnabled: flag(found.accountEnabled),
    alternativeNames: list(found.alternativeNames),
    appRoleAssignmentRequired: flag(found.appRoleAssignmentRequired),
    appRoleIds: idsByValue(found.appRoles),
    appRoles: appRolesOf(found.appRoles),
    applicationTenantId: text(found.appOwnerOrganizationId),
    clientId: appId,
    description: text(found.description),
    displayName: text(found.displayName),
    featureTags: featureTagsOf(found.tags),
    features: featuresOf(found.tags),
    homepageUrl: text(found.homepage),
    loginUrl: text(found.loginUrl),
    logoutUrl: text(found.logoutUrl),
    notes: text(found.notes),
    notificationEmailAddresses: list(found.notificationEmailAddresses),
    oauth2PermissionScopeIds: idsByValue(found.oauth2PermissionScopes),
    oauth2PermissionScopes: permissionScopesOf(found.oauth2PermissionScopes),
    objectId: text(found.id),
    preferredSingleSignOnMode: text(found.preferredSingleSignOnMode),
    redirectUris: list(found.replyUrls),
    samlMetadataUrl: text(beta.samlMetadataUrl),
    samlSingleSignOn: saml === null ? null : { relayState: text(object(saml).relayState) },
    // The client id is among the names but says nothing that clientId does not.
    servicePrincipalNames: texts(found.servicePrincipalNames).filter(
      (name) => name.toLowerCase() !== appId.toLowerCase(),
    ),
    signInAudience: text(found.signInAudience),
    tags: list(found.tags),
    type: text(found.servicePrincipalType),
  };
}
