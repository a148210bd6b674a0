/** A live client secret or certificate, without its value: `passwordCredential` and `keyCredential` of Microsoft Graph. */
export interface LiveCredential {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly startDateTime: string | null;
  readonly endDateTime: string | null;
  /** The first three characters of a secret. */
  readonly hint?: string | null | undefined;
}

/** https://learn.microsoft.com/graph/api/resources/application, as far as it decides on access. */
export interface LiveRegistration {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly signInAudience: string;
  readonly isFallbackPublicClient: boolean | null;
  /** Devices sign in without a user; null, the default, is false. */
  readonly isDeviceOnlyAuthSupported: boolean | null;
  /** `None`, `SecurityGroup`, `All` and others; null, the default, is none. */
  readonly groupMembershipClaims: string | null;
  /** Key id of the certificate that tokens are encrypted for. */
  readonly tokenEncryptionKeyId: string | null;
  readonly identifierUris: readonly string[];
  readonly web: {
    readonly redirectUris: readonly string[];
    readonly implicitGrantSettings: {
      readonly enableAccessTokenIssuance: boolean;
      readonly enableIdTokenIssuance: boolean;
    };
  };
  readonly spa: { readonly redirectUris: readonly string[] };
  readonly publicClient: { readonly redirectUris: readonly string[] };
  readonly requiredResourceAccess: readonly {
    readonly resourceAppId: string;
    readonly resourceAccess: readonly { readonly id: string; readonly type: string }[];
  }[];
  readonly passwordCredentials: readonly LiveCredential[];
  readonly keyCredentials: readonly LiveCredential[];
  readonly appRoles: readonly { readonly value: string | null; readonly displayName: string }[];
  readonly api: {
    readonly acceptMappedClaims: boolean | null;
    readonly knownClientApplications: readonly string[];
    readonly oauth2PermissionScopes: readonly { readonly value: string | null }[];
    readonly preAuthorizedApplications: readonly { readonly appId: string }[];
  };
}

/** https://learn.microsoft.com/graph/api/resources/serviceprincipal, as far as it decides on access. */
export interface LiveServicePrincipal {
  readonly id: string;
  readonly accountEnabled: boolean;
  readonly appRoleAssignmentRequired: boolean;
  readonly passwordCredentials: readonly LiveCredential[];
  readonly keyCredentials: readonly LiveCredential[];
}

/** https://learn.microsoft.com/graph/api/resources/federatedidentitycredential */
export interface FederatedCredential {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string | null;
}

/** Somebody in the directory: a user, a service principal, a group. */
export interface Principal {
  readonly id: string;
  /** User principal name or display name; the id where neither may be read. */
  readonly name: string;
  /** Of a service principal. */
  readonly appId?: string;
}

/** A consent: https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant */
export interface Consent {
  readonly id: string;
  /** Who consented, or for whom; undefined where an administrator did for everyone. */
  readonly user: Principal | undefined;
  /** The API by name: for people, because whoever makes an API chooses its name. */
  readonly api: string;
  /** Its application id; undefined where that cannot be read. */
  readonly apiAppId: string | undefined;
  readonly scopes: readonly string[];
}

/** An application permission that was granted: https://learn.microsoft.com/graph/api/resources/approleassignment */
export interface GrantedRole {
  readonly id: string;
  readonly api: string;
  /** Its name, or its id where the name may not be read. */
  readonly role: string;
}

/** A directory role or a group that the service principal is in, directly or through a group. */
export interface Membership {
  readonly id: string;
  /** Its name, or its id where the name may not be read. */
  readonly name: string;
  readonly isRole: boolean;
}

/** An API, as its service principal in the tenant names it. */
export interface LiveApi {
  readonly appId: string;
  readonly title: string;
  /** Names of permissions, delegated ones and those of applications, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** What could not be read, and the permission that is missing for it. */
export interface Unread {
  readonly what: string;
  readonly needs: string;
}

/** The whole application as the tenant has it. */
export interface LiveApplication {
  readonly registration: LiveRegistration;
  /** `nativeAuthenticationApisEnabled`: `none` or `all`; null, the default, is none, and so is a cloud that does not know it. */
  readonly nativeAuthentication: string | null;
  /** The client that made it; undefined where that is not known. */
  readonly createdByAppId: string | undefined;
  readonly owners: readonly Principal[];
  readonly federatedCredentials: readonly FederatedCredential[];
  /** Undefined where the application has none in its own tenant. */
  readonly servicePrincipal: LiveServicePrincipal | undefined;
  readonly servicePrincipalOwners: readonly Principal[];
  readonly consents: readonly Consent[];
  readonly grantedRoles: readonly GrantedRole[];
  readonly memberships: readonly Membership[];
  /** By application id, as far as they were needed for names. */
  readonly apis: ReadonlyMap<string, LiveApi>;
  readonly unread: readonly Unread[];
}
