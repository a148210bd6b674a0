import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";

import { allowedOrNo, configuredList } from "./configuredList.ts";
import { objectIdOf } from "./ids.ts";
import { EntraType, propsOf } from "./resources.ts";
import { violation } from "./violation.ts";

const ALLOWED = configuredList("allowed", "Ids of the roles that may be given: as the resource names them.");

/**
 * No directory roles but those of a list, to whomever they are given: an id does not tell a person from an application or from a group that has it
 * as a member.
 */
export const directoryRoles: ResourceValidationPolicy = {
  name: "directory-roles",
  displayName: "Only directory roles of a list",
  description: "A stack with an application for mail gives nobody a role that administers the tenant.",
  severity: "critical",
  url: "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference",
  remediationSteps:
    "Remove the assignment: an application that sends and reads mail needs no directory role. Where it is for something else, have the role added " +
    "to `allowed` in the configuration of this policy.",
  configSchema: ALLOWED.schema,
  validateResource(args, reportViolation) {
    const read = roleOf(args);
    if (read === undefined) return;
    const { setting, role } = read;
    const allowed = ALLOWED.of(args).map(objectIdOf);
    if (role !== undefined && allowed.includes(objectIdOf(role))) return;
    reportViolation(
      violation({
        setting,
        given: role === undefined ? "not set" : `the directory role ${role}`,
        allowed: allowedOrNo("directory roles", allowed),
        fix: "Remove it: an application that sends and reads mail needs none.",
      }),
    );
  },
};

function roleOf(args: ResourceValidationArgs): { setting: string; role: string | undefined } | undefined {
  const assignment = propsOf(args, EntraType.DirectoryRoleAssignment);
  if (assignment !== undefined) return { setting: "roleId", role: assignment.roleId };
  const eligibility = propsOf(args, EntraType.DirectoryRoleEligibility);
  if (eligibility !== undefined) return { setting: "roleDefinitionId", role: eligibility.roleDefinitionId };
  const member = propsOf(args, EntraType.DirectoryRoleMember) ?? propsOf(args, EntraType.AdministrativeUnitRoleMember);
  return member && { setting: "roleObjectId", role: member.roleObjectId };
}
