import { randomUUID } from "node:crypto";

import type { Reply } from "../../http.ts";
import { type JsonObject, stringsOf, textOf } from "../../state/json.ts";
import { badRequest, valueRequired } from "../errors.ts";
import { applicationOf, found } from "../lookup.ts";
import { type Collection, entityReply, listReply } from "../odata/query.ts";
import { type Call, noContent, param, type Route } from "../operation.ts";
import { NEEDS, requireControl } from "../privileges.ts";

const PATH = "/applications/{id}/federatedIdentityCredentials";
const RESOURCE = "FederatedIdentityCredential";
/** https://learn.microsoft.com/graph/api/resources/federatedidentitycredentials-overview: the limit of one application. */
const MOST = 20;

const collection: Collection = {
  name: "federatedIdentityCredentials",
  resource: RESOURCE,
  known: ["id", "name", "issuer", "subject", "description", "audiences"],
};

/** https://learn.microsoft.com/graph/api/resources/federatedidentitycredential; nobody can sign in with one here. */
export const federatedCredentialRoutes: Route[] = [
  { method: "GET", path: PATH, needs: NEEDS.readApplications, run: list },
  { method: "POST", path: PATH, needs: NEEDS.writeApplications, run: create },
  { method: "GET", path: `${PATH}/{credential}`, needs: NEEDS.readApplications, run: get },
  { method: "DELETE", path: `${PATH}/{credential}`, needs: NEEDS.writeApplications, run: remove },
];

function list(call: Call): Reply {
  return listReply(call, applicationOf(call).federatedCredentials ?? [], collection);
}

function get(call: Call): Reply {
  return entityReply(call, credentialOf(call), collection);
}

function create(call: Call): Reply {
  const application = applicationOf(call);
  requireControl(call, application);
  const existing = application.federatedCredentials ?? [];
  const { name, issuer, subject, description = null } = call.body;
  const audiences = stringsOf(call.body.audiences);
  for (const [property, value] of Object.entries({ name, issuer, subject }))
    if (typeof value !== "string" || value === "") throw valueRequired(property, RESOURCE);

  if (audiences.length !== 1) throw valueRequired("audiences", RESOURCE);
  if (existing.some((other) => other.name === name))
    throw badRequest(`FederatedIdentityCredential with name ${textOf(name)} already exists.`);

  if (existing.length >= MOST) throw badRequest(`The application has ${MOST} federated identity credentials already.`);
  const credential = { id: randomUUID(), name, issuer, subject, description, audiences } as JsonObject;
  application.federatedCredentials = [...existing, credential];
  return entityReply(call, credential, collection, 201);
}

function remove(call: Call): Reply {
  const application = applicationOf(call);
  requireControl(call, application);
  const credential = credentialOf(call);
  application.federatedCredentials = (application.federatedCredentials ?? []).filter(({ id }) => id !== credential.id);
  return noContent;
}

/** By id or by name. */
function credentialOf(call: Call): JsonObject {
  const key = param(call, "credential");
  return found(
    applicationOf(call).federatedCredentials?.find(({ id, name }) => id === key || name === key),
    key,
  );
}
