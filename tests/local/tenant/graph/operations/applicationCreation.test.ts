import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { textOf } from "../../../../../local/tenant/state/json.ts";
import { details, refusal, startTestTenant, type TestTenant } from "../../testTenant.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

describe("POST /applications", () => {
  it("answers 201 with the place of the application and every usual property", async () => {
    const answer = await t.graph("POST", "/applications", {
      body: { displayName: "Every property", signInAudience: "AzureADMyOrg" },
    });
    const { id, appId, ...rest } = answer.body;
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`${t.tenant.url}/v1.0/applications/${textOf(id)}`);
    expect([id, appId]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(rest).toEqual({
      "@odata.context": `${t.tenant.url}/v1.0/$metadata#applications/$entity`,
      addIns: [],
      api: {
        acceptMappedClaims: null,
        knownClientApplications: [],
        oauth2PermissionScopes: [],
        preAuthorizedApplications: [],
        requestedAccessTokenVersion: null,
      },
      appRoles: [],
      applicationTemplateId: null,
      certification: null,
      createdDateTime: t.clock.now.toISOString().replace(".000Z", "Z"),
      defaultRedirectUri: null,
      deletedDateTime: null,
      description: null,
      disabledByMicrosoftStatus: null,
      displayName: "Every property",
      groupMembershipClaims: null,
      identifierUris: [],
      info: { logoUrl: null, marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
      isDeviceOnlyAuthSupported: null,
      isFallbackPublicClient: null,
      keyCredentials: [],
      nativeAuthenticationApisEnabled: null,
      notes: null,
      optionalClaims: null,
      parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: "Allow" },
      passwordCredentials: [],
      publicClient: { redirectUris: [] },
      publisherDomain: "aemformslocal.onmicrosoft.com",
      requestSignatureVerification: null,
      requiredResourceAccess: [],
      samlMetadataUrl: null,
      serviceManagementReference: null,
      servicePrincipalLockConfiguration: null,
      signInAudience: "AzureADMyOrg",
      spa: { redirectUris: [] },
      tags: [],
      tokenEncryptionKeyId: null,
      uniqueName: null,
      verifiedPublisher: { addedDateTime: null, displayName: null, verifiedPublisherId: null },
      web: {
        homePageUrl: null,
        implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
        logoutUrl: null,
        redirectUriSettings: [],
        redirectUris: [],
      },
    });
  });

  it("takes the widest audience and its token version when the client names neither", async () => {
    const { signInAudience, api } = await t.application({ displayName: "No audience" });
    expect(signInAudience).toBe("AzureADandPersonalMicrosoftAccount");
    expect(api).toMatchObject({ requestedAccessTokenVersion: 2 });
  });

  it("makes the calling application an owner, beside those that are bound", async () => {
    const users = await t.graph(
      "GET",
      "/users?$select=id&$filter=userPrincipalName eq 'admin@forms.example'".replaceAll(" ", "%20"),
    );
    const user = textOf(users.value[0]?.id);
    const { id } = await t.application({
      displayName: "Owned",
      signInAudience: "AzureADMyOrg",
      "owners@odata.bind": [`${t.tenant.url}/v1.0/directoryObjects/${user}`],
    });
    const owners = await t.graph("GET", `/applications/${id}/owners`);
    expect(owners.value.map((owner) => owner["@odata.type"])).toEqual([
      "#microsoft.graph.user",
      "#microsoft.graph.servicePrincipal",
    ]);
    expect(owners.value[0]?.id).toBe(user);
  });

  it("creates secrets given inline and tells their values this once", async () => {
    const created = await t.application({
      displayName: "Inline secret",
      signInAudience: "AzureADMyOrg",
      passwordCredentials: [{ displayName: "first" }],
    });
    const read = await t.graph("GET", `/applications/${created.id}`);
    expect(created.passwordCredentials).toEqual([
      expect.objectContaining({ displayName: "first", secretText: expect.stringMatching(/^.{40}$/) }),
    ]);
    expect(read.body.passwordCredentials).toEqual([
      expect.objectContaining({ displayName: "first", secretText: null }),
    ]);
  });

  it.each([
    [{}, "400 Request_BadRequest: A value is required for property 'displayName' of resource 'Application'."],
    [
      { displayName: "  " },
      "400 Request_BadRequest: A value is required for property 'displayName' of resource 'Application'.",
    ],
    [{ displayName: "x", colour: "red" }, "400 Request_BadRequest: Invalid property 'colour'."],
    [{ displayName: "x", constructor: {} }, "400 Request_BadRequest: Invalid property 'constructor'."],
    [{ displayName: "x", web: { colour: "red" } }, "400 Request_BadRequest: Invalid property 'web/colour'."],
    [
      { displayName: 1 },
      "400 Request_BadRequest: Cannot convert the value of property 'displayName': it must be of type string.",
    ],
    [
      { displayName: "x", tags: "a" },
      "400 Request_BadRequest: Cannot convert the value of property 'tags': it must be a list.",
    ],
    [
      { displayName: "x", web: [] },
      "400 Request_BadRequest: Cannot convert the value of property 'web': it must be an object.",
    ],
    [{ displayName: "x", appId: NOBODY }, "400 Request_BadRequest: Property 'appId' is read-only and cannot be set."],
    [
      { displayName: "x", oauth2RequirePostResponse: true },
      "400 Request_BadRequest: Invalid property 'oauth2RequirePostResponse'.",
    ],
    [
      { displayName: "x", signInAudience: "Everyone" },
      "400 Request_BadRequest: Invalid value specified for property 'signInAudience' of resource 'Application'.",
    ],
    [
      { displayName: "x", signInAudience: "AzureADandPersonalMicrosoftAccount" },
      "400 Request_BadRequest: Property api.requestedAccessTokenVersion is invalid.",
    ],
    [
      { displayName: "x", "owners@odata.bind": [`https://localhost/v1.0/directoryObjects/${NOBODY}`] },
      `404 Request_ResourceNotFound: Resource '${NOBODY}' does not exist or one of its queried reference-property objects are not present.`,
    ],
  ])("refuses %j", async (body, expected) => {
    expect(refusal(await t.graph("POST", "/applications", { body }))).toBe(expected);
  });

  it("refuses a body that is no JSON object", async () => {
    const answer = await t.graph("POST", "/applications", { body: "[1" });
    expect(refusal(answer)).toMatch(/^400 Request_BadRequest: Unable to read JSON request payload\./);
  });

  it("refuses an identifier URI or unique name that another application has", async () => {
    const given = { signInAudience: "AzureADMyOrg", identifierUris: ["api://forms"], uniqueName: "forms" };
    await t.application({ displayName: "First", ...given });
    const uri = await t.graph("POST", "/applications", { body: { displayName: "Second", ...given, uniqueName: null } });
    const name = await t.graph("POST", "/applications", {
      body: { displayName: "Third", ...given, identifierUris: [] },
    });
    expect(refusal(uri)).toBe(
      "400 Request_BadRequest: Another object with the same value for property identifierUris already exists.",
    );
    expect(details(uri)).toEqual([expect.objectContaining({ code: "ObjectConflict", target: "identifierUris" })]);
    expect(refusal(name)).toBe(
      "400 Request_BadRequest: Another object with the same value for property uniqueName already exists.",
    );
  });
});
