import { badRequest, notFound } from "../state/errors.ts";
import { textOf } from "../state/json.ts";
import type { Application, ServicePrincipal, State, User } from "../state/state.ts";
import { type Call, param } from "./operation.ts";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isGuid = (value: string): boolean => GUID.test(value);

/** A path key: `appId='...'` or `uniqueName='...'` names a property, anything else is the object's id. */
export function keyOf(key: string): { property: string; value: string } {
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

/** What may own an application: a user or a service principal. */
export function isPrincipal(state: Readonly<State>, id: string): boolean {
  return [...state.users, ...live(state.servicePrincipals)].some((principal) => principal.id === id);
}

export function live<T extends { deletedDateTime: string | null }>(objects: readonly T[]): T[] {
  return objects.filter((object) => object.deletedDateTime === null);
}

export function found<T>(object: T | undefined, id: string): T {
  if (object === undefined) throw notFound(id);
  return object;
}

function byKey<T extends Application | ServicePrincipal>(objects: readonly T[], property: string, value: string): T {
  if (property !== "id" && property !== "appId")
    throw badRequest(`The key property '${property}' is not an alternate key of this resource.`);

  if (!GUID.test(value)) throw badRequest(`Invalid object identifier '${value}'.`);
  return found(
    live(objects).find((object) => object[property] === value.toLowerCase()),
    value,
  );
}
