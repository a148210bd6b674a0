import { doing } from "../errors.ts";
import type { Resource } from "../package.ts";
import { required, type Schema } from "../schema.ts";
import { isApplicationId, isOneOf, isRedirectUri } from "../validators.ts";
import { list, listIn, object, text, type Value, type Values } from "../values.ts";
import { type AzureadClient, whileNew } from "./client.ts";
import { APPLICATION_ID, idFault, parseId, REDIRECT_URIS_ID, requiresImport } from "./ids.ts";

const schema: Schema = {
  applicationId: required("string", { forceNew: true, validate: isApplicationId }),
  redirectUris: required("set", { validate: isRedirectUri({ urn: true }) }),
  type: required("string", { forceNew: true, validate: isOneOf("PublicClient", "SPA", "Web") }),
};

/** The member of the application that holds the URIs of each type. */
const MEMBERS: Readonly<Record<string, string>> = { PublicClient: "publicClient", SPA: "spa", Web: "web" };

export const applicationRedirectUris: Resource<AzureadClient> = {
  schema,
  idFault: (id) => idFault(REDIRECT_URIS_ID, id),

  async create(client, planned) {
    const { graph, applicationLocks } = client;
    const applicationId = text(planned.applicationId);
    const type = text(planned.type);
    const id = `${applicationId}/redirectUris/${type}`;
    const { first: objectId } = parseId(APPLICATION_ID, applicationId);
    return applicationLocks.hold(objectId, async () => {
      const application = await doing(`retrieving Application (${applicationId})`, () =>
        graph.get(applicationId, whileNew(client, [applicationId])),
      );
      if (urisOf(application, type).length > 0) throw requiresImport("ApplicationRedirectUris", id);
      await doing(`creating redirect URIs (${id})`, () =>
        graph.patch(applicationId, patch(type, listOrNull(planned.redirectUris)), whileNew(client, [applicationId])),
      );
      return { id };
    });
  },

  async read({ graph, applicationLocks }, id, _state, fresh) {
    const { first: objectId, second: type } = parseId(REDIRECT_URIS_ID, id);
    const applicationId = `/applications/${objectId}`;
    const application = await applicationLocks.hold(objectId, () =>
      doing(`retrieving redirect URIs (${id})`, () => graph.find(applicationId, { statuses: fresh ? [404] : [] })),
    );
    const redirectUris = application === undefined ? [] : urisOf(application, type);
    return redirectUris.length === 0 ? undefined : { applicationId, redirectUris, type };
  },

  async update(client, id, planned, olds) {
    await writeUris(client, "updating", id, listOrNull(planned.redirectUris));
    return applicationRedirectUris.read(client, id, olds, false);
  },

  async delete(client, id) {
    await writeUris(client, "deleting", id, []);
  },
};

async function writeUris(
  { graph, applicationLocks }: AzureadClient,
  verb: string,
  id: string,
  uris: Value,
): Promise<void> {
  const { first: objectId, second: type } = parseId(REDIRECT_URIS_ID, id);
  await applicationLocks.hold(objectId, () =>
    doing(`${verb} redirect URIs (${id})`, () => graph.patch(`/applications/${objectId}`, patch(type, uris))),
  );
}

/** The real provider writes an empty list of a program as null, which Entra refuses. */
function listOrNull(uris: Value | undefined): Value {
  return list(uris).length === 0 ? null : list(uris);
}

function patch(type: string, redirectUris: Value): Values {
  return { "@odata.type": "#microsoft.graph.application", [MEMBERS[type] ?? "web"]: { redirectUris } };
}

function urisOf(application: Values, type: string): Value[] {
  return listIn(object(application[MEMBERS[type] ?? "web"]), "redirectUris");
}
