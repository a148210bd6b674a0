import type { Reply } from "../../http.ts";
import { grantId, live } from "../../state/directory.ts";
import type { Json } from "../../state/json.ts";
import type { Grant } from "../../state/state.ts";
import { grants } from "../collections.ts";
import { badRequest, GraphError, invalidValue, notFound, readOnly, valueRequired } from "../errors.ts";
import { found, servicePrincipalOf } from "../lookup.ts";
import { entityReply, listReply } from "../odata/query.ts";
import { type Call, noContent, param, type Route } from "../operation.ts";
import { NEEDS } from "../privileges.ts";
import { grantView } from "../views.ts";

const RESOURCE = "OAuth2PermissionGrant";
const SETTABLE = ["clientId", "consentType", "principalId", "resourceId", "scope", "startTime", "expiryTime"];

/** https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant */
export const grantRoutes: Route[] = [
  { method: "GET", path: "/oauth2PermissionGrants", needs: NEEDS.readGrants, run: list },
  { method: "POST", path: "/oauth2PermissionGrants", needs: NEEDS.writeGrants, run: create },
  { method: "GET", path: "/oauth2PermissionGrants/{id}", needs: NEEDS.readGrants, run: get },
  { method: "PATCH", path: "/oauth2PermissionGrants/{id}", needs: NEEDS.writeGrants, run: update },
  { method: "DELETE", path: "/oauth2PermissionGrants/{id}", needs: NEEDS.writeGrants, run: remove },
  { method: "GET", path: "/servicePrincipals/{id}/oauth2PermissionGrants", needs: NEEDS.readGrants, run: ofClient },
];

function list(call: Call): Reply {
  return listReply(call, call.state.grants.map(grantView), grants);
}

function ofClient(call: Call): Reply {
  const { id } = servicePrincipalOf(call);
  return listReply(call, call.state.grants.filter(({ clientId }) => clientId === id).map(grantView), grants);
}

function get(call: Call): Reply {
  return entityReply(call, grantView(grantOf(call)), grants);
}

function create(call: Call): Reply {
  const unknown = Object.keys(call.body).find((name) => !name.includes("@") && !SETTABLE.includes(name));
  if (unknown !== undefined) throw badRequest(`Invalid property '${unknown}'.`);
  const { consentType, principalId = null, scope } = call.body;
  if (consentType !== "AllPrincipals" && consentType !== "Principal") throw invalidValue("consentType", RESOURCE);
  const clientId = principalOf(call, "clientId");
  const resourceId = principalOf(call, "resourceId");
  const grant: Grant = {
    id: grantId([clientId, resourceId, ...(typeof principalId === "string" ? [principalId] : [])]),
    clientId,
    consentType,
    principalId: consentedBy(call, consentType, principalId),
    resourceId,
    scope: scopeOf(scope),
  };
  if (call.state.grants.some(({ id }) => id === grant.id))
    throw new GraphError(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.");

  call.state.grants.push(grant);
  return entityReply(call, grantView(grant), grants, 201);
}

function update(call: Call): Reply {
  const grant = grantOf(call);
  const shown = grantView(grant);
  const fixed = Object.keys(call.body).find(
    (name) => !name.includes("@") && name !== "scope" && call.body[name] !== shown[name],
  );
  if (fixed !== undefined) throw notSettable(fixed);
  if (call.body.scope !== undefined) grant.scope = scopeOf(call.body.scope);
  return noContent;
}

function remove(call: Call): Reply {
  const { id } = grantOf(call);
  call.state.grants = call.state.grants.filter((grant) => grant.id !== id);
  return noContent;
}

const notSettable = (property: string): GraphError =>
  SETTABLE.includes(property) || property === "id" ? readOnly(property) : badRequest(`Invalid property '${property}'.`);

function grantOf(call: Call): Grant {
  const id = param(call, "id");
  return found(
    call.state.grants.find((grant) => grant.id === id),
    id,
  );
}

function principalOf(call: Call, property: "clientId" | "resourceId"): string {
  const id = call.body[property];
  if (typeof id !== "string") throw valueRequired(property, RESOURCE);
  return found(
    live(call.state.servicePrincipals).find((principal) => principal.id === id.toLowerCase()),
    id,
  ).id;
}

function consentedBy(call: Call, consentType: Grant["consentType"], principalId: Json): string | null {
  if (consentType === "AllPrincipals") {
    if (principalId !== null) throw invalidValue("principalId", RESOURCE, "it must be null with AllPrincipals");
    return null;
  }
  if (typeof principalId !== "string") throw valueRequired("principalId", RESOURCE);
  if (!call.state.users.some(({ id }) => id === principalId)) throw notFound(principalId);
  return principalId;
}

function scopeOf(scope: Json | undefined): string {
  if (typeof scope !== "string") throw valueRequired("scope", RESOURCE);
  return scope.trim().split(/\s+/).join(" ");
}
