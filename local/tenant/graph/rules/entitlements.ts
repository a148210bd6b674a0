import { isObject, type JsonObject, objectsOf } from "../../state/json.ts";
import { GraphError } from "../errors.ts";

/**
 * An enabled scope or app role can be neither changed nor taken away: it has to be disabled first, in an update of its own.
 * @throws GraphError 400
 */
export function checkEntitlements(before: JsonObject, after: JsonObject): void {
  for (const list of [rolesOf, scopesOf]) {
    for (const old of list(before)) {
      if (old.isEnabled !== true) continue;
      const now = list(after).find(({ id }) => id === old.id);
      if (now === undefined || text(now) !== text(old)) {
        throw new GraphError(
          400,
          "CannotDeleteOrUpdateEnabledEntitlement",
          "Property value cannot be deleted or updated unless it is disabled first: Permission (scope or role) cannot be " +
            "deleted or updated unless disabled first.",
        );
      }
    }
  }
}

const rolesOf = (properties: JsonObject): JsonObject[] => objectsOf(properties.appRoles);
const scopesOf = ({ api }: JsonObject): JsonObject[] => objectsOf(isObject(api) ? api.oauth2PermissionScopes : []);

/** All but the switch itself. */
const text = (entitlement: JsonObject): string =>
  JSON.stringify(Object.entries({ ...entitlement, isEnabled: true }).sort(([a], [b]) => a.localeCompare(b)));
