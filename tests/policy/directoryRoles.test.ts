import { describe, expect, it } from "@jest/globals";

import { directoryRoles } from "../../policy/directoryRoles.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_TEXT } from "./judge.ts";

const ROLE = "aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa";
const OTHER = "bbbbbbbb-1111-4111-8111-bbbbbbbbbbbb";

describe.each([
  [EntraType.DirectoryRoleAssignment, "roleId"],
  [EntraType.DirectoryRoleEligibility, "roleDefinitionId"],
  [EntraType.DirectoryRoleMember, "roleObjectId"],
  [EntraType.AdministrativeUnitRoleMember, "roleObjectId"],
])("directory-roles, of %s", (type, property) => {
  const of = (role?: string) => ({ type, props: { [property]: role } });
  const fix = "Remove it: an application that sends and reads mail needs none.";

  it("allows none by itself", () => {
    expect(judge(directoryRoles, of(ROLE)).violations).toEqual([
      `${property} is the directory role ${ROLE}; allowed: no directory roles. ${fix}`,
    ]);
    expect(judge(directoryRoles, of()).violations).toEqual([
      `${property} is not set; allowed: no directory roles. ${fix}`,
    ]);
  });

  it("allows the roles of its configuration, in upper or lower case", () => {
    expect(judge(directoryRoles, of(ROLE.toUpperCase()), { allowed: [ROLE] })).toEqual({
      violations: [],
      unknown: undefined,
    });
    expect(judge(directoryRoles, of(OTHER), { allowed: [ROLE] }).violations).toHaveLength(1);
  });

  it("says that a preview does not know the role", () => {
    expect(judge(directoryRoles, of(UNKNOWN_TEXT))).toEqual({
      violations: [],
      unknown: `string value at .${property} can't be known during preview`,
    });
  });
});

it("directory-roles: passes other resources over", () => {
  expect(judge(directoryRoles, { type: EntraType.ApplicationOwner, props: {} }).violations).toEqual([]);
});
