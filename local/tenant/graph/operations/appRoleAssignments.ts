import { randomUUID } from "node:crypto";

import type { Reply } from "../../http.ts";
import { live } from "../../state/directory.ts";
import { type JsonObject, objectsOf, textOf } from "../../state/json.ts";
import type { ServicePrincipal } from "../../state/state.ts";
import { badRequest, valueRequired } from "../errors.ts";
import { found, servicePrincipalOf } from "../lookup.ts";
import { type Collection, entityReply, listReply } from "../odata/query.ts";
import { type Call, noContent, param, type Route } from "../operation.ts";
import { NEEDS } from "../privileges.ts";
import { servicePrincipalView } from "../views.ts";

const PATH = "/servicePrincipals/{id}/appRoleAssignments";
const RESOURCE = "AppRoleAssignment";

const collection: Collection = {
  name: "appRoleAssignments",
  resource: RESOURCE,
  known: [
    "id",
    "deletedDateTime",
    "appRoleId",
    "createdDateTime",
    "principalDisplayName",
    "principalId",
    "principalType",
    "resourceDisplayName",
    "resourceId",
  ],
};

/**
 * https://learn.microsoft.com/graph/api/resources/approleassignment: application permissions that were granted to a service principal.
 * They are remembered and shown; tokens do not carry them.
 */
export const appRoleAssignmentRoutes: Route[] = [
  { method: "GET", path: PATH, needs: NEEDS.readApplications, run: list },
  { method: "POST", path: PATH, needs: NEEDS.writeAppRoleAssignments, run: create },
  { method: "DELETE", path: `${PATH}/{assignment}`, needs: NEEDS.writeAppRoleAssignments, run: remove },
];

function list(call: Call): Reply {
  return listReply(call, servicePrincipalOf(call).appRoleAssignments ?? [], collection);
}

function create(call: Call): Reply {
  const principal = servicePrincipalOf(call);
  const existing = principal.appRoleAssignments ?? [];
  const { principalId, resourceId, appRoleId } = call.body;
  for (const [property, value] of Object.entries({ principalId, resourceId, appRoleId }))
    if (typeof value !== "string") throw valueRequired(property, RESOURCE);

  if (principalId !== principal.id) throw badRequest("The principalId has to be that of the service principal.");
  const resource = found(
    live(call.state.servicePrincipals).find(({ id }) => id === resourceId),
    textOf(resourceId),
  );
  const shown = (of: ServicePrincipal): JsonObject => servicePrincipalView(of, call.state, call.url);
  if (!objectsOf(shown(resource).appRoles).some(({ id }) => id === appRoleId))
    throw badRequest("Permission being assigned was not found on application.");

  if (existing.some((other) => other.resourceId === resource.id && other.appRoleId === appRoleId))
    throw badRequest("Permission being assigned already exists on the object.");

  const assignment = {
    id: randomUUID(),
    deletedDateTime: null,
    appRoleId,
    createdDateTime: call.now.toISOString(),
    principalDisplayName: shown(principal).displayName,
    principalId,
    principalType: "ServicePrincipal",
    resourceDisplayName: shown(resource).displayName,
    resourceId,
  } as JsonObject;
  principal.appRoleAssignments = [...existing, assignment];
  return entityReply(call, assignment, collection, 201);
}

function remove(call: Call): Reply {
  const principal = servicePrincipalOf(call);
  const key = param(call, "assignment");
  const { id } = found(
    principal.appRoleAssignments?.find((assignment) => assignment.id === key),
    key,
  );
  principal.appRoleAssignments = (principal.appRoleAssignments ?? []).filter((assignment) => assignment.id !== id);
  return noContent;
}
