import { doing } from "../errors.ts";
import type { Resource } from "../package.ts";
import { optional, required, type Schema } from "../schema.ts";
import { isNotEmpty, isUuid } from "../validators.ts";
import { text, texts, type Value } from "../values.ts";
import { type AzureadClient, whileNew } from "./client.ts";
import { GRANT_ID, idFault } from "./ids.ts";

const schema: Schema = {
  claimValues: required("set", { minItems: 1, validate: isNotEmpty }),
  resourceServicePrincipalObjectId: required("string", { forceNew: true, validate: isUuid }),
  servicePrincipalObjectId: required("string", { forceNew: true, validate: isUuid }),
  userObjectId: optional("string", { forceNew: true, validate: isUuid }),
};

/** What Graph answers until both service principals are known everywhere. */
const NOT_YET_KNOWN = /does not exist or one of its queried reference-property objects are not present/;

export const delegatedPermissionGrant: Resource<AzureadClient> = {
  schema,
  idFault: (id) => idFault(GRANT_ID, id),

  async create(client, planned) {
    const { graph } = client;
    const clientId = text(planned.servicePrincipalObjectId);
    const resourceId = text(planned.resourceServicePrincipalObjectId);
    const paths = [clientId, resourceId].map((objectId) => `/servicePrincipals/${objectId}`);
    for (const path of paths)
      await doing(`retrieving Service Principal (${path})`, () => graph.get(path, whileNew(client, [path])));

    const userId = text(planned.userObjectId);
    const grant = await doing("creating delegated permission grant", () =>
      graph.make(
        "/oauth2PermissionGrants",
        {
          "@odata.type": "#microsoft.graph.oAuth2PermissionGrant",
          clientId,
          consentType: userId === "" ? "AllPrincipals" : "Principal",
          ...(userId !== "" && { principalId: userId }),
          resourceId,
          scope: joinScopes(planned.claimValues),
        },
        `a consent of service principal ${clientId} to ${resourceId}`,
        whileNew(client, paths, NOT_YET_KNOWN),
      ),
    );
    return { id: `/oauth2PermissionGrants/${text(grant.id)}` };
  },

  async read({ graph }, id, _state, fresh) {
    const grant = await doing(`retrieving delegated permission grant (${id})`, () =>
      graph.find(id, { statuses: fresh ? [404] : [] }),
    );
    return (
      grant && {
        claimValues: text(grant.scope).split(" ").filter(Boolean),
        resourceServicePrincipalObjectId: text(grant.resourceId),
        servicePrincipalObjectId: text(grant.clientId),
        userObjectId: text(grant.principalId),
      }
    );
  },

  async update(client, id, planned, olds) {
    const body = { "@odata.type": "#microsoft.graph.oAuth2PermissionGrant", scope: joinScopes(planned.claimValues) };
    await doing(`updating delegated permission grant (${id})`, () => client.graph.patch(id, body));
    return delegatedPermissionGrant.read(client, id, olds, false);
  },

  async delete({ graph }, id) {
    await doing(`deleting delegated permission grant (${id})`, () => graph.delete(id));
  },
};

function joinScopes(claimValues: Value | undefined): string {
  return texts(claimValues).join(" ");
}
