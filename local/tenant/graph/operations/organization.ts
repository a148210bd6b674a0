import type { Reply } from "../../http.ts";
import type { JsonObject } from "../../state/json.ts";
import { DOMAIN, INITIAL_DOMAIN, TENANT_ID, TENANT_NAME } from "../../state/seed.ts";
import { organization } from "../collections.ts";
import { found } from "../lookup.ts";
import { entityReply, listReply } from "../odata/query.ts";
import { type Call, param, type Route } from "../operation.ts";
import { NEEDS } from "../privileges.ts";

/** https://learn.microsoft.com/graph/api/resources/organization */
export const organizationRoutes: Route[] = [
  { method: "GET", path: "/organization", needs: NEEDS.readOrganization, run: list },
  { method: "GET", path: "/organization/{id}", needs: NEEDS.readOrganization, run: get },
];

const ORGANIZATION: JsonObject = {
  id: TENANT_ID,
  assignedPlans: [],
  countryLetterCode: null,
  createdDateTime: "2020-01-01T00:00:00Z",
  displayName: TENANT_NAME,
  tenantType: "AAD",
  verifiedDomains: [
    {
      capabilities: "Email, OfficeCommunicationsOnline",
      isDefault: true,
      isInitial: false,
      name: DOMAIN,
      type: "Managed",
    },
    { capabilities: "Email", isDefault: false, isInitial: true, name: INITIAL_DOMAIN, type: "Managed" },
  ],
};

function list(call: Call): Reply {
  return listReply(call, [ORGANIZATION], organization);
}

function get(call: Call): Reply {
  const id = param(call, "id");
  return entityReply(call, found(id.toLowerCase() === TENANT_ID ? ORGANIZATION : undefined, id), organization);
}
