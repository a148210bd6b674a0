import type {
  Consent,
  GrantedRole,
  LiveApplication,
  LiveRegistration,
  Membership,
  Principal,
  Unread,
} from "../../../entra/application.ts";
import {
  creatorOf,
  DIRECTORY_OBJECT,
  FEDERATED_CREDENTIAL,
  grantTo,
  MEMBERSHIP,
  nativeAuthenticationOf,
  registrationOf,
  roleOf,
  servicePrincipalOf,
  userOf,
} from "../../../entra/applicationShapes.ts";
import { type Graph, GraphRefusal } from "../../../entra/graphClient.ts";
import { NEEDS, withNeeds } from "../../../entra/permissionsNeeded.ts";
import type { Shape, Shaped } from "../../../support/shape.ts";
import { CannotTell, UserError } from "../../../support/userError.ts";
import { ApiNames, findObject, namelessApis } from "./liveApis.ts";

const REGISTRATION =
  "id,appId,displayName,signInAudience,isFallbackPublicClient,identifierUris,web,spa,publicClient," +
  "requiredResourceAccess,passwordCredentials,keyCredentials,appRoles,api,isDeviceOnlyAuthSupported,groupMembershipClaims," +
  "tokenEncryptionKeyId";
const SERVICE_PRINCIPAL = "id,appId,accountEnabled,appRoleAssignmentRequired,passwordCredentials,keyCredentials";

/**
 * Reads everything of an application that decides on access; writes nothing. What may not be read, but for the registration itself, is
 * named in the result.
 *
 * @param objectId object id of the registration
 * @throws UserError when there is no such registration, or when it may not be read; CannotTell for an answer that is none
 */
export async function readLiveApplication(graph: Graph, objectId: string): Promise<LiveApplication> {
  const application = `/applications/${encodeURIComponent(objectId)}`;
  const registration = await readRegistration(graph, application, objectId);
  const unread: Unread[] = [];
  const all = <T>(what: string, needs: string, path: string, shape: Shape<T>): Promise<T[]> =>
    allowed(what, needs, unread, () => graph.list(path, shape), []);
  const apis = new ApiNames(graph);

  const { appId } = registration;
  const [nativeAuthentication, createdByAppId, owners, federatedCredentials, servicePrincipal] = await Promise.all([
    readNativeAuthentication(graph, application, objectId),
    readCreator(graph, application, objectId, unread),
    all("owners", NEEDS.readApplications, `${application}/owners`, DIRECTORY_OBJECT),
    all(
      "federated credentials",
      NEEDS.readApplications,
      `${application}/federatedIdentityCredentials`,
      FEDERATED_CREDENTIAL,
    ),
    allowed(
      PRINCIPAL,
      NEEDS.readApplications,
      unread,
      () => findObject(graph, principalPath(appId), servicePrincipalOf(appId), SERVICE_PRINCIPAL),
      undefined,
    ),
    apis.need(namelessApis(registration)),
  ]);
  if (unread.some(({ what }) => what === PRINCIPAL)) unread.push(...Object.values(BELOW));

  const principalId = servicePrincipal?.id ?? "";
  const below = <T>({ what, needs }: Unread, name: string, shape: Shape<T>): Promise<T[]> =>
    all(what, needs, `/servicePrincipals/${encodeURIComponent(principalId)}/${name}`, shape);
  const [servicePrincipalOwners, grants, roles, memberships] =
    servicePrincipal === undefined
      ? [[], [], [], []]
      : await Promise.all([
          below(BELOW.owners, "owners", DIRECTORY_OBJECT),
          below(BELOW.consents, "oauth2PermissionGrants", grantTo(principalId)),
          below(BELOW.roles, "appRoleAssignments", roleOf(principalId)),
          below(BELOW.memberships, "transitiveMemberOf", MEMBERSHIP),
        ]);
  const principals = new Map<string, Promise<Principal>>();
  const user = (id: string): Promise<Principal> => {
    const known = principals.get(id) ?? readUser(graph, id);
    principals.set(id, known);
    return known;
  };
  return {
    registration,
    nativeAuthentication,
    createdByAppId,
    owners: owners.map(principalOf),
    federatedCredentials,
    servicePrincipal,
    servicePrincipalOwners: servicePrincipalOwners.map(principalOf),
    consents: await Promise.all(grants.map((grant) => consentOf(grant, user, apis))),
    grantedRoles: await Promise.all(roles.map((role) => grantedRoleOf(role, apis))),
    memberships: memberships.map(membershipOf),
    apis: apis.byAppId,
    unread,
  };
}

const PRINCIPAL = "the service principal";
/** What hangs on the service principal, and is not read without it. */
const BELOW = {
  owners: { what: "owners of the service principal", needs: NEEDS.readApplications },
  consents: { what: "consents", needs: NEEDS.readGrants },
  roles: { what: "granted application permissions", needs: NEEDS.readApplications },
  memberships: { what: "directory roles and groups of the service principal", needs: NEEDS.readApplications },
} as const satisfies Readonly<Record<string, Unread>>;

const principalPath = (appId: string): string => `/servicePrincipals(appId='${encodeURIComponent(appId)}')`;

async function readRegistration(graph: Graph, path: string, objectId: string): Promise<LiveRegistration> {
  try {
    return await withNeeds("Reading an application", NEEDS.readApplications, () =>
      graph.get(path, registrationOf(objectId), { $select: REGISTRATION }),
    );
  } catch (error) {
    if (error instanceof GraphRefusal && error.status === 404) {
      throw new UserError(
        `The application with object id ${objectId} is not in the tenant: somebody deleted it. The portal keeps deleted ` +
          "applications for 30 days (App registrations, Deleted applications) and gives them back as they were.",
      );
    }
    throw error;
  }
}

/** Asked apart: a cloud that does not know the property refuses with 400 and names it. Nothing can be switched on there. */
async function readNativeAuthentication(graph: Graph, path: string, objectId: string): Promise<string | null> {
  const property = "nativeAuthenticationApisEnabled";
  try {
    return (await graph.get(path, nativeAuthenticationOf(objectId), { $select: `id,${property}` }))[property];
  } catch (error) {
    if (error instanceof GraphRefusal && error.status === 400 && error.message.includes(`'${property}'`)) return null;
    throw error;
  }
}

/** Who made the application, which excuses an owner. A cloud whose beta version does not know the property refuses with 400. */
async function readCreator(
  graph: Graph,
  path: string,
  objectId: string,
  unread: Unread[],
): Promise<string | undefined> {
  try {
    const select = { $select: "id,createdByAppId" };
    return (await graph.get(path, creatorOf(objectId), select, "beta")).createdByAppId ?? undefined;
  } catch (error) {
    if (!(error instanceof GraphRefusal) || ![400, 403, 404].includes(error.status)) throw error;
    if (error.status !== 400) unread.push({ what: "who made the application", needs: NEEDS.readApplications });
    return undefined;
  }
}

async function allowed<T>(
  what: string,
  needs: string,
  unread: Unread[],
  read: () => Promise<T>,
  otherwise: T,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof GraphRefusal) || error.status !== 403) throw error;
    unread.push({ what, needs });
    return otherwise;
  }
}

function principalOf({ id, userPrincipalName, displayName, appId }: Shaped<typeof DIRECTORY_OBJECT>): Principal {
  return {
    id,
    name: userPrincipalName ?? displayName ?? id,
    ...(typeof appId === "string" ? { appId } : {}),
  };
}

function membershipOf(membership: Shaped<typeof MEMBERSHIP>): Membership {
  const { id, displayName } = membership;
  return { id, name: displayName ?? id, isRole: membership["@odata.type"] === "#microsoft.graph.directoryRole" };
}

/** A consent tells its user by id alone; without the right to read users, or for one who is gone, that has to do. */
async function readUser(graph: Graph, id: string): Promise<Principal> {
  try {
    const path = `/users/${encodeURIComponent(id)}`;
    const { userPrincipalName } = await graph.get(path, userOf(id), { $select: "id,userPrincipalName" });
    return { id, name: userPrincipalName ?? id };
  } catch (error) {
    if (error instanceof GraphRefusal && (error.status === 403 || error.status === 404)) return { id, name: id };
    throw error;
  }
}

async function consentOf(
  { id, consentType, principalId, resourceId, scope }: Shaped<ReturnType<typeof grantTo>>,
  user: (id: string) => Promise<Principal>,
  apis: ApiNames,
): Promise<Consent> {
  if ((consentType === "Principal") !== (principalId !== null)) {
    throw new CannotTell(
      `Microsoft Graph does not say whom consent ${id} is for: it says ${consentType}, and ` +
        `${principalId === null ? "names nobody" : "names a user"}. Run the command again.`,
    );
  }
  const api = await apis.byObjectId(resourceId);
  return {
    id,
    user: principalId === null ? undefined : await user(principalId),
    api: api?.title ?? `API ${resourceId}`,
    apiAppId: api?.appId,
    scopes: scope.split(/\s+/).filter((one) => one !== ""),
  };
}

async function grantedRoleOf(
  { id, resourceId, resourceDisplayName, appRoleId }: Shaped<ReturnType<typeof roleOf>>,
  apis: ApiNames,
): Promise<GrantedRole> {
  const api = await apis.byObjectId(resourceId);
  return {
    id,
    api: api?.title ?? resourceDisplayName ?? `API ${resourceId}`,
    role: api?.names.get(appRoleId) ?? appRoleId,
  };
}
