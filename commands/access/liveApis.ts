import { API_IDS, API_TITLES, PERMISSIONS, type Api } from "../../components/permissions.ts";
import { type Graph, type GraphObject, GraphRefusal } from "../graph/client.ts";
import type { LiveApi, LiveRegistration } from "./liveApplication.ts";

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
    await Promise.all(appIds.map((appId) => this.#ask(`/servicePrincipals(appId='${encodeURIComponent(appId)}')`)));
  }

  byObjectId(id: string): Promise<LiveApi | undefined> {
    return this.#ask(`/servicePrincipals/${encodeURIComponent(id)}`);
  }

  #ask(path: string): Promise<LiveApi | undefined> {
    const asked = this.#asked.get(path) ?? this.#read(path);
    this.#asked.set(path, asked);
    return asked;
  }

  async #read(path: string): Promise<LiveApi | undefined> {
    const found = await findObject(this.#graph, path, API).catch((error: unknown) => {
      if (error instanceof GraphRefusal) return undefined;
      throw error;
    });
    if (found === undefined) return undefined;
    const { appId, displayName, oauth2PermissionScopes, appRoles } = found as {
      appId: string;
      displayName: string | null;
      oauth2PermissionScopes?: { id: string; value: string | null }[];
      appRoles?: { id: string; value: string | null }[];
    };
    const named = [...(oauth2PermissionScopes ?? []), ...(appRoles ?? [])];
    const ours = (Object.keys(API_IDS) as Api[]).find((api) => API_IDS[api] === appId);
    const api: LiveApi = {
      appId,
      title: ours === undefined ? (displayName ?? appId) : API_TITLES[ours],
      names: new Map(named.map(({ id, value }) => [id, value ?? id])),
    };
    this.byAppId.set(appId, api);
    return api;
  }
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

/** The object at this path; undefined where there is none. */
export async function findObject(graph: Graph, path: string, select: string): Promise<GraphObject | undefined> {
  try {
    return await graph.get(path, { $select: select });
  } catch (error) {
    if (error instanceof GraphRefusal && error.status === 404) return undefined;
    throw error;
  }
}
