import type { ResourceValidationArgs } from "@pulumi/policy";

import { azureadType } from "../components/catalogue/resources.ts";

/** The resource types of Pulumi's azuread provider that policies judge, whoever declared them. The others are in azureadTypes.ts. */
export const EntraType = {
  AdministrativeUnitRoleMember: azureadType("AdministrativeUnitRoleMember"),
  Application: azureadType("Application"),
  ApplicationApiAccess: azureadType("ApplicationApiAccess"),
  ApplicationCertificate: azureadType("ApplicationCertificate"),
  ApplicationFallbackPublicClient: azureadType("ApplicationFallbackPublicClient"),
  ApplicationFederatedIdentityCredential: azureadType("ApplicationFederatedIdentityCredential"),
  ApplicationFlexibleFederatedIdentityCredential: azureadType("ApplicationFlexibleFederatedIdentityCredential"),
  ApplicationKnownClients: azureadType("ApplicationKnownClients"),
  ApplicationOwner: azureadType("ApplicationOwner"),
  ApplicationPassword: azureadType("ApplicationPassword"),
  ApplicationPreAuthorized: azureadType("ApplicationPreAuthorized"),
  ApplicationRedirectUris: azureadType("ApplicationRedirectUris"),
  ApplicationRegistration: azureadType("ApplicationRegistration"),
  AppRoleAssignment: azureadType("AppRoleAssignment"),
  DelegatedPermissionGrant: azureadType("ServicePrincipalDelegatedPermissionGrant"),
  DirectoryRoleAssignment: azureadType("DirectoryRoleAssignment"),
  DirectoryRoleEligibility: azureadType("DirectoryRoleEligibilityScheduleRequest"),
  DirectoryRoleMember: azureadType("DirectoryRoleMember"),
  ServicePrincipal: azureadType("ServicePrincipal"),
  ServicePrincipalCertificate: azureadType("ServicePrincipalCertificate"),
  ServicePrincipalPassword: azureadType("ServicePrincipalPassword"),
  ServicePrincipalTokenSigningCertificate: azureadType("ServicePrincipalTokenSigningCertificate"),
} as const;
export type EntraType = (typeof EntraType)[keyof typeof EntraType];

interface RequiredResourceAccess {
  readonly resourceAppId?: string;
  /** `type` is "Scope" for a delegated permission, "Role" for an application permission. */
  readonly resourceAccesses?: readonly { readonly id?: string; readonly type?: string }[];
}

export interface SecretProps {
  readonly applicationId?: string;
  /** What `applicationId` was called before version 6 of the provider, with the bare object id. */
  readonly applicationObjectId?: string;
  readonly servicePrincipalId?: string;
  readonly displayName?: string;
  readonly endDate?: string;
  readonly endDateRelative?: string;
}

/** A certificate's end, as a resource gives it. */
export interface CertificateProps {
  readonly endDate?: string;
  readonly endDateRelative?: string;
}

interface RedirectUriList {
  readonly redirectUris?: readonly string[];
}

/** A boolean, or as a program in another language may spell it, which the provider takes. */
export type Switch = boolean | string | null;

/** Whether a switch is on. Only what is plainly off is taken for off. */
export function isOn(value: Switch | undefined): boolean {
  if (value === undefined || value === null || value === "") return false;
  return !["false", "f", "0"].includes(String(value).toLowerCase());
}

/** What policies read of each type: its inputs, as far as given. */
interface EntraProps {
  readonly [EntraType.AdministrativeUnitRoleMember]: { readonly roleObjectId?: string };
  readonly [EntraType.Application]: {
    readonly displayName?: string;
    readonly signInAudience?: string;
    readonly deviceOnlyAuthEnabled?: Switch;
    readonly fallbackPublicClientEnabled?: Switch;
    readonly owners?: readonly string[];
    readonly templateId?: string;
    readonly api?: {
      readonly knownClientApplications?: readonly string[];
      readonly mappedClaimsEnabled?: Switch;
      readonly oauth2PermissionScopes?: readonly object[];
    };
    readonly appRoles?: readonly object[];
    readonly optionalClaims?: object;
    readonly requiredResourceAccesses?: readonly RequiredResourceAccess[];
    readonly password?: SecretProps;
    readonly web?: RedirectUriList & {
      readonly implicitGrant?: {
        readonly accessTokenIssuanceEnabled?: Switch;
        readonly idTokenIssuanceEnabled?: Switch;
      };
    };
    readonly singlePageApplication?: RedirectUriList;
    readonly publicClient?: RedirectUriList;
  };
  readonly [EntraType.ApplicationApiAccess]: {
    readonly apiClientId?: string;
    readonly roleIds?: readonly string[];
    readonly scopeIds?: readonly string[];
  };
  readonly [EntraType.ApplicationCertificate]: CertificateProps;
  readonly [EntraType.ApplicationFallbackPublicClient]: { readonly enabled?: Switch };
  readonly [EntraType.ApplicationFederatedIdentityCredential]: { readonly issuer?: string; readonly subject?: string };
  readonly [EntraType.ApplicationFlexibleFederatedIdentityCredential]: {
    readonly issuer?: string;
    readonly claimsMatchingExpression?: string;
  };
  readonly [EntraType.ApplicationKnownClients]: { readonly knownClientIds?: readonly string[] };
  readonly [EntraType.ApplicationOwner]: { readonly ownerObjectId?: string };
  readonly [EntraType.ApplicationPassword]: SecretProps;
  readonly [EntraType.ApplicationPreAuthorized]: {
    readonly authorizedClientId?: string;
    /** Before version 6 of the provider. */
    readonly authorizedAppId?: string;
  };
  readonly [EntraType.ApplicationRedirectUris]: RedirectUriList & { readonly type?: string };
  readonly [EntraType.ApplicationRegistration]: {
    readonly displayName?: string;
    readonly signInAudience?: string;
    readonly implicitAccessTokenIssuanceEnabled?: Switch;
    readonly implicitIdTokenIssuanceEnabled?: Switch;
  };
  readonly [EntraType.AppRoleAssignment]: { readonly appRoleId?: string };
  readonly [EntraType.DelegatedPermissionGrant]: {
    readonly claimValues?: readonly string[];
    readonly resourceServicePrincipalObjectId?: string;
  };
  readonly [EntraType.DirectoryRoleAssignment]: { readonly roleId?: string };
  readonly [EntraType.DirectoryRoleEligibility]: { readonly roleDefinitionId?: string };
  readonly [EntraType.DirectoryRoleMember]: { readonly roleObjectId?: string };
  readonly [EntraType.ServicePrincipal]: {
    readonly clientId?: string;
    /** Before version 6 of the provider. */
    readonly applicationId?: string;
    readonly objectId?: string;
    readonly loginUrl?: string;
    readonly owners?: readonly string[];
  };
  readonly [EntraType.ServicePrincipalCertificate]: CertificateProps;
  readonly [EntraType.ServicePrincipalPassword]: SecretProps;
  readonly [EntraType.ServicePrincipalTokenSigningCertificate]: CertificateProps;
}

/** The properties of a resource if it is of the given type. Reading one that a preview does not know throws. */
export function propsOf<T extends EntraType>(
  resource: Pick<ResourceValidationArgs, "type" | "props">,
  type: T,
): EntraProps[T] | undefined {
  return resource.type === type ? (resource.props as EntraProps[T]) : undefined;
}
