import { doing } from "../errors.ts";
import type { InvokeFunction } from "../package.ts";
import { optional, type Schema } from "../schema.ts";
import { isNotEmpty, isUuid } from "../validators.ts";
import { text, type Values } from "../values.ts";
import type { AzureadClient } from "./client.ts";
import { odataText } from "./odata.ts";
import { servicePrincipalState } from "./servicePrincipalState.ts";

const EITHER = ["clientId", "displayName", "objectId"];

const schema: Schema = {
  clientId: optional("string", { exactlyOneOf: EITHER, validate: isUuid }),
  displayName: optional("string", { exactlyOneOf: EITHER, validate: isNotEmpty }),
  objectId: optional("string", { exactlyOneOf: EITHER, validate: isUuid }),
};

/** A service principal by its object id, client id or name. */
export const getServicePrincipal: InvokeFunction<AzureadClient> = {
  schema,

  async invoke(client, args) {
    const found = await findServicePrincipal(client, args);
    const id = `/servicePrincipals/${text(found.id)}`;
    const beta = await doing(`retrieving Service Principal (${id}) (beta API)`, () =>
      client.graph.get(id, { version: "beta", query: { $select: "samlMetadataUrl" } }),
    );
    const { samlSingleSignOn, ...state } = servicePrincipalState(found, beta);
    // Here the block is a list, and named as one.
    return { ...state, id, samlSingleSignOns: samlSingleSignOn === null ? [] : [samlSingleSignOn ?? {}] };
  },
};

async function findServicePrincipal({ graph }: AzureadClient, args: Values): Promise<Values> {
  const objectId = text(args.objectId);
  if (objectId !== "") {
    const path = `/servicePrincipals/${objectId}`;
    const found = await doing(`retrieving Service Principal (${path})`, () => graph.find(path));
    if (found === undefined) throw new Error(`Service Principal (${path}) was not found`);
    return found;
  }
  const property = text(args.displayName) === "" ? "appId" : "displayName";
  const wanted = text(args.displayName) || text(args.clientId);
  const $filter = `${property} eq ${odataText(wanted)}`;
  const found = await doing(`listing service principals for filter "${$filter}"`, () =>
    graph.list("/servicePrincipals", { query: { $filter } }),
  );
  if (found.length > 1) {
    throw new Error(
      `multiple service principals found: found multiple service principals matching filter: "${$filter}"`,
    );
  }
  const [only] = found;
  if (only === undefined) throw new Error(`no service principal found matching filter: "${$filter}"`);
  return only;
}
