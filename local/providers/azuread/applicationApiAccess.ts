import { doing } from "../errors.ts";
import type { Resource } from "../package.ts";
import { optional, required, type Schema } from "../schema.ts";
import { isApplicationId, isUuid } from "../validators.ts";
import { list, listIn, object, text, texts, type Values } from "../values.ts";
import { type AzureadClient, whileNew } from "./client.ts";
import { API_ACCESS_ID, APPLICATION_ID, idFault, parseId, requiresImport } from "./ids.ts";

const EITHER = ["roleIds", "scopeIds"];

const schema: Schema = {
  apiClientId: required("string", { forceNew: true, validate: isUuid }),
  applicationId: required("string", { forceNew: true, validate: isApplicationId }),
  roleIds: optional("set", { atLeastOneOf: EITHER, validate: isUuid }),
  scopeIds: optional("set", { atLeastOneOf: EITHER, validate: isUuid }),
};

export const applicationApiAccess: Resource<AzureadClient> = {
  schema,
  idFault: (id) => idFault(API_ACCESS_ID, id),

  async create(client, planned) {
    const applicationId = text(planned.applicationId);
    const apiClientId = text(planned.apiClientId);
    const id = `${applicationId}/apiAccess/${apiClientId}`;
    const { first: objectId } = parseId(APPLICATION_ID, applicationId);
    await rewriteApis(client, objectId, `creating API access (${id})`, (apis) => {
      if (apis.some((api) => isFor(api, apiClientId))) throw requiresImport("ApplicationApiAccess", id);
      return [...apis, toGraph(apiClientId, planned)];
    });
    return { id };
  },

  async read({ graph, applicationLocks }, id, _state, fresh) {
    const { first: objectId, second: apiClientId } = parseId(API_ACCESS_ID, id);
    const applicationId = `/applications/${objectId}`;
    const application = await applicationLocks.hold(objectId, () =>
      doing(`retrieving API access (${id})`, () => graph.find(applicationId, { statuses: fresh ? [404] : [] })),
    );
    const api = (application === undefined ? [] : apisOf(application)).find((candidate) =>
      isFor(candidate, apiClientId),
    );
    if (api === undefined) return undefined;
    const permissions = list(api.resourceAccess).map(object);
    const idsOf = (type: string): string[] =>
      permissions.filter((permission) => permission.type === type).map((permission) => text(permission.id));
    return { apiClientId: text(api.resourceAppId), applicationId, roleIds: idsOf("Role"), scopeIds: idsOf("Scope") };
  },

  async update(client, id, planned, olds) {
    const { first: objectId, second: apiClientId } = parseId(API_ACCESS_ID, id);
    await rewriteApis(client, objectId, `updating API access (${id})`, (apis) => {
      mustHave(apis, apiClientId, `updating API access (${id})`);
      return apis.map((api) => (isFor(api, apiClientId) ? toGraph(apiClientId, planned) : api));
    });
    return applicationApiAccess.read(client, id, olds, false);
  },

  async delete(client, id) {
    const { first: objectId, second: apiClientId } = parseId(API_ACCESS_ID, id);
    await rewriteApis(client, objectId, `deleting API access (${id})`, (apis) => {
      mustHave(apis, apiClientId, `deleting API access (${id})`);
      return apis.filter((api) => !isFor(api, apiClientId));
    });
  },
};

/** All APIs are one list on the application: it is read, changed and written back while nobody else of this process does the same. */
async function rewriteApis(
  client: AzureadClient,
  objectId: string,
  what: string,
  change: (apis: readonly Values[]) => Values[],
): Promise<void> {
  const { graph, applicationLocks } = client;
  const path = `/applications/${objectId}`;
  await applicationLocks.hold(objectId, async () => {
    const application = await doing(`retrieving Application (${path})`, () =>
      graph.get(path, whileNew(client, [path])),
    );
    const requiredResourceAccess = change(apisOf(application));
    const body = { "@odata.type": "#microsoft.graph.application", id: objectId, requiredResourceAccess };
    await doing(what, () => graph.patch(path, body, whileNew(client, [path])));
  });
}

function mustHave(apis: readonly Values[], apiClientId: string, what: string): void {
  if (!apis.some((api) => isFor(api, apiClientId))) throw new Error(`${what}: could not identify existing API`);
}

function toGraph(resourceAppId: string, planned: Values): Values {
  const access = (name: string, type: string): Values[] => texts(planned[name]).map((id) => ({ id, type }));
  return { resourceAppId, resourceAccess: [...access("roleIds", "Role"), ...access("scopeIds", "Scope")] };
}

function apisOf(application: Values): Values[] {
  return listIn(application, "requiredResourceAccess").map(object);
}

function isFor(api: Values, apiClientId: string): boolean {
  return text(api.resourceAppId).toLowerCase() === apiClientId.toLowerCase();
}
