import { type Api, API_IDS, API_TITLES, PERMISSIONS } from "../../../components/catalogue/permissions.ts";
import type { LiveApi, LiveRegistration } from "../../../entra/application.ts";
import { apiOf } from "../../../entra/applicationShapes.ts";
import { type Graph, GraphRefusal } from "../../../entra/graphClient.ts";
import type { Shape } from "../../../support/shape.ts";

const API = "id,appId,displayName,oauth2PermissionScopes,appRoles";

/** The APIs of the tenant by name, each asked for once. */
export class ApiNames {
  readonly byAppId = new Map<string, LiveApi>();
  readonly #graph: Graph;
  readonly #asked = new Map<string, Promise<LiveApi | undefined>>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** Makes these known, where they can be read. */
  async need(appIds: readonly string[]): Promise<void> {
    await Promise.all(
      appIds.map((appId) =>
        this.#ask(`/servicePrincipals(appId='${encodeURIComponent(appId)}')`, apiOf("appId", appId)),
      ),
    );
  }

  byObjectId(id: string): Promise<LiveApi | undefined> {
    return this.#ask(`/servicePrincipals/${encodeURIComponent(id)}`, apiOf("id", id));
  }

  #ask(path: string, shape: ReturnType<typeof apiOf>): Promise<LiveApi | undefined> {
    const asked = this.#asked.get(path) ?? this.#read(path, shape);
    this.#asked.set(path, asked);
    return asked;
  }

  /** What has no name goes by its id: nothing is taken for declared because of that. */
  async #read(path: string, shape: ReturnType<typeof apiOf>): Promise<LiveApi | undefined> {
    const found = await findObject(this.#graph, path, shape, API).catch((error: unknown) => {
      if (error instanceof GraphRefusal && error.status === 403) return undefined;
      throw error;
    });
    if (found === undefined) return undefined;
    const { appId, displayName, oauth2PermissionScopes, appRoles } = found;
    const api: LiveApi = {
      appId,
      title: titleOf(appId, displayName),
      names: new Map([...oauth2PermissionScopes, ...appRoles].map(({ id, value }) => [id, value ?? id])),
    };
    this.byAppId.set(appId, api);
    return api;
  }
}

/** Ours by the titles that are used throughout; another one that calls itself the same is told from them by its id. */
function titleOf(appId: string, displayName: string | null): string {
  const ours = (Object.keys(API_IDS) as Api[]).find((api) => API_IDS[api] === appId);
  if (ours !== undefined) return API_TITLES[ours];
  const taken: readonly string[] = Object.values(API_TITLES);
  if (displayName === null || displayName === "") return appId;
  return taken.includes(displayName) ? `${displayName} (client ${appId})` : displayName;
}

/** Application ids of the APIs that have a permission without a name in the catalogue. */
export function namelessApis(registration: LiveRegistration): string[] {
  const known = new Set(PERMISSIONS.map(({ api, id }) => `${API_IDS[api]} ${id}`));
  return registration.requiredResourceAccess.flatMap(({ resourceAppId, resourceAccess }) =>
    resourceAccess.some(({ id, type }) => type !== "Scope" || !known.has(`${resourceAppId} ${id}`))
      ? [resourceAppId]
      : [],
  );
}

/** The object at this path; undefined where Graph says that there is none. */
export async function findObject<T>(
  graph: Graph,
  path: string,
  shape: Shape<T>,
  select: string,
): Promise<T | undefined> {
  try {
    return await graph.get(path, shape, { $select: select });
  } catch (error) {
    if (error instanceof GraphRefusal && error.status === 404) return undefined;
    throw error;
  }
}
