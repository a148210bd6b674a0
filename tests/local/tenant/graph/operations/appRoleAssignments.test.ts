import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { textOf } from "../../../../../local/tenant/state/json.ts";
import { refusal, startTestTenant, type TestTenant } from "../../testTenant.ts";

const GRAPH = "/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";
const MAIL_SEND = "b633e1c5-b582-4048-a93e-9f11b44c7e96";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

/** A new service principal, and what grants it Mail.Send of Microsoft Graph. */
async function principalWithBody() {
  const { appId } = await t.application();
  const { body } = await t.graph("POST", "/servicePrincipals", { body: { appId } });
  const resourceId = textOf((await t.graph("GET", GRAPH)).body.id);
  const principalId = textOf(body.id);
  return {
    path: `/servicePrincipals/${principalId}/appRoleAssignments`,
    body: { principalId, resourceId, appRoleId: MAIL_SEND },
  };
}

describe("/servicePrincipals/{id}/appRoleAssignments", () => {
  it("POST grants, GET lists, DELETE takes away, for an administrator", async () => {
    const { path, body } = await principalWithBody();
    const granted = await t.graph("POST", path, { body, as: "administrator" });
    expect(granted.status).toBe(201);
    expect((await t.graph("GET", path)).value).toEqual([
      expect.objectContaining({
        ...body,
        principalDisplayName: "Forms mail",
        principalType: "ServicePrincipal",
        resourceDisplayName: "Microsoft Graph",
      }),
    ]);
    const removed = await t.graph("DELETE", `${path}/${textOf(granted.body.id)}`, { as: "administrator" });
    expect([removed.status, (await t.graph("GET", path)).value]).toEqual([204, []]);
  });

  it("POST is refused to the deployer, for a role that the API has not, and twice", async () => {
    const { path, body } = await principalWithBody();
    const as = "administrator";
    const unknown = { ...body, appRoleId: "00000000-0000-4000-8000-000000000000" };
    expect((await t.graph("POST", path, { body })).status).toBe(403);
    expect(refusal(await t.graph("POST", path, { body: unknown, as }))).toBe(
      "400 Request_BadRequest: Permission being assigned was not found on application.",
    );
    await t.graph("POST", path, { body, as });
    expect(refusal(await t.graph("POST", path, { body, as }))).toBe(
      "400 Request_BadRequest: Permission being assigned already exists on the object.",
    );
    expect((await t.graph("GET", path)).value).toHaveLength(1);
  });
});

describe("/servicePrincipals/{id} of Microsoft Graph", () => {
  it("GET shows the application permissions for mail among its app roles", async () => {
    const { body } = await t.graph("GET", `${GRAPH}?$select=appRoles`);
    expect(body.appRoles).toEqual(
      ["Mail.Read", "Mail.ReadWrite", "Mail.Send"].map((value): unknown => expect.objectContaining({ value })),
    );
  });
});
