import { exactly, flag, listOf, name, nullable, object, oneOf, optional, type Shape, text } from "../support/shape.ts";
import type { FederatedCredential, LiveCredential, LiveRegistration, LiveServicePrincipal } from "./application.ts";

/*
 * What Microsoft Graph's answers have to hold, for every property that decides on access. Each is asked for by name ($select), and then it is
 * in the answer, be it empty or null: so what is not there means that this is not the whole answer.
 */

const CREDENTIAL = {
  keyId: name,
  displayName: nullable(text),
  startDateTime: nullable(text),
  endDateTime: nullable(text),
};

/** https://learn.microsoft.com/graph/api/resources/passwordcredential */
export const SECRET: Shape<LiveCredential> = object({ ...CREDENTIAL, hint: nullable(text) });

/** https://learn.microsoft.com/graph/api/resources/keycredential */
const CERTIFICATE: Shape<LiveCredential> = object(CREDENTIAL);

const URIS = object({ redirectUris: listOf(text) });

/** The registration with this object id. */
export const registrationOf = (objectId: string): Shape<LiveRegistration> =>
  object({
    id: exactly(objectId),
    appId: name,
    displayName: text,
    signInAudience: name,
    isFallbackPublicClient: nullable(flag),
    isDeviceOnlyAuthSupported: nullable(flag),
    groupMembershipClaims: nullable(text),
    tokenEncryptionKeyId: nullable(text),
    identifierUris: listOf(text),
    web: object({
      redirectUris: listOf(text),
      implicitGrantSettings: object({ enableAccessTokenIssuance: flag, enableIdTokenIssuance: flag }),
    }),
    spa: URIS,
    publicClient: URIS,
    requiredResourceAccess: listOf(
      object({
        resourceAppId: name,
        resourceAccess: listOf(object({ id: name, type: oneOf("Scope", "Role") })),
      }),
    ),
    passwordCredentials: listOf(SECRET),
    keyCredentials: listOf(CERTIFICATE),
    appRoles: listOf(object({ value: nullable(text), displayName: text })),
    api: object({
      acceptMappedClaims: nullable(flag),
      knownClientApplications: listOf(name),
      oauth2PermissionScopes: listOf(object({ value: nullable(text) })),
      preAuthorizedApplications: listOf(object({ appId: name })),
    }),
  });

/** Not known to every cloud. */
export const nativeAuthenticationOf = (
  objectId: string,
): Shape<{ readonly nativeAuthenticationApisEnabled: string | null }> =>
  object({ id: exactly(objectId), nativeAuthenticationApisEnabled: nullable(text) });

/** Known to the beta version alone. */
export const creatorOf = (objectId: string): Shape<{ readonly createdByAppId: string | null }> =>
  object({ id: exactly(objectId), createdByAppId: nullable(text) });

/** The service principal of the application with this client id. */
export const servicePrincipalOf = (appId: string): Shape<LiveServicePrincipal> =>
  object({
    id: name,
    appId: exactly(appId),
    accountEnabled: flag,
    appRoleAssignmentRequired: flag,
    passwordCredentials: listOf(SECRET),
    keyCredentials: listOf(CERTIFICATE),
  });

export const FEDERATED_CREDENTIAL: Shape<FederatedCredential> = object({
  id: name,
  name,
  issuer: name,
  subject: nullable(text),
});

/** Somebody in the directory. Which names there are depends on what it is, and on what the caller may read. */
export const DIRECTORY_OBJECT = object({
  id: name,
  userPrincipalName: optional(nullable(text)),
  displayName: optional(nullable(text)),
  appId: optional(nullable(text)),
});

/** A directory role, a group or an administrative unit. Of what may not be read there is the id alone. */
export const MEMBERSHIP = object({
  id: name,
  "@odata.type": optional(text),
  displayName: optional(nullable(text)),
});

export const userOf = (id: string) => object({ id: exactly(id), userPrincipalName: nullable(text) });

/** A consent to the service principal with this object id. */
export const grantTo = (principalId: string) =>
  object({
    id: name,
    clientId: exactly(principalId),
    consentType: oneOf("AllPrincipals", "Principal"),
    principalId: nullable(name),
    resourceId: name,
    scope: text,
  });

/** An application permission granted to the service principal with this object id. */
export const roleOf = (principalId: string) =>
  object({
    id: name,
    principalId: exactly(principalId),
    resourceId: name,
    resourceDisplayName: nullable(text),
    appRoleId: name,
  });

const PERMISSIONS = listOf(object({ id: name, value: nullable(text) }));

/** An API, by its application id or by the object id of its service principal. */
export const apiOf = (by: "appId" | "id", id: string) =>
  object({
    id: by === "id" ? exactly(id) : name,
    appId: by === "appId" ? exactly(id) : name,
    displayName: nullable(text),
    oauth2PermissionScopes: PERMISSIONS,
    appRoles: PERMISSIONS,
  });
