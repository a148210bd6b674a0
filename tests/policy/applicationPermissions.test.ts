import { describe, expect, it } from "@jest/globals";

import { applicationPermissions } from "../../policy/applicationPermissions.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_LIST, UNKNOWN_TEXT } from "./judge.ts";

const GRAPH = "00000003-0000-0000-c000-000000000000";
const OTHER_API = "11111111-1111-1111-1111-111111111111";
const ROLE = "22222222-2222-2222-2222-222222222222";
const OTHER_ROLE = "33333333-3333-3333-3333-333333333333";

const REST =
  "allowed: delegated permissions. Remove it, and declare the delegated permission of the same purpose: AEM signs in as its mailbox.";

describe("application-permissions", () => {
  it("lets delegated permissions pass, in either kind of declaration", () => {
    const split = { type: EntraType.ApplicationApiAccess, props: { apiClientId: GRAPH, scopeIds: [ROLE] } };
    const whole = {
      type: EntraType.Application,
      props: {
        requiredResourceAccesses: [{ resourceAppId: GRAPH, resourceAccesses: [{ id: ROLE, type: "Scope" }] }],
      },
    };
    expect(judge(applicationPermissions, split)).toEqual({ violations: [], unknown: undefined });
    expect(judge(applicationPermissions, whole)).toEqual({ violations: [], unknown: undefined });
    expect(judge(applicationPermissions, { type: EntraType.ServicePrincipalPassword, props: {} }).violations).toEqual(
      [],
    );
  });

  it("names each role that an API access asks for, with its API", () => {
    const resource = {
      type: EntraType.ApplicationApiAccess,
      props: { apiClientId: GRAPH, roleIds: [ROLE, OTHER_ROLE], scopeIds: [] },
    };
    expect(judge(applicationPermissions, resource).violations).toEqual([
      `roleIds[0] is the application permission ${ROLE} of Microsoft Graph; ${REST}`,
      `roleIds[1] is the application permission ${OTHER_ROLE} of Microsoft Graph; ${REST}`,
    ]);
  });

  it("names a role among the permissions of a whole application", () => {
    const resourceAccesses = [
      { id: OTHER_ROLE, type: "Scope" },
      { id: ROLE, type: "Role" },
    ];
    const resource = {
      type: EntraType.Application,
      props: { requiredResourceAccesses: [{ resourceAppId: OTHER_API, resourceAccesses }] },
    };
    expect(judge(applicationPermissions, resource).violations).toEqual([
      `requiredResourceAccesses[0].resourceAccesses[1] is the application permission ${ROLE} of the API ${OTHER_API}; ${REST}`,
    ]);
  });

  it("names a role that is granted, but not access without a role", () => {
    const grant = (appRoleId: string) => ({ type: EntraType.AppRoleAssignment, props: { appRoleId } });
    expect(judge(applicationPermissions, grant(ROLE)).violations).toEqual([
      `appRoleId is the application permission ${ROLE}; ${REST}`,
    ]);
    expect(judge(applicationPermissions, grant("00000000-0000-0000-0000-000000000000")).violations).toEqual([]);
  });

  it("lets the roles pass that the configuration allows", () => {
    const resource = { type: EntraType.ApplicationApiAccess, props: { apiClientId: GRAPH, roleIds: [ROLE] } };
    expect(judge(applicationPermissions, resource, { allowed: [ROLE] }).violations).toEqual([]);
    expect(judge(applicationPermissions, resource, { allowed: [OTHER_ROLE] }).violations).toHaveLength(1);
  });

  it("takes an odd type for an application permission, and an id in upper case for the same", () => {
    const resource = (type: string) => ({
      type: EntraType.Application,
      props: { requiredResourceAccesses: [{ resourceAppId: GRAPH, resourceAccesses: [{ id: ROLE, type }] }] },
    });
    expect(judge(applicationPermissions, resource("role")).violations).toHaveLength(1);
    expect(judge(applicationPermissions, resource("Scope")).violations).toEqual([]);
    const shouted = "AAAAAAAA-2222-2222-2222-222222222222";
    const access = { type: EntraType.ApplicationApiAccess, props: { apiClientId: GRAPH, roleIds: [shouted] } };
    expect(judge(applicationPermissions, access, { allowed: [shouted.toLowerCase()] }).violations).toEqual([]);
    expect(judge(applicationPermissions, access).violations).toHaveLength(1);
  });

  it("judges what is known, and says what a preview does not know", () => {
    const some = {
      type: EntraType.ApplicationApiAccess,
      props: { apiClientId: GRAPH, roleIds: [UNKNOWN_TEXT, ROLE] },
    };
    expect(judge(applicationPermissions, some)).toEqual({
      violations: [`roleIds[1] is the application permission ${ROLE} of Microsoft Graph; ${REST}`],
      unknown: "string value at .roleIds.0 can't be known during preview",
    });
    const none = { type: EntraType.ApplicationApiAccess, props: { apiClientId: GRAPH, roleIds: UNKNOWN_LIST } };
    expect(judge(applicationPermissions, none)).toEqual({
      violations: [],
      unknown: "Array value at .roleIds can't be known during preview",
    });
  });
});
