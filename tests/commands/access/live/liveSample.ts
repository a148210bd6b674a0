import type { Declared } from "../../../../commands/access/live/liveDifference.ts";
import { API_IDS, findPermission } from "../../../../components/catalogue/permissions.ts";
import { settingsOf } from "../../../../components/rules/settings.ts";
import type { LiveApplication, LiveCredential } from "../../../../entra/application.ts";

export const CALLER_ID = "00000000-0000-4000-8000-00000000000a";
export const KEY_ID = "00000000-0000-4000-8000-00000000000b";

export const DECLARED: Declared = {
  settings: settingsOf({}, "prod"),
  secrets: new Map([[KEY_ID, "initial"]]),
  callerId: CALLER_ID,
};

export function secret(more: Partial<LiveCredential> = {}): LiveCredential {
  return {
    keyId: KEY_ID,
    displayName: "initial",
    startDateTime: "2030-01-01T00:00:00Z",
    endDateTime: "2030-06-30T00:00:00Z",
    hint: "abc",
    ...more,
  };
}

/** The rest of `api`. */
export const NO_API = { acceptMappedClaims: null, knownClientApplications: [] };

/** The application that {@link DECLARED} declares, as the tenant has it when nobody changed anything. */
export function live(
  registration: Partial<LiveApplication["registration"]> = {},
  rest: Partial<LiveApplication> = {},
): LiveApplication {
  const { settings } = DECLARED;
  return {
    registration: {
      id: "object",
      appId: "client",
      displayName: settings.displayName,
      signInAudience: settings.signInAudience,
      isFallbackPublicClient: null,
      isDeviceOnlyAuthSupported: null,
      groupMembershipClaims: null,
      tokenEncryptionKeyId: null,
      identifierUris: [],
      web: {
        redirectUris: settings.redirectUris,
        implicitGrantSettings: { enableAccessTokenIssuance: true, enableIdTokenIssuance: true },
      },
      spa: { redirectUris: [] },
      publicClient: { redirectUris: [] },
      requiredResourceAccess: [
        {
          resourceAppId: API_IDS.graph,
          resourceAccess: settings.permissions.map((name) => ({ id: findPermission(name)?.id ?? "", type: "Scope" })),
        },
      ],
      passwordCredentials: [secret()],
      keyCredentials: [],
      appRoles: [],
      api: { ...NO_API, oauth2PermissionScopes: [], preAuthorizedApplications: [] },
      ...registration,
    },
    nativeAuthentication: null,
    createdByAppId: "deployer",
    owners: [{ id: CALLER_ID, name: "Deployer", appId: "deployer" }],
    federatedCredentials: [],
    servicePrincipal: {
      id: "principal",
      accountEnabled: true,
      appRoleAssignmentRequired: false,
      passwordCredentials: [],
      keyCredentials: [],
    },
    servicePrincipalOwners: [],
    consents: [],
    grantedRoles: [],
    memberships: [],
    apis: new Map(),
    unread: [],
    ...rest,
  };
}
