import { doing } from "../errors.ts";
import type { Resource } from "../package.ts";
import { computed, optional, optionalComputed, required, type Schema } from "../schema.ts";
import { isApplicationId, isNotEmpty, isRfc3339 } from "../validators.ts";
import { list, object, text, type Values } from "../values.ts";
import { type AzureadClient, whileNew } from "./client.ts";
import { APPLICATION_ID, idFault, parseId, PASSWORD_ID } from "./ids.ts";

const schema: Schema = {
  applicationId: required("string", { forceNew: true, validate: isApplicationId }),
  displayName: optionalComputed("string", { forceNew: true }),
  endDate: optionalComputed("string", { forceNew: true, conflictsWith: ["endDateRelative"], validate: isRfc3339 }),
  endDateRelative: optional("string", {
    forceNew: true,
    conflictsWith: ["endDate"],
    validate: isNotEmpty,
    deprecated: "it is accepted and then ignored, so that the secret lives two years; give an absolute `endDate`",
  }),
  keyId: computed("string"),
  rotateWhenChanged: optional("map", { forceNew: true }),
  startDate: optionalComputed("string", { forceNew: true, validate: isRfc3339 }),
  value: computed("string", { secret: true }),
};

export const applicationPassword: Resource<AzureadClient> = {
  schema,
  importable: false,
  idFault: (id) => idFault(PASSWORD_ID, id),

  async create(client, planned) {
    const { graph, applicationLocks } = client;
    const applicationId = text(planned.applicationId);
    const { first: objectId } = parseId(APPLICATION_ID, applicationId);
    return applicationLocks.hold(objectId, async () => {
      await doing(`Retrieving Application (${applicationId})`, () =>
        graph.get(applicationId, whileNew(client, [applicationId])),
      );
      const credential = await doing(`Adding password for Application (${applicationId})`, () =>
        graph.make(
          `${applicationId}/addPassword`,
          { passwordCredential: toGraph(planned) },
          `a client secret called ${JSON.stringify(text(planned.displayName))} of ${applicationId}`,
          { ...whileNew(client, [applicationId]), idName: "keyId" },
        ),
      );
      const keyId = text(credential.keyId);
      return { id: `${objectId}/password/${keyId}`, once: { keyId, value: text(credential.secretText) } };
    });
  },

  async read({ graph }, id, _state, fresh) {
    const { first: objectId, second: keyId } = parseId(PASSWORD_ID, id);
    let credential = await findCredential(graph, objectId, keyId, fresh);
    if (fresh && credential === undefined) {
      // The application shows a new secret only after a while.
      await graph.waitUntil(`password credential (${id})`, async () => {
        credential = await findCredential(graph, objectId, keyId, true);
        return credential !== undefined;
      });
    }
    return credential && fromGraph(credential, objectId, keyId);
  },

  async delete({ graph, applicationLocks }, id) {
    const { first: objectId, second: keyId } = parseId(PASSWORD_ID, id);
    await applicationLocks.hold(objectId, async () => {
      await doing(`Removing password credential "${keyId}" from Application (/applications/${objectId})`, () =>
        graph.post(`/applications/${objectId}/removePassword`, { keyId }),
      );
      await graph.waitUntil(
        `deletion of password credential "${keyId}" from Application (/applications/${objectId})`,
        async () => (await findCredential(graph, objectId, keyId, false)) === undefined,
      );
    });
  },
};

/**
 * `endDateRelative` stays out, as in the real provider 6.9.1, which accepts it and then asks for a secret without an end date: it
 * lives two years. Dates go to the second, which is all that Graph needs.
 */
function toGraph(planned: Values): Values {
  const displayName = text(planned.displayName);
  const start = text(planned.startDate);
  const end = text(planned.endDate);
  const toSeconds = (date: string): string => date.replace(/\.\d+/, "");
  return {
    ...(displayName !== "" && { displayName }),
    ...(start !== "" && { startDateTime: toSeconds(start) }),
    ...(end !== "" && { endDateTime: toSeconds(end) }),
  };
}

function fromGraph(credential: Values, objectId: string, keyId: string): Values {
  return {
    applicationId: `/applications/${objectId}`,
    displayName: text(credential.displayName) || fromBase64(text(credential.customKeyIdentifier)),
    endDate: text(credential.endDateTime),
    keyId,
    startDate: text(credential.startDateTime),
  };
}

/** Older secrets have their name there. */
function fromBase64(identifier: string): string {
  return Buffer.from(identifier, "base64").toString("utf8");
}

async function findCredential(
  graph: AzureadClient["graph"],
  objectId: string,
  keyId: string,
  fresh: boolean,
): Promise<Values | undefined> {
  const path = `/applications/${objectId}`;
  const application = await doing(`Retrieving Application (${path})`, () =>
    graph.find(path, { statuses: fresh ? [404] : [] }),
  );
  return list(application?.passwordCredentials)
    .map(object)
    .find((credential) => text(credential.keyId).toLowerCase() === keyId.toLowerCase());
}
