import { isGuid } from "../../state/directory.ts";
import { type JsonObject, objectsOf, textOf } from "../../state/json.ts";

const MOST_APIS = 50;

/**
 * Why Entra would refuse the list of required permissions, if it would.
 * https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation
 */
export function requiredResourceAccessFault(properties: JsonObject, personal: boolean): string | undefined {
  const apis = objectsOf(properties.requiredResourceAccess);
  const permissions = apis.map((api) => objectsOf(api.resourceAccess));
  const total = permissions.flat().length;
  if (apis.length > MOST_APIS) return `${apis.length} APIs; at most ${MOST_APIS} are allowed`;
  const most = personal ? 200 : 400;
  if (total > most) return `${total} permissions; at most ${most} are allowed`;
  const longest = Math.max(0, ...permissions.map((list) => list.length));
  if (personal && longest > 30) return `${longest} permissions of one API; personal accounts allow 30`;
  const bad = apis.find((api) => !isGuid(textOf(api.resourceAppId)));
  if (bad !== undefined) return `resourceAppId '${textOf(bad.resourceAppId)}' is no GUID`;
  for (const { id, type } of permissions.flat()) {
    if (!isGuid(textOf(id))) return `permission id '${textOf(id)}' is no GUID`;
    if (type !== "Scope" && type !== "Role") return `permission type '${textOf(type)}' is neither Scope nor Role`;
  }
  return undefined;
}
