import { isGuid, live } from "../state/directory.ts";
import { textOf } from "../state/json.ts";
import type { Application, ServicePrincipal, User } from "../state/state.ts";
import { badRequest, notFound } from "./errors.ts";
import { type Call, param } from "./operation.ts";

/** A path key: `appId='...'` or `uniqueName='...'` names a property, anything else is the object's id. */
function keyOf(key: string): { property: string; value: string } {
  const [, property, value] = /^(\w+)='(.*)'$/.exec(key) ?? [];
  return property === undefined || value === undefined
    ? { property: "id", value: key }
    : { property, value: value.replaceAll("''", "'") };
}

/** The live application that the route's `{id}` names. @throws GraphError 400 or 404 */
export function applicationOf(call: Call): Application {
  const { property, value } = keyOf(param(call, "id"));
  if (property === "uniqueName") {
    return found(
      live(call.state.applications).find((item) => item.properties.uniqueName === value),
      value,
    );
  }
  return byKey(call.state.applications, property, value);
}

/** The live service principal that the route's `{id}` names. @throws GraphError 400 or 404 */
export function servicePrincipalOf(call: Call): ServicePrincipal {
  const { property, value } = keyOf(param(call, "id"));
  return byKey(call.state.servicePrincipals, property, value);
}

/** The user that the route's `{id}` names, by object id or user principal name. @throws GraphError 404 */
export function userOf(call: Call): User {
  const key = param(call, "id").toLowerCase();
  const named = ({ id, properties }: User): boolean =>
    id === key || textOf(properties.userPrincipalName).toLowerCase() === key;
  return found(call.state.users.find(named), param(call, "id"));
}

export function found<T>(object: T | undefined, id: string): T {
  if (object === undefined) throw notFound(id);
  return object;
}

function byKey<T extends Application | ServicePrincipal>(objects: readonly T[], property: string, value: string): T {
  if (property !== "id" && property !== "appId")
    throw badRequest(`The key property '${property}' is not an alternate key of this resource.`);

  if (!isGuid(value)) throw badRequest(`Invalid object identifier '${value}'.`);
  return found(
    live(objects).find((object) => object[property] === value.toLowerCase()),
    value,
  );
}
