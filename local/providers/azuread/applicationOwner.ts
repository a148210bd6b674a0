import { doing } from "../errors.ts";
import type { Resource } from "../package.ts";
import { required, type Schema } from "../schema.ts";
import { isApplicationId, isUuid } from "../validators.ts";
import { text } from "../values.ts";
import { type AzureadClient, whileNew } from "./client.ts";
import { APPLICATION_ID, idFault, OWNER_ID, parseId, requiresImport } from "./ids.ts";
import { directoryObject } from "./owners.ts";

const schema: Schema = {
  applicationId: required("string", { forceNew: true, validate: isApplicationId }),
  ownerObjectId: required("string", { forceNew: true, validate: isUuid }),
};

export const applicationOwner: Resource<AzureadClient> = {
  schema,
  idFault: (id) => idFault(OWNER_ID, id),

  async create(client, planned) {
    const applicationId = text(planned.applicationId);
    const owner = text(planned.ownerObjectId);
    const id = `${applicationId}/owners/${owner}`;
    const { first: objectId } = parseId(APPLICATION_ID, applicationId);
    return client.applicationLocks.hold(objectId, async () => {
      if (await isOwner(client, applicationId, owner)) throw requiresImport("ApplicationOwner", id);
      const reference = { "@odata.id": directoryObject(client, owner) };
      await doing(`adding owner (${id})`, () =>
        client.graph.post(`${applicationId}/owners/$ref`, reference, whileNew(client, [applicationId])),
      );
      return { id };
    });
  },

  async read(client, id, _state, fresh) {
    const { first: objectId, second: ownerObjectId } = parseId(OWNER_ID, id);
    const applicationId = `/applications/${objectId}`;
    return client.applicationLocks.hold(objectId, async () => {
      const found = { applicationId, ownerObjectId };
      if (await isOwner(client, applicationId, ownerObjectId)) return found;
      if (!fresh) return undefined;
      await client.graph.waitUntil(`owner (${id})`, () => isOwner(client, applicationId, ownerObjectId));
      return found;
    });
  },

  async delete({ graph, applicationLocks }, id) {
    const { first: objectId } = parseId(OWNER_ID, id);
    await applicationLocks.hold(objectId, () => doing(`removing owner (${id})`, () => graph.delete(`${id}/$ref`)));
  },
};

async function isOwner({ graph }: AzureadClient, applicationId: string, owner: string): Promise<boolean> {
  const query = { $filter: `id eq '${owner}'` };
  const owners = await doing(`listing owners of Application (${applicationId})`, () =>
    graph.findAll(`${applicationId}/owners`, { query }),
  );
  return owners.some((candidate) => text(candidate.id).toLowerCase() === owner.toLowerCase());
}
