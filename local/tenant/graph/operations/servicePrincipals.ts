import { randomUUID } from "node:crypto";

import type { Reply } from "../../http.ts";
import { isMicrosofts } from "../../state/catalogue.ts";
import { isGuid, live } from "../../state/directory.ts";
import type { JsonObject } from "../../state/json.ts";
import { SERVICE_PRINCIPAL } from "../../state/properties.ts";
import { defaults } from "../../state/schema.ts";
import type { ServicePrincipal } from "../../state/state.ts";
import { directoryObjects, servicePrincipals } from "../collections.ts";
import { forbidden, GraphError, invalidValue, valueRequired } from "../errors.ts";
import { servicePrincipalOf } from "../lookup.ts";
import { merge } from "../merge.ts";
import { countReply, entityReply, listReply } from "../odata/query.ts";
import { type Call, noContent, type Route } from "../operation.ts";
import { NEEDS, requireControl } from "../privileges.ts";
import { servicePrincipalView } from "../views.ts";
import { boundOwners, withoutBindings } from "./owners.ts";

/** https://learn.microsoft.com/graph/api/resources/serviceprincipal */
export const servicePrincipalRoutes: Route[] = [
  { method: "GET", path: "/servicePrincipals", needs: NEEDS.readApplications, run: list },
  { method: "GET", path: "/servicePrincipals/$count", needs: NEEDS.readApplications, run: count },
  { method: "POST", path: "/servicePrincipals", needs: NEEDS.writeApplications, run: create },
  { method: "GET", path: "/servicePrincipals/{id}", needs: NEEDS.readApplications, run: get },
  { method: "PATCH", path: "/servicePrincipals/{id}", needs: NEEDS.writeApplications, run: update },
  {
    method: "GET",
    path: "/servicePrincipals/{id}/transitiveMemberOf",
    needs: NEEDS.readApplications,
    run: listMemberships,
  },
  { method: "DELETE", path: "/servicePrincipals/{id}", needs: NEEDS.writeApplications, run: remove },
];

function list(call: Call): Reply {
  return listReply(call, views(call), servicePrincipals);
}

function count(call: Call): Reply {
  return countReply(call, views(call), servicePrincipals);
}

function get(call: Call): Reply {
  return entityReply(call, view(call, servicePrincipalOf(call)), servicePrincipals);
}

function create(call: Call): Reply {
  const { appId, ...given } = withoutBindings(call.body);
  if (typeof appId !== "string" || appId === "") throw valueRequired("appId", "ServicePrincipal");
  if (!isGuid(appId)) throw invalidValue("appId", "ServicePrincipal", `'${appId}' is no GUID`);
  if (live(call.state.servicePrincipals).some((principal) => principal.appId === appId.toLowerCase())) {
    throw new GraphError(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      `The service principal cannot be created, updated, or restored because the service principal name ${appId} is ` +
        "already in use.",
    );
  }
  const application = live(call.state.applications).find((candidate) => candidate.appId === appId.toLowerCase());
  if (application === undefined) {
    throw new GraphError(
      400,
      "Request_BadRequest",
      `The appId '${appId}' of the service principal does not reference a valid application object.`,
    );
  }
  requireControl(call, application);
  const owners = boundOwners(call);
  const principal: ServicePrincipal = {
    id: randomUUID(),
    appId: application.appId,
    createdDateTime: call.now.toISOString(),
    deletedDateTime: null,
    createdByAppId: call.caller.appId,
    owners,
    properties: merge(defaults(SERVICE_PRINCIPAL), given, SERVICE_PRINCIPAL, {
      displayName: application.properties.displayName ?? null,
    }),
    roles: [],
  };
  call.state.servicePrincipals.push(principal);
  return entityReply(call, view(call, principal), servicePrincipals, 201);
}

function update(call: Call): Reply {
  const principal = servicePrincipalOf(call);
  requireControl(call, principal);
  principal.properties = merge(principal.properties, call.body, SERVICE_PRINCIPAL, view(call, principal));
  return noContent;
}

/** This tenant has neither groups nor directory roles. */
function listMemberships(call: Call): Reply {
  servicePrincipalOf(call);
  return listReply(call, [], directoryObjects);
}

/** Soft, and what was granted to it is gone for good. */
function remove(call: Call): Reply {
  const principal = servicePrincipalOf(call);
  if (isMicrosofts(principal.appId)) throw forbidden();
  requireControl(call, principal);
  principal.deletedDateTime = call.now.toISOString();
  call.state.grants = call.state.grants.filter(({ clientId }) => clientId !== principal.id);
  return noContent;
}

function view(call: Call, principal: ServicePrincipal): JsonObject {
  const shown = servicePrincipalView(principal, call.state, call.url);
  return call.version === "beta" ? { ...shown, samlMetadataUrl: null } : shown;
}

const views = (call: Call): JsonObject[] => live(call.state.servicePrincipals).map((item) => view(call, item));
