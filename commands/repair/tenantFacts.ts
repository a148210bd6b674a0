import { ResourceType } from "../../components/catalogue/resources.ts";
import { DIRECTORY_OBJECT } from "../../entra/applicationShapes.ts";
import { type Graph, GraphRefusal } from "../../entra/graphClient.ts";
import { NEEDS, withNeeds } from "../../entra/permissionsNeeded.ts";
import type { PendingOperation } from "../../pulumi/stackState.ts";
import { exactly, listOf, name, object, record, text } from "../../support/shape.ts";
import type { StrayApplication } from "./secrets/strayApplications.ts";

/** What an application has, as far as a cut-off update may have given it that. */
export interface ApplicationParts {
  /** Kinds of redirect URIs that it has any of, as the provider calls them. */
  readonly redirectUris: readonly string[];
  /** Client ids of the APIs that it asks permissions of. */
  readonly apis: readonly string[];
  /** Object ids. */
  readonly owners: readonly string[];
  readonly hasSecrets: boolean;
}

/** An application as an update leaves it that was killed while it registered it: nothing was added to it, so nobody can use it. */
export type BareApplication = Pick<StrayApplication, "id" | "appId">;

/** What the tenant has of what a cut-off update may have made. */
export interface TenantFacts {
  /** By object id; undefined for one that is not there. */
  readonly applications: ReadonlyMap<string, ApplicationParts | undefined>;
  /** Applications of the stack's name that the state does not know, and that nobody can be using. */
  readonly bare: readonly BareApplication[];
}

/**
 * Looks for what pending operations may have made.
 *
 * @param strays - applications of the stack's name that the state does not know
 * @throws CannotTell, or UserError with the permission that is missing
 */
export async function readFacts(
  graph: Graph,
  pending: readonly PendingOperation[],
  strays: readonly StrayApplication[],
): Promise<TenantFacts> {
  const ids = new Set(pending.flatMap(({ type, resource }) => (type === "creating" ? applicationOf(resource) : [])));
  const applications = new Map<string, ApplicationParts | undefined>();
  for (const id of ids) applications.set(id, await partsOf(graph, id));

  const bare: BareApplication[] = [];
  for (const stray of strays) {
    const parts = await partsOf(graph, stray.id);
    if (parts !== undefined && !parts.hasSecrets && parts.redirectUris.length === 0 && parts.apis.length === 0)
      bare.push(stray);
  }
  return { applications, bare };
}

/** Object id of the application that a part is of. */
function applicationOf({ type, inputs }: PendingOperation["resource"]): string[] {
  const [, id] = /^\/applications\/([^/]+)$/.exec(String(inputs?.applicationId)) ?? [];
  return id === undefined || type === ResourceType.ApplicationPassword ? [] : [id];
}

/** Undefined where Graph says that there is no such application. */
async function partsOf(graph: Graph, objectId: string): Promise<ApplicationParts | undefined> {
  const path = `/applications/${encodeURIComponent(objectId)}`;
  const shape = object({
    id: exactly(objectId),
    web: URIS,
    spa: URIS,
    publicClient: URIS,
    requiredResourceAccess: listOf(object({ resourceAppId: name })),
    passwordCredentials: listOf(record),
  });
  try {
    return await withNeeds("Reading applications", NEEDS.readApplications, async () => {
      const $select = "id,web,spa,publicClient,requiredResourceAccess,passwordCredentials";
      const { web, spa, publicClient, ...live } = await graph.get(path, shape, { $select });
      const kinds = [
        ["Web", web],
        ["SPA", spa],
        ["PublicClient", publicClient],
      ] as const;
      const owners = await graph.list(`${path}/owners`, DIRECTORY_OBJECT);
      return {
        redirectUris: kinds.flatMap(([kind, { redirectUris }]) => (redirectUris.length > 0 ? [kind] : [])),
        apis: live.requiredResourceAccess.map(({ resourceAppId }) => resourceAppId),
        owners: owners.map(({ id }) => id),
        hasSecrets: live.passwordCredentials.length > 0,
      };
    });
  } catch (error) {
    if (error instanceof GraphRefusal && error.status === 404 && error.code === "Request_ResourceNotFound")
      return undefined;
    throw error;
  }
}

const URIS = object({ redirectUris: listOf(text) });
