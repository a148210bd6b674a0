import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { refusal, startTestTenant, type TestTenant } from "../../testTenant.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

describe("GET /applications/{id}", () => {
  it("finds an application by object id, in brackets too, and by application id", async () => {
    const { id, appId } = await t.application();
    const paths = [`/applications/${id}`, `/applications('${id}')`, `/applications(appId='${appId}')`];
    const answers = await Promise.all(paths.map((path) => t.graph("GET", path)));
    expect(answers.map(({ status, body }) => [status, body.id])).toEqual([
      [200, id],
      [200, id],
      [200, id],
    ]);
  });

  it("answers 404 for one that is not there and 400 for what is no id", async () => {
    expect(refusal(await t.graph("GET", `/applications/${NOBODY}`))).toBe(
      `404 Request_ResourceNotFound: Resource '${NOBODY}' does not exist or one of its queried reference-property objects are not present.`,
    );
    expect(refusal(await t.graph("GET", "/applications/delta"))).toBe(
      "400 Request_BadRequest: Invalid object identifier 'delta'.",
    );
  });

  it("shows under /beta what v1.0 keeps back", async () => {
    const { id } = await t.application();
    const path = `/beta/applications/${id}?$select=oauth2RequirePostResponse`;
    const authorization = `Bearer ${await t.tokenOf("deployer")}`;
    const beta = await t.send("GET", path, { headers: { authorization } });
    expect(beta.body).toEqual({
      "@odata.context": `${t.tenant.url}/beta/$metadata#applications(oauth2RequirePostResponse)/$entity`,
      oauth2RequirePostResponse: false,
    });
  });
});

describe("PATCH /applications/{id}", () => {
  it("merges complex properties, replaces lists and leaves the rest alone", async () => {
    const { id } = await t.application({
      displayName: "Merged",
      signInAudience: "AzureADMyOrg",
      notes: "kept",
      web: {
        redirectUris: ["http://localhost", "https://a.example/b"],
        implicitGrantSettings: { enableIdTokenIssuance: true },
      },
    });
    const answer = await t.graph("PATCH", `/applications/${id}`, {
      body: {
        id,
        web: { redirectUris: ["http://localhost"], implicitGrantSettings: { enableAccessTokenIssuance: true } },
      },
    });
    const { body } = await t.graph("GET", `/applications/${id}`);
    expect([answer.status, answer.text]).toEqual([204, ""]);
    expect(body).toMatchObject({
      displayName: "Merged",
      notes: "kept",
      web: {
        redirectUris: ["http://localhost"],
        redirectUriSettings: [{ uri: "http://localhost", index: null }],
        implicitGrantSettings: { enableAccessTokenIssuance: true, enableIdTokenIssuance: true },
      },
    });
  });

  it("loses nothing when forty patches of one application run side by side", async () => {
    const { id } = await t.application();
    const parts = Array.from({ length: 20 }, (_, index) => [
      {
        info: {
          [["marketingUrl", "privacyStatementUrl", "supportUrl", "termsOfServiceUrl"][index % 4] ?? ""]:
            `https://a.example/${String(index)}`,
        },
      },
      [
        { notes: "n" },
        { description: "d" },
        { web: { logoutUrl: "https://a.example/out" } },
        { spa: { redirectUris: ["https://a.example/spa"] } },
      ][index % 4] ?? {},
    ]).flat();
    const answers = await Promise.all(parts.map((body) => t.graph("PATCH", `/applications/${id}`, { body })));
    const { body } = await t.graph("GET", `/applications/${id}`);
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(204));
    expect(body).toMatchObject({
      notes: "n",
      description: "d",
      web: { logoutUrl: "https://a.example/out" },
      spa: { redirectUris: ["https://a.example/spa"] },
      info: {
        marketingUrl: expect.stringMatching(/^https:/),
        privacyStatementUrl: expect.stringMatching(/^https:/),
        supportUrl: expect.stringMatching(/^https:/),
        termsOfServiceUrl: expect.stringMatching(/^https:/),
      },
    });
  });

  it.each([
    [{ appId: NOBODY }, "400 Request_BadRequest: Property 'appId' is read-only and cannot be set."],
    [
      { passwordCredentials: [] },
      "400 Request_BadRequest: Property 'passwordCredentials' is read-only and cannot be set.",
    ],
    [
      { displayName: "" },
      "400 Request_BadRequest: A value is required for property 'displayName' of resource 'Application'.",
    ],
    [
      { signInAudience: "AzureADandPersonalMicrosoftAccount" },
      "400 Request_BadRequest: Property api.requestedAccessTokenVersion is invalid.",
    ],
  ])("refuses %j and changes nothing", async (body, expected) => {
    const { id } = await t.application();
    const before = await t.graph("GET", `/applications/${id}`);
    const answer = await t.graph("PATCH", `/applications/${id}`, { body });
    const after = await t.graph("GET", `/applications/${id}`);
    expect(refusal(answer)).toBe(expected);
    expect(after.body).toEqual(before.body);
  });

  it("lets an enabled scope be changed only after it was disabled", async () => {
    const scope = {
      id: NOBODY,
      value: "read",
      isEnabled: true,
      adminConsentDescription: "d",
      adminConsentDisplayName: "n",
    };
    const { id } = await t.application({
      displayName: "Api",
      signInAudience: "AzureADMyOrg",
      api: { oauth2PermissionScopes: [scope] },
    });
    const patch = (scopes: object[]) =>
      t.graph("PATCH", `/applications/${id}`, { body: { api: { oauth2PermissionScopes: scopes } } });
    expect(refusal(await patch([]))).toMatch(/^400 CannotDeleteOrUpdateEnabledEntitlement: .*unless disabled first\.$/);
    expect((await patch([{ ...scope, isEnabled: false }])).status).toBe(204);
    expect((await patch([])).status).toBe(204);
  });

  it("creates by uniqueName when told to, then updates, and never renames", async () => {
    const path = "/applications(uniqueName='upsert-me')";
    const body = { displayName: "Upserted", signInAudience: "AzureADMyOrg" };
    const missing = await t.graph("PATCH", path, { body });
    const created = await t.graph("PATCH", path, { body, headers: { prefer: "create-if-missing" } });
    const updated = await t.graph("PATCH", path, { body: { notes: "n" }, headers: { prefer: "create-if-missing" } });
    const renamed = await t.graph("PATCH", path, { body: { uniqueName: "other" } });
    expect([missing.status, created.status, updated.status]).toEqual([404, 201, 204]);
    expect(created.body.uniqueName).toBe("upsert-me");
    expect(refusal(renamed)).toBe("400 Request_BadRequest: Property 'uniqueName' is read-only and cannot be set.");
  });
});
