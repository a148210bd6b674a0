import { UserError } from "../../local/userError.ts";
import { type Graph, type GraphObject, GraphRefusal } from "../graph/client.ts";
import { NEEDS, withNeeds } from "../graph/needs.ts";
import { ApiNames, findObject, namelessApis } from "./liveApis.ts";
import type {
  Consent,
  FederatedCredential,
  GrantedRole,
  LiveApplication,
  LiveRegistration,
  LiveServicePrincipal,
  Principal,
  Unread,
} from "./liveApplication.ts";

const REGISTRATION =
  "id,appId,displayName,signInAudience,isFallbackPublicClient,identifierUris,web,spa,publicClient," +
  "requiredResourceAccess,passwordCredentials,keyCredentials,appRoles,api";
const SERVICE_PRINCIPAL = "id,accountEnabled,appRoleAssignmentRequired,passwordCredentials,keyCredentials";

/**
 * Reads everything of an application that decides on access; writes nothing. What may not be read, but for the registration itself, is
 * named in the result.
 *
 * @param objectId object id of the registration
 * @throws UserError when there is no such registration, or when it may not be read
 */
export async function readLiveApplication(graph: Graph, objectId: string): Promise<LiveApplication> {
  const application = `/applications/${encodeURIComponent(objectId)}`;
  const registration = await readRegistration(graph, application);
  const unread: Unread[] = [];
  const all = (what: string, needs: string, path: string): Promise<GraphObject[]> =>
    allowed(what, needs, unread, () => graph.list(path), []);
  const apis = new ApiNames(graph);

  const principalPath = `/servicePrincipals(appId='${encodeURIComponent(registration.appId)}')`;
  const [created, owners, federatedCredentials, servicePrincipal] = await Promise.all([
    // Known to the beta version alone; without it the deployer's own ownership is merely named.
    graph.get(application, { $select: "createdByAppId" }, "beta").catch((): GraphObject => ({})),
    all("owners", NEEDS.readApplications, `${application}/owners`),
    all("federated credentials", NEEDS.readApplications, `${application}/federatedIdentityCredentials`),
    allowed(
      "the service principal",
      NEEDS.readApplications,
      unread,
      () => findObject(graph, principalPath, SERVICE_PRINCIPAL),
      undefined,
    ),
    apis.need(namelessApis(registration)),
  ]);
  const below = (name: string): string =>
    `/servicePrincipals/${encodeURIComponent(String(servicePrincipal?.id))}/${name}`;
  const [servicePrincipalOwners, grants, roles] =
    servicePrincipal === undefined
      ? [[], [], []]
      : await Promise.all([
          all("owners of the service principal", NEEDS.readApplications, below("owners")),
          all("consents", NEEDS.readGrants, below("oauth2PermissionGrants")),
          all("granted application permissions", NEEDS.readApplications, below("appRoleAssignments")),
        ]);
  const principals = new Map<string, Promise<Principal>>();
  const userOf = (id: string): Promise<Principal> => {
    const known = principals.get(id) ?? readUser(graph, id);
    principals.set(id, known);
    return known;
  };
  return {
    registration,
    createdByAppId: typeof created.createdByAppId === "string" ? created.createdByAppId : undefined,
    owners: owners.map(principalOf),
    federatedCredentials: federatedCredentials as unknown as FederatedCredential[],
    servicePrincipal: servicePrincipal as LiveServicePrincipal | undefined,
    servicePrincipalOwners: servicePrincipalOwners.map(principalOf),
    consents: await Promise.all(grants.map((grant) => consentOf(grant, userOf, apis))),
    grantedRoles: await Promise.all(roles.map((role) => grantedRoleOf(role, apis))),
    apis: apis.byAppId,
    unread,
  };
}

async function readRegistration(graph: Graph, path: string): Promise<LiveRegistration> {
  try {
    const found = await withNeeds("Reading an application", NEEDS.readApplications, () =>
      graph.get(path, { $select: REGISTRATION }),
    );
    return found as unknown as LiveRegistration;
  } catch (error) {
    if (error instanceof GraphRefusal && error.status === 404) {
      throw new UserError(
        `The application with object id ${path.split("/").at(-1) ?? ""} is not in the tenant: somebody deleted it. The portal keeps deleted ` +
          "applications for 30 days (App registrations, Deleted applications) and gives them back as they were.",
      );
    }
    throw error;
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

function principalOf(object: GraphObject): Principal {
  const { id, userPrincipalName, displayName, appId } = object as Record<string, string | null | undefined>;
  return {
    id: id ?? "",
    name: userPrincipalName ?? displayName ?? id ?? "",
    ...(typeof appId === "string" ? { appId } : {}),
  };
}

/** A consent tells its user by id alone; without the right to read users that has to do. */
async function readUser(graph: Graph, id: string): Promise<Principal> {
  try {
    return principalOf({
      id,
      ...(await graph.get(`/users/${encodeURIComponent(id)}`, { $select: "id,userPrincipalName" })),
    });
  } catch (error) {
    if (error instanceof GraphRefusal) return { id, name: id };
    throw error;
  }
}

async function consentOf(
  grant: GraphObject,
  userOf: (id: string) => Promise<Principal>,
  apis: ApiNames,
): Promise<Consent> {
  const { id, principalId, resourceId, scope } = grant as Record<string, string | null | undefined>;
  const api = await apis.byObjectId(resourceId ?? "");
  return {
    id: id ?? "",
    user: typeof principalId === "string" ? await userOf(principalId) : undefined,
    api: api?.title ?? `API ${resourceId ?? ""}`,
    scopes: (scope ?? "").split(/\s+/).filter((name) => name !== ""),
  };
}

async function grantedRoleOf(role: GraphObject, apis: ApiNames): Promise<GrantedRole> {
  const { id, resourceId, resourceDisplayName, appRoleId } = role as Record<string, string | null | undefined>;
  const api = await apis.byObjectId(resourceId ?? "");
  return {
    id: id ?? "",
    api: api?.title ?? resourceDisplayName ?? `API ${resourceId ?? ""}`,
    role: api?.names.get(appRoleId ?? "") ?? appRoleId ?? "",
  };
}
