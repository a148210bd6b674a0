import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";

import { type Api, API_IDS, API_TITLES } from "../components/catalogue/permissions.ts";
import { configuredList } from "./configuredList.ts";
import { EntraType, propsOf } from "./resources.ts";
import { allKnown, forEachKnown } from "./unknowns.ts";
import { violation } from "./violation.ts";

const ALLOWED = configuredList("allowed", "Ids of app roles that are allowed all the same.");

/** The role that stands for access without a role: users are assigned it, no program gains by it. */
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";

/**
 * No application permissions: with one, whoever has the client secret reads every mailbox of the tenant, and no person signs in.
 * They are asked for in an application's list of permissions, and granted by an app role assignment.
 */
export const applicationPermissions: ResourceValidationPolicy = {
  name: "application-permissions",
  displayName: "No application permissions",
  description: "An application that signs in as a mailbox has delegated permissions only.",
  severity: "critical",
  url: "https://learn.microsoft.com/entra/identity-platform/permissions-consent-overview",
  remediationSteps:
    "Remove the role, and declare the delegated permission of the same purpose: SMTP.Send for SMTP.SendAsApp, " +
    "IMAP.AccessAsUser.All for IMAP.AccessAsApp. If it was granted, revoke the grant in Entra too.",
  configSchema: ALLOWED.schema,
  validateResource(args, reportViolation) {
    const allowed = ALLOWED.of(args).map((id) => id.toLowerCase());
    forEachRole(args, (property, id, api) => {
      if (allowed.includes(id.toLowerCase()) || id === DEFAULT_ACCESS) return;
      reportViolation(
        violation({
          setting: property,
          given: `the application permission ${id}${api === undefined ? "" : ` of ${titleOf(api)}`}`,
          allowed: "delegated permissions",
          fix: "Remove it, and declare the delegated permission of the same purpose: AEM signs in as its mailbox.",
        }),
      );
    });
  },
};

/** Calls `found` for each app role that the resource asks for or grants; `api` is the client id of the API, where that is said. */
function forEachRole(
  args: ResourceValidationArgs,
  found: (property: string, id: string, api: string | undefined) => void,
): void {
  allKnown([
    () => {
      const access = propsOf(args, EntraType.ApplicationApiAccess);
      forEachKnown(access?.roleIds, (id, index) => {
        found(`roleIds[${index}]`, id, access?.apiClientId);
      });
    },
    () => {
      forEachKnown(propsOf(args, EntraType.Application)?.requiredResourceAccesses, (api, i) => {
        forEachKnown(api.resourceAccesses, ({ id = "", type }, j) => {
          // Whatever is not plainly a delegated permission: an odd spelling must not fall between the two policies.
          if (type !== "Scope") found(`requiredResourceAccesses[${i}].resourceAccesses[${j}]`, id, api.resourceAppId);
        });
      });
    },
    () => {
      const role = propsOf(args, EntraType.AppRoleAssignment)?.appRoleId;
      if (role !== undefined) found("appRoleId", role, undefined);
    },
  ]);
}

function titleOf(apiClientId: string): string {
  const known = (Object.keys(API_IDS) as Api[]).find((api) => API_IDS[api] === apiClientId.toLowerCase());
  return known === undefined ? `the API ${apiClientId}` : API_TITLES[known];
}
