import type { Reply } from "../../http.ts";
import { live } from "../../state/directory.ts";
import type { JsonObject } from "../../state/json.ts";
import type { Application, ServicePrincipal, State } from "../../state/state.ts";
import { applications, servicePrincipals } from "../collections.ts";
import { GraphError, invalidValue } from "../errors.ts";
import { found } from "../lookup.ts";
import { entityReply, listReply } from "../odata/query.ts";
import { type Call, noContent, param, type Route } from "../operation.ts";
import { NEEDS, requireControl } from "../privileges.ts";
import { applicationView, servicePrincipalView } from "../views.ts";
import { checkUnique } from "./applications.ts";

const KEPT = 30 * 24 * 60 * 60 * 1000;
const PATH = "/directory/deletedItems";

/** https://learn.microsoft.com/graph/api/directory-deleteditems-list */
export const deletedItemRoutes: Route[] = [
  { method: "GET", path: `${PATH}/microsoft.graph.application`, needs: NEEDS.readApplications, run: listApplications },
  {
    method: "GET",
    path: `${PATH}/microsoft.graph.servicePrincipal`,
    needs: NEEDS.readApplications,
    run: listPrincipals,
  },
  { method: "GET", path: `${PATH}/{id}`, needs: NEEDS.readApplications, run: get },
  { method: "POST", path: `${PATH}/{id}/restore`, needs: NEEDS.writeApplications, run: restore },
  { method: "DELETE", path: `${PATH}/{id}`, needs: NEEDS.writeApplications, run: purge },
];

/** Drops what has lain in deletedItems for 30 days. */
export function dropExpired(state: State, now: Date): void {
  const kept = ({ deletedDateTime }: { deletedDateTime: string | null }): boolean =>
    deletedDateTime === null || now.getTime() - Date.parse(deletedDateTime) < KEPT;
  state.applications = state.applications.filter(kept);
  state.servicePrincipals = state.servicePrincipals.filter(kept);
}

function listApplications(call: Call): Reply {
  return listReply(
    call,
    deleted(call, call.state.applications).map((item) => view(call, item)),
    applications(call.version),
  );
}

function listPrincipals(call: Call): Reply {
  return listReply(
    call,
    deleted(call, call.state.servicePrincipals).map((item) => view(call, item)),
    servicePrincipals,
  );
}

function get(call: Call): Reply {
  const item = itemOf(call);
  return entityReply(call, typed(call, item), isApplication(item) ? applications(call.version) : servicePrincipals);
}

/** Restoring an application leaves its service principal where it is: that one is to be restored by itself. */
function restore(call: Call): Reply {
  const item = itemOf(call);
  requireControl(call, item);
  if (isApplication(item)) checkUnique(call.state, item.id, item.properties);
  else checkPrincipal(call, item);
  item.deletedDateTime = null;
  return entityReply(call, typed(call, item), isApplication(item) ? applications(call.version) : servicePrincipals);
}

function checkPrincipal(call: Call, principal: ServicePrincipal): void {
  if (live(call.state.servicePrincipals).some(({ appId }) => appId === principal.appId)) {
    throw new GraphError(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      `The service principal name ${principal.appId} is already in use.`,
    );
  }
  if (!live(call.state.applications).some(({ appId }) => appId === principal.appId))
    throw invalidValue("appId", "ServicePrincipal", "its application is deleted too: restore that one");
}

function purge(call: Call): Reply {
  const item = itemOf(call);
  requireControl(call, item);
  const gone = (object: Application | ServicePrincipal): boolean =>
    object.id === item.id || (isApplication(item) && object.appId === item.appId);
  call.state.applications = call.state.applications.filter((object) => !gone(object));
  call.state.servicePrincipals = call.state.servicePrincipals.filter((object) => !gone(object));
  return noContent;
}

function deleted<T extends { deletedDateTime: string | null }>(call: Call, objects: readonly T[]): T[] {
  return objects.filter(
    ({ deletedDateTime }) => deletedDateTime !== null && call.now.getTime() - Date.parse(deletedDateTime) < KEPT,
  );
}

function itemOf(call: Call): Application | ServicePrincipal {
  const id = param(call, "id");
  const items = [...deleted(call, call.state.applications), ...deleted(call, call.state.servicePrincipals)];
  return found(
    items.find((item) => item.id === id.toLowerCase()),
    id,
  );
}

const isApplication = (item: Application | ServicePrincipal): item is Application => "secrets" in item;

const view = (call: Call, item: Application | ServicePrincipal): JsonObject =>
  isApplication(item) ? applicationView(item, call.version) : servicePrincipalView(item, call.state, call.url);

const typed = (call: Call, item: Application | ServicePrincipal): JsonObject => ({
  "@odata.type": `#microsoft.graph.${isApplication(item) ? "application" : "servicePrincipal"}`,
  ...view(call, item),
});
