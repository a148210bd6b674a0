import type { ResourceValidationArgs } from "@pulumi/policy";

/** The resource types of Pulumi's azuread provider that policies look at, whoever declared them. */
export const EntraType = {
  Application: "azuread:index/application:Application",
  ApplicationApiAccess: "azuread:index/applicationApiAccess:ApplicationApiAccess",
  ApplicationPassword: "azuread:index/applicationPassword:ApplicationPassword",
  ApplicationRedirectUris: "azuread:index/applicationRedirectUris:ApplicationRedirectUris",
  ApplicationRegistration: "azuread:index/applicationRegistration:ApplicationRegistration",
  AppRoleAssignment: "azuread:index/appRoleAssignment:AppRoleAssignment",
  DelegatedPermissionGrant:
    "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant",
  ServicePrincipal: "azuread:index/servicePrincipal:ServicePrincipal",
  ServicePrincipalPassword: "azuread:index/servicePrincipalPassword:ServicePrincipalPassword",
} as const;
export type EntraType = (typeof EntraType)[keyof typeof EntraType];

export interface RequiredResourceAccess {
  readonly resourceAppId?: string;
  /** `type` is "Scope" for a delegated permission, "Role" for an application permission. */
  readonly resourceAccesses?: readonly { readonly id?: string; readonly type?: string }[];
}

export interface SecretProps {
  readonly applicationId?: string;
  readonly servicePrincipalId?: string;
  readonly displayName?: string;
  readonly endDate?: string;
  readonly endDateRelative?: string;
}

interface RedirectUriList {
  readonly redirectUris?: readonly string[];
}

/** What policies read of each type: its inputs, as far as given. */
interface EntraProps {
  readonly [EntraType.Application]: {
    readonly displayName?: string;
    readonly signInAudience?: string;
    readonly requiredResourceAccesses?: readonly RequiredResourceAccess[];
    readonly password?: SecretProps;
    readonly web?: RedirectUriList & {
      readonly implicitGrant?: {
        readonly accessTokenIssuanceEnabled?: boolean;
        readonly idTokenIssuanceEnabled?: boolean;
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
  readonly [EntraType.ApplicationPassword]: SecretProps;
  readonly [EntraType.ApplicationRedirectUris]: RedirectUriList;
  readonly [EntraType.ApplicationRegistration]: {
    readonly displayName?: string;
    readonly signInAudience?: string;
    readonly implicitAccessTokenIssuanceEnabled?: boolean;
    readonly implicitIdTokenIssuanceEnabled?: boolean;
  };
  readonly [EntraType.AppRoleAssignment]: { readonly appRoleId?: string };
  readonly [EntraType.DelegatedPermissionGrant]: { readonly claimValues?: readonly string[] };
  readonly [EntraType.ServicePrincipal]: { readonly objectId?: string };
  readonly [EntraType.ServicePrincipalPassword]: SecretProps;
}

/** The properties of a resource if it is of the given type. Reading one that a preview does not know throws. */
export function propsOf<T extends EntraType>(
  resource: Pick<ResourceValidationArgs, "type" | "props">,
  type: T,
): EntraProps[T] | undefined {
  return resource.type === type ? (resource.props as EntraProps[T]) : undefined;
}
