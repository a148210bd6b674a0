import { apiTitle, publishedRoles, publishedScopes } from "../state/catalogue.ts";
import { servicePrincipalNames } from "../state/directory.ts";
import type { JsonObject } from "../state/json.ts";
import { isObject, objectsOf, stringsOf } from "../state/json.ts";
import { APPLICATION_BETA_ONLY } from "../state/properties.ts";
import { INITIAL_DOMAIN, TENANT_ID } from "../state/seed.ts";
import type { Secret } from "../state/state.ts";
import type { Application, Grant, ServicePrincipal, State, User } from "../state/state.ts";

export type Version = "v1.0" | "beta";

const NO_PUBLISHER = { addedDateTime: null, displayName: null, verifiedPublisherId: null };
const MICROSOFT_TENANT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/** An application as Graph shows it: every usual property, those without a value as null or as an empty list. */
export function applicationView(application: Application, version: Version = "v1.0"): JsonObject {
  const { web, ...properties } = structuredClone(application.properties);
  if (version === "v1.0") for (const name of APPLICATION_BETA_ONLY) Reflect.deleteProperty(properties, name);
  const shownWeb = web as JsonObject;
  return {
    id: application.id,
    deletedDateTime: dateOrNull(application.deletedDateTime),
    appId: application.appId,
    applicationTemplateId: null,
    disabledByMicrosoftStatus: null,
    createdDateTime: graphDate(application.createdDateTime),
    ...(version === "beta" ? { createdByAppId: application.createdByAppId } : {}),
    publisherDomain: INITIAL_DOMAIN,
    certification: null,
    requestSignatureVerification: null,
    ...properties,
    addIns: [],
    keyCredentials: structuredClone(application.certificates ?? []),
    passwordCredentials: application.secrets.map((secret) => secretView(secret)),
    verifiedPublisher: { ...NO_PUBLISHER },
    web: {
      ...shownWeb,
      redirectUriSettings: stringsOf(shownWeb.redirectUris).map((uri) => ({ uri, index: null })),
    },
  };
}

/** A service principal as Graph shows it; what belongs to the application behind it is read from there. */
export function servicePrincipalView(principal: ServicePrincipal, state: State, graphHere: string): JsonObject {
  const application = state.applications.find(({ appId }) => appId === principal.appId)?.properties;
  const api = (application?.api ?? {}) as JsonObject;
  const web = (application?.web ?? {}) as JsonObject;
  return {
    id: principal.id,
    deletedDateTime: dateOrNull(principal.deletedDateTime),
    appDescription: application?.description ?? null,
    appDisplayName: application?.displayName ?? apiTitle(principal.appId),
    appId: principal.appId,
    applicationTemplateId: null,
    appOwnerOrganizationId: application === undefined ? MICROSOFT_TENANT : TENANT_ID,
    createdDateTime: graphDate(principal.createdDateTime),
    disabledByMicrosoftStatus: null,
    signInAudience: application?.signInAudience ?? "AzureADMultipleOrgs",
    ...structuredClone(principal.properties),
    displayName: application?.displayName ?? apiTitle(principal.appId),
    homepage: web.homePageUrl ?? null,
    logoutUrl: web.logoutUrl ?? null,
    replyUrls: [web, application?.spa, application?.publicClient].flatMap(redirectUrisOf),
    servicePrincipalNames: servicePrincipalNames(principal.appId, state, graphHere),
    addIns: [],
    appRoles:
      application === undefined ? publishedRoles(principal.appId) : structuredClone(objectsOf(application.appRoles)),
    info: structuredClone(application?.info ?? null),
    keyCredentials: [],
    oauth2PermissionScopes:
      application === undefined
        ? publishedScopes(principal.appId)
        : structuredClone(objectsOf(api.oauth2PermissionScopes)),
    passwordCredentials: [],
    resourceSpecificApplicationPermissions: [],
    verifiedPublisher: { ...NO_PUBLISHER },
  };
}

/** https://learn.microsoft.com/graph/api/resources/user: what Graph returns of a user unless asked for more. */
export const USER_DEFAULT = [
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
  "id",
];

const USER_LISTS = ["businessPhones", "imAddresses", "otherMails", "proxyAddresses"];
const USER_NULLS =
  "ageGroup city companyName consentProvidedForMinor country creationType department employeeHireDate employeeId " +
  "employeeOrgData employeeType externalUserState faxNumber jobTitle mobilePhone officeLocation " +
  "onPremisesDistinguishedName onPremisesDomainName onPremisesImmutableId onPremisesSamAccountName " +
  "onPremisesSecurityIdentifier onPremisesSyncEnabled onPremisesUserPrincipalName postalCode preferredLanguage " +
  "showInAddressList signInSessionsValidFromDateTime state streetAddress usageLocation";

/** A user with all properties that the tenant knows. */
export function userView(user: User): JsonObject {
  return {
    id: user.id,
    ...Object.fromEntries(USER_LISTS.map((name) => [name, []])),
    ...Object.fromEntries(USER_NULLS.split(" ").map((name) => [name, null])),
    ...structuredClone(user.properties),
  };
}

export function grantView(grant: Grant): JsonObject {
  const { clientId, consentType, id, principalId, resourceId, scope } = grant;
  return { clientId, consentType, id, principalId, resourceId, scope };
}

const dateOrNull = (date: string | null): string | null => (date === null ? null : graphDate(date));

const redirectUrisOf = (holder: unknown): string[] => (isObject(holder) ? stringsOf(holder.redirectUris) : []);

/** A passwordCredential as Graph shows it; the value only in the answer that creates it. */
export function secretView(secret: Secret, secretText: string | null = null): JsonObject {
  return {
    customKeyIdentifier: null,
    displayName: secret.displayName,
    endDateTime: graphDate(secret.endDateTime),
    hint: secret.hint,
    keyId: secret.keyId,
    secretText,
    startDateTime: graphDate(secret.startDateTime),
  };
}

/** Graph leaves out a fraction of zero: `2027-05-15T00:00:00Z`. */
export function graphDate(date: string): string {
  return date.replace(/\.000Z$/, "Z");
}
