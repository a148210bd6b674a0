import type { Reply } from "../../http.ts";
import { isPrincipal } from "../../state/directory.ts";
import { type Json, type JsonObject, stringsOf, textOf } from "../../state/json.ts";
import type { Application, ServicePrincipal } from "../../state/state.ts";
import { directoryObjects } from "../collections.ts";
import { badRequest, notFound } from "../errors.ts";
import { applicationOf, servicePrincipalOf } from "../lookup.ts";
import { listReply } from "../odata/query.ts";
import { type Call, noContent, param, type Route } from "../operation.ts";
import { NEEDS, requireControl } from "../privileges.ts";
import { typedView } from "./directoryObjects.ts";

type Owned = (call: Call) => Application | ServicePrincipal;
const MOST_BOUND = 20;

/** https://learn.microsoft.com/graph/api/application-list-owners; the same for service principals. */
export const ownerRoutes: Route[] = [
  ...routesFor("/applications/{id}/owners", applicationOf),
  ...routesFor("/servicePrincipals/{id}/owners", servicePrincipalOf),
];

function routesFor(path: string, owned: Owned): Route[] {
  return [
    { method: "GET", path, needs: NEEDS.readApplications, run: (call) => list(call, owned(call)) },
    { method: "POST", path: `${path}/$ref`, needs: NEEDS.writeApplications, run: (call) => add(call, owned(call)) },
    {
      method: "DELETE",
      path: `${path}/{owner}/$ref`,
      needs: NEEDS.writeApplications,
      run: (call) => remove(call, owned(call)),
    },
  ];
}

/** The owners that a new object is born with: those of `owners@odata.bind`, and the application that makes it. */
export function boundOwners(call: Call): string[] {
  const bound = stringsOf(call.body["owners@odata.bind"]);
  if (bound.length > MOST_BOUND) {
    throw badRequest(
      `The maximum number of ${MOST_BOUND} links in one request is exceeded: ${bound.length} are given.`,
    );
  }
  const ids = bound.map((reference) => referenced(call, reference));
  return [...new Set([...ids, call.caller.objectId])];
}

export function withoutBindings(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !name.includes("@")));
}

function list(call: Call, object: Application | ServicePrincipal): Reply {
  const views = object.owners.map((id) => typedView(call, id)).filter((view) => view !== undefined);
  return listReply(call, views, directoryObjects);
}

function add(call: Call, object: Application | ServicePrincipal): Reply {
  requireControl(call, object);
  const id = referenced(call, call.body["@odata.id"]);
  if (object.owners.includes(id)) {
    throw badRequest(
      "One or more added object references already exist for the following modified properties: 'owners'.",
    );
  }
  object.owners.push(id);
  return noContent;
}

function remove(call: Call, object: Application | ServicePrincipal): Reply {
  requireControl(call, object);
  const id = param(call, "owner").toLowerCase();
  if (!object.owners.includes(id)) throw notFound(id);
  object.owners = object.owners.filter((owner) => owner !== id);
  return noContent;
}

/** The object that `https://.../v1.0/directoryObjects/{id}` (or users, or servicePrincipals) points at. */
function referenced(call: Call, reference: Json | undefined): string {
  const [, id] =
    /\/(?:directoryObjects|users|servicePrincipals)[/(]'?([0-9a-f-]{36})'?\)?$/i.exec(textOf(reference)) ?? [];
  if (id === undefined) throw badRequest("Invalid URL format specified in payload.");
  if (!isPrincipal(call.state, id.toLowerCase())) throw notFound(id);
  return id.toLowerCase();
}
