import { randomUUID } from "node:crypto";

import { doing, InitializationError } from "../errors.ts";
import type { Resource } from "../package.ts";
import { computed, optional, optionalComputed, required, type Schema } from "../schema.ts";
import { hasLengthBetween, isHttpUrl, isNotEmpty, isOneOf, isUuid } from "../validators.ts";
import { equal, flag, list, object, text, texts, type Values } from "../values.ts";
import { textOrNull } from "./applicationRegistration.ts";
import { type AzureadClient, whileNew } from "./client.ts";
import { computedAppRoles, computedPermissionScopes, FEATURE_TAGS, tagsOf } from "./directory.ts";
import { idFault, parseId, requiresImport, SERVICE_PRINCIPAL_ID } from "./ids.ts";
import { changeOwners, listOwners, ownersAtCreation, settleOwners } from "./owners.ts";
import { servicePrincipalState } from "./servicePrincipalState.ts";

const FEATURES: Schema = {
  customSingleSignOnApp: optional("boolean"),
  enterpriseApplication: optional("boolean"),
  galleryApplication: optional("boolean"),
  visibleToUsers: optional("boolean", { default: true }),
};

const schema: Schema = {
  accountEnabled: optional("boolean", { default: true }),
  alternativeNames: optional("set", { validate: isNotEmpty }),
  appRoleAssignmentRequired: optional("boolean"),
  appRoleIds: computed("map"),
  appRoles: computedAppRoles,
  applicationTenantId: computed("string"),
  clientId: required("string", { forceNew: true, validate: isUuid }),
  description: optional("string", { validate: hasLengthBetween(0, 1024) }),
  displayName: computed("string"),
  featureTags: optionalComputed("list", { fields: FEATURE_TAGS, conflictsWith: ["features", "tags"] }),
  features: optionalComputed("list", {
    fields: FEATURES,
    conflictsWith: ["featureTags", "tags"],
    deprecated: "this block has been renamed to `featureTags`",
  }),
  homepageUrl: computed("string"),
  loginUrl: optional("string", { validate: isHttpUrl }),
  logoutUrl: computed("string"),
  notes: optional("string", { validate: hasLengthBetween(0, 1024) }),
  notificationEmailAddresses: optional("set", { validate: isNotEmpty }),
  oauth2PermissionScopeIds: computed("map"),
  oauth2PermissionScopes: computedPermissionScopes,
  objectId: computed("string"),
  owners: optional("set", { validate: isUuid }),
  preferredSingleSignOnMode: optional("string", { validate: isOneOf("", "notSupported", "oidc", "password", "saml") }),
  redirectUris: computed("list"),
  samlMetadataUrl: computed("string"),
  samlSingleSignOn: optional("object", {
    fields: { relayState: optional("string", { validate: isNotEmpty }) },
    keepUnmentioned: (old) => text(old.relayState) === "",
  }),
  servicePrincipalNames: computed("list"),
  signInAudience: computed("string"),
  tags: optionalComputed("set", { conflictsWith: ["featureTags", "features"] }),
  type: computed("string"),
  useExisting: optional("boolean"),
};

/** What Entra answers until a new application is known everywhere. */
const NOT_YET_KNOWN =
  /does not reference a valid application object|backing application of the service principal being created must in the local tenant/;

export const servicePrincipal: Resource<AzureadClient> = {
  schema,
  idFault: (id) => idFault(SERVICE_PRINCIPAL_ID, id),

  async create(client, planned) {
    const clientId = text(planned.clientId);
    const query = { $filter: `appId eq '${clientId}'` };
    const [existing] = await doing("listing existing service principals", () =>
      client.graph.list("/servicePrincipals", { query }),
    );
    if (existing === undefined) return createNew(client, clientId, planned);
    const id = `/servicePrincipals/${text(existing.id)}`;
    if (!flag(planned.useExisting)) throw requiresImport("ServicePrincipal", id);
    try {
      await change(client, id, planned, {});
    } catch (error) {
      throw new InitializationError(id, {}, error);
    }
    return { id };
  },

  async read(client, id, _state, fresh) {
    const { graph } = client;
    const retried = { statuses: fresh ? [404] : [] };
    const found = await doing(`retrieving Service Principal (${id})`, () => graph.find(id, retried));
    if (found === undefined) return undefined;
    const beta = await doing(`retrieving Service Principal (${id}) (beta API)`, () =>
      graph.get(id, { ...retried, version: "beta", query: { $select: "samlMetadataUrl" } }),
    );
    const owners = await listOwners(client, id);
    return { ...servicePrincipalState(found, beta), owners };
  },

  async update(client, id, planned, olds) {
    await change(client, id, planned, olds);
    return servicePrincipal.read(client, id, olds, false);
  },

  async delete({ graph }, id, state) {
    const { first: objectId } = parseId(SERVICE_PRINCIPAL_ID, id);
    const deletion = doing(`deleting Service Principal (${id})`, () => graph.delete(`/servicePrincipals/${objectId}`));
    // One that was there before may be managed by somebody else too: who deletes it first does not matter.
    if (flag(state.useExisting)) {
      await deletion.catch(() => undefined);
      return;
    }
    await deletion;
    await graph.waitUntil(`deletion of Service Principal (${id})`, async () => (await graph.find(id)) === undefined);
  },
};

async function createNew(client: AzureadClient, clientId: string, planned: Values): Promise<{ id: string }> {
  const body = {
    ...toGraph(planned, {}),
    appId: clientId,
    // The true description follows in a PATCH, whose success tells that the new object is known everywhere.
    description: `UPDATE_${randomUUID()}`,
    "owners@odata.bind": ownersAtCreation(client, planned.owners),
  };
  const made = await doing("creating service principal", () =>
    client.graph.make(
      "/servicePrincipals",
      body,
      `a service principal of client ${clientId}`,
      whileNew(client, [clientId], NOT_YET_KNOWN),
    ),
  );
  const id = `/servicePrincipals/${text(made.id)}`;
  client.made.add(id);
  try {
    const description = textOrNull(planned.description ?? null);
    const patch = { "@odata.type": "#microsoft.graph.servicePrincipal", description };
    await doing("patching the new service principal", () => client.graph.patch(id, patch, { statuses: [404] }));
    await settleOwners(client, id, planned.owners);
  } catch (error) {
    throw new InitializationError(id, {}, error);
  }
  return { id };
}

async function change(client: AzureadClient, id: string, planned: Values, olds: Values): Promise<void> {
  await doing(`updating Service Principal (${id})`, () => client.graph.patch(id, toGraph(planned, olds)));
  if (!equal(list(planned.owners), list(olds.owners))) await changeOwners(client, id, planned.owners);
}

function toGraph(planned: Values, olds: Values): Values {
  const relayState = object(planned.samlSingleSignOn).relayState;
  return {
    "@odata.type": "#microsoft.graph.servicePrincipal",
    accountEnabled: flag(planned.accountEnabled),
    alternativeNames: list(planned.alternativeNames),
    appRoleAssignmentRequired: flag(planned.appRoleAssignmentRequired),
    description: textOrNull(planned.description ?? null),
    loginUrl: textOrNull(planned.loginUrl ?? null),
    notes: textOrNull(planned.notes ?? null),
    notificationEmailAddresses: list(planned.notificationEmailAddresses),
    preferredSingleSignOnMode: textOrNull(planned.preferredSingleSignOnMode ?? null),
    samlSingleSignOnSettings: text(relayState) === "" ? {} : { relayState: text(relayState) },
    tags: wantedTags(planned, olds),
  };
}

function wantedTags(planned: Values, olds: Values): string[] {
  for (const block of ["featureTags", "features"]) {
    const isChanged = list(planned[block]).length > 0 && !equal(planned[block], olds[block]);
    if (isChanged) return tagsOf(planned[block]);
  }
  return texts(planned.tags);
}
