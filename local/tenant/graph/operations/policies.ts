import type { Reply } from "../../http.ts";
import { isObject, type JsonObject, objectsOf, textOf } from "../../state/json.ts";
import { badRequest } from "../errors.ts";
import { type Call, noContent, type Route } from "../operation.ts";
import { NEEDS } from "../privileges.ts";
import { durationOf } from "../rules/secrets.ts";

/** There is one policy for the whole tenant, and this is its id everywhere. */
export const POLICY_ID = "00000000-0000-0000-0000-000000000000";
const PATH = "/policies/defaultAppManagementPolicy";
const SETTABLE = ["isEnabled", "applicationRestrictions", "servicePrincipalRestrictions", "displayName", "description"];

/** https://learn.microsoft.com/graph/api/resources/tenantappmanagementpolicy */
export const policyRoutes: Route[] = [
  { method: "GET", path: PATH, needs: NEEDS.readPolicies, run: get },
  { method: "PATCH", path: PATH, needs: NEEDS.writePolicies, run: update },
];

function get(call: Call): Reply {
  const context = `${call.url}/${call.version}/$metadata#policies/defaultAppManagementPolicy/$entity`;
  return { status: 200, body: { "@odata.context": context, id: POLICY_ID, ...call.state.appManagementPolicy } };
}

function update(call: Call): Reply {
  const changes = Object.entries(call.body).filter(([name]) => !name.includes("@") && name !== "id");
  const unknown = changes.find(([name]) => !SETTABLE.includes(name));
  if (unknown !== undefined) throw badRequest(`Invalid property '${unknown[0]}'.`);
  const policy: JsonObject = { ...call.state.appManagementPolicy };
  for (const [name, value] of changes) {
    const current = policy[name];
    policy[name] = isObject(current) && isObject(value) ? { ...current, ...value } : value;
  }
  checkLifetimes(policy);
  call.state.appManagementPolicy = policy;
  return noContent;
}

function checkLifetimes(policy: JsonObject): void {
  const restrictions = policy.applicationRestrictions;
  for (const restriction of objectsOf(isObject(restrictions) ? restrictions.passwordCredentials : [])) {
    if (restriction.restrictionType !== "passwordLifetime") continue;
    const lifetime = textOf(restriction.maxLifetime);
    if (durationOf(lifetime) === undefined)
      throw badRequest(`Cannot convert the literal '${lifetime}' to the expected type 'Edm.Duration'.`);
  }
}
