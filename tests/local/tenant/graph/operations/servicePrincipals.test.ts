import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { PERMISSIONS } from "../../../../../components/catalogue/permissions.ts";
import { objectsOf, textOf } from "../../../../../local/tenant/state/json.ts";
import { refusal, startTestTenant, type TestTenant } from "../../testTenant.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";
const GRAPH = "00000003-0000-0000-c000-000000000000";
const EXCHANGE = "00000002-0000-0ff1-ce00-000000000000";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

describe("GET /servicePrincipals/{id}/transitiveMemberOf", () => {
  it("is empty, and only of a service principal that is there", async () => {
    const { body } = await t.graph("GET", `/servicePrincipals(appId='${GRAPH}')`);
    const found = await t.graph("GET", `/servicePrincipals/${textOf(body.id)}/transitiveMemberOf`);
    expect([found.status, found.body.value]).toEqual([200, []]);
    expect((await t.graph("GET", `/servicePrincipals/${NOBODY}/transitiveMemberOf`)).status).toBe(404);
  });
});

describe("GET /servicePrincipals(appId='...')", () => {
  it("finds Microsoft Graph and Exchange Online with every delegated scope of the catalogue", async () => {
    const apis = [
      { api: "graph", appId: GRAPH, displayName: "Microsoft Graph" },
      { api: "exchange", appId: EXCHANGE, displayName: "Office 365 Exchange Online" },
    ];
    for (const { api, appId, displayName } of apis) {
      const { body } = await t.graph("GET", `/servicePrincipals(appId='${appId}')`);
      const wanted = PERMISSIONS.filter((permission) => permission.api === api);
      const scopes = objectsOf(body.oauth2PermissionScopes).map(({ id, value, type }) => ({ id, value, type }));
      expect(body).toMatchObject({ appId, displayName, servicePrincipalType: "Application", accountEnabled: true });
      expect(scopes).toEqual(
        wanted.map(({ id, name, adminConsent }) => ({ id, value: name, type: adminConsent ? "Admin" : "User" })),
      );
    }
  });

  it("names IMAP's scope on Graph as Microsoft does", async () => {
    const { body } = await t.graph("GET", `/servicePrincipals(appId='${GRAPH}')`);
    const imap = objectsOf(body.oauth2PermissionScopes).filter(({ value }) => value === "IMAP.AccessAsUser.All");
    expect(imap).toEqual([expect.objectContaining({ id: "652390e4-393a-48de-9484-05f9b1212954", isEnabled: true })]);
  });

  it("keeps Microsoft's own from being deleted", async () => {
    const { body } = await t.graph("GET", `/servicePrincipals(appId='${GRAPH}')`);
    expect((await t.graph("DELETE", `/servicePrincipals/${textOf(body.id)}`, { as: "administrator" })).status).toBe(
      403,
    );
  });
});

describe("POST /servicePrincipals", () => {
  it("answers 201 with what the application is called and what the client set", async () => {
    const { appId } = await t.application();
    const answer = await t.graph("POST", "/servicePrincipals", {
      body: {
        "@odata.type": "#microsoft.graph.servicePrincipal",
        appId,
        description: "d",
        samlSingleSignOnSettings: {},
      },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`${t.tenant.url}/v1.0/servicePrincipals/${textOf(answer.body.id)}`);
    expect(answer.body).toMatchObject({
      accountEnabled: true,
      appDisplayName: "Forms mail",
      appId,
      appOwnerOrganizationId: "5f2c0c1e-6f0b-4d64-9d5e-2f3a7c1b8e90",
      appRoleAssignmentRequired: false,
      description: "d",
      displayName: "Forms mail",
      keyCredentials: [],
      oauth2PermissionScopes: [],
      passwordCredentials: [],
      servicePrincipalNames: [appId],
      signInAudience: "AzureADMyOrg",
      tags: [],
    });
  });

  it("refuses a second one, an application that is not there, and none", async () => {
    const { appId } = await t.application();
    const create = (body: object) => t.graph("POST", "/servicePrincipals", { body });
    await create({ appId });
    expect([
      refusal(await create({ appId })),
      refusal(await create({ appId: NOBODY })),
      refusal(await create({})),
    ]).toEqual([
      `409 Request_MultipleObjectsWithSameKeyValue: The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
      `400 Request_BadRequest: The appId '${NOBODY}' of the service principal does not reference a valid application object.`,
      "400 Request_BadRequest: A value is required for property 'appId' of resource 'ServicePrincipal'.",
    ]);
  });
});

describe("/servicePrincipals/{id}", () => {
  it("GET follows its application's name, addresses and identifier URIs, and PATCH cannot change them", async () => {
    const application = await t.application();
    const created = await t.graph("POST", "/servicePrincipals", { body: { appId: application.appId } });
    const path = `/servicePrincipals/${textOf(created.body.id)}`;
    await t.graph("PATCH", `/applications/${application.id}`, {
      body: {
        displayName: "Renamed",
        identifierUris: ["api://renamed"],
        web: {
          homePageUrl: "https://a.example",
          logoutUrl: "https://a.example/out",
          redirectUris: ["http://localhost"],
        },
        spa: { redirectUris: ["https://a.example/spa"] },
      },
    });
    const { body } = await t.graph("GET", path);
    expect(body).toMatchObject({
      appDisplayName: "Renamed",
      displayName: "Renamed",
      homepage: "https://a.example",
      logoutUrl: "https://a.example/out",
      replyUrls: ["http://localhost", "https://a.example/spa"],
      servicePrincipalNames: [application.appId, "api://renamed"],
    });
    expect(refusal(await t.graph("PATCH", path, { body: { displayName: "Other" } }))).toBe(
      "400 Request_BadRequest: Property 'displayName' is read-only and cannot be set.",
    );
  });

  it("PATCH changes, GET under /beta adds samlMetadataUrl, DELETE is soft", async () => {
    const { appId } = await t.application();
    const id = textOf(
      (await t.graph("POST", "/servicePrincipals", { body: { appId, description: "temporary" } })).body.id,
    );
    const patched = await t.graph("PATCH", `/servicePrincipals/${id}`, { body: { id, description: null, notes: "n" } });
    const read = await t.graph("GET", `/servicePrincipals/${id}`);
    const authorization = `Bearer ${await t.tokenOf("deployer")}`;
    const beta = await t.send("GET", `/beta/servicePrincipals/${id}?%24select=samlMetadataUrl`, {
      headers: { authorization },
    });
    const deleted = await t.graph("DELETE", `/servicePrincipals/${id}`);
    const gone = await t.graph("GET", `/servicePrincipals/${id}`);
    const kept = await t.graph("GET", `/directory/deletedItems/${id}`);
    expect([patched.status, deleted.status, gone.status, kept.status]).toEqual([204, 204, 404, 200]);
    expect(read.body).toMatchObject({ description: null, notes: "n" });
    expect(beta.body).toMatchObject({ samlMetadataUrl: null });
  });

  it("PATCH of Microsoft Graph's is refused to a client that owns only its own", async () => {
    const { body } = await t.graph("GET", `/servicePrincipals(appId='${GRAPH}')`);
    const answer = await t.graph("PATCH", `/servicePrincipals/${textOf(body.id)}`, { body: { notes: "mine" } });
    expect(refusal(answer)).toBe("403 Authorization_RequestDenied: Insufficient privileges to complete the operation.");
  });

  it("takes the token of a client whose service principal is gone for nobody's", async () => {
    const { id, appId } = await t.application();
    const principal = await t.graph("POST", "/servicePrincipals", { body: { appId } });
    const { body } = await t.graph("POST", `/applications/${id}/addPassword`);
    const form = {
      client_id: appId,
      client_secret: textOf(body.secretText),
      grant_type: "client_credentials",
      scope: `${t.tenant.url}/.default`,
    };
    const authorization = `Bearer ${textOf((await t.token(form)).body.access_token)}`;
    const before = await t.send("GET", "/v1.0/me", { headers: { authorization } });
    await t.graph("DELETE", `/servicePrincipals/${textOf(principal.body.id)}`);
    const after = await t.send("GET", "/v1.0/me", { headers: { authorization } });
    expect(refusal(before)).toBe("400 BadRequest: /me request is only valid with delegated authentication flow.");
    expect(refusal(after)).toBe(
      "401 Authorization_IdentityNotFound: The identity of the calling application could not be established.",
    );
    expect((await t.token(form)).body).toMatchObject({ error: "unauthorized_client", error_codes: [7000229] });
  });
});
