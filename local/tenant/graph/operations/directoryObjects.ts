import type { Reply } from "../../http.ts";
import { live } from "../../state/directory.ts";
import { type JsonObject, stringsOf, textOf } from "../../state/json.ts";
import { directoryObjects } from "../collections.ts";
import { badRequest } from "../errors.ts";
import { found } from "../lookup.ts";
import { entityReply, listReply } from "../odata/query.ts";
import { type Call, param, type Route } from "../operation.ts";
import { NEEDS } from "../privileges.ts";
import { applicationView, servicePrincipalView, USER_DEFAULT, userView } from "../views.ts";

/** https://learn.microsoft.com/graph/api/directoryobject-get */
export const directoryObjectRoutes: Route[] = [
  { method: "GET", path: "/directoryObjects/{id}", needs: NEEDS.readApplications, run: get },
  { method: "POST", path: "/directoryObjects/getByIds", needs: NEEDS.readApplications, run: getByIds },
];

/** A live object of any kind with `@odata.type`, for collections that mix them. */
export function typedView(call: Call, id: string): JsonObject | undefined {
  const { state } = call;
  const user = state.users.find((candidate) => candidate.id === id);
  if (user !== undefined) {
    const shown = Object.entries(userView(user)).filter(([name]) => USER_DEFAULT.includes(name));
    return { "@odata.type": "#microsoft.graph.user", ...Object.fromEntries(shown) };
  }
  const principal = live(state.servicePrincipals).find((candidate) => candidate.id === id);
  if (principal !== undefined)
    return { "@odata.type": "#microsoft.graph.servicePrincipal", ...servicePrincipalView(principal, state, call.url) };

  const application = live(state.applications).find((candidate) => candidate.id === id);
  if (application === undefined) return undefined;
  return { "@odata.type": "#microsoft.graph.application", ...applicationView(application, call.version) };
}

function get(call: Call): Reply {
  const id = param(call, "id");
  return entityReply(call, found(typedView(call, id.toLowerCase()), id), directoryObjects);
}

function getByIds(call: Call): Reply {
  const ids = stringsOf(call.body.ids);
  if (ids.length === 0) throw badRequest("The 'ids' parameter must hold at least one id.");
  const wanted = stringsOf(call.body.types).map((type) => `#microsoft.graph.${type}`);
  const views = ids
    .map((id) => typedView(call, id.toLowerCase()))
    .filter((view) => view !== undefined)
    .filter((view) => wanted.length === 0 || wanted.includes(textOf(view["@odata.type"])));
  return listReply(call, views, directoryObjects);
}
