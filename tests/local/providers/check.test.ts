import { describe, expect, it } from "@jest/globals";

import { applicationApiAccess } from "../../../local/providers/azuread/applicationApiAccess.ts";
import { applicationPassword } from "../../../local/providers/azuread/applicationPassword.ts";
import { applicationRegistration } from "../../../local/providers/azuread/applicationRegistration.ts";
import { APPLICATION } from "../../../local/providers/azuread/applicationSchema.ts";
import { getServicePrincipal } from "../../../local/providers/azuread/getServicePrincipal.ts";
import { argumentFailures, completeInputs, deprecations, inputFailures } from "../../../local/providers/check.ts";
import { UNKNOWN } from "../../../local/providers/values.ts";

const APP = "/applications/11111111-2222-4333-8444-555555555555";
const GRAPH = "00000003-0000-0000-c000-000000000000";

describe("inputs", () => {
  it("get their defaults, which are named so that later ones may replace them", () => {
    expect(completeInputs(applicationRegistration.schema, {}, { displayName: "a" })).toEqual({
      __defaults: ["requestedAccessTokenVersion", "signInAudience"],
      displayName: "a",
      requestedAccessTokenVersion: 2,
      signInAudience: "AzureADMyOrg",
    });
  });

  it("keep a default of before, but not a value that the program gave before", () => {
    const olds = {
      __defaults: ["signInAudience"],
      displayName: "a",
      signInAudience: "AzureADMultipleOrgs",
      requestedAccessTokenVersion: 1,
    };
    expect(completeInputs(applicationRegistration.schema, olds, { displayName: "a" })).toEqual({
      __defaults: ["requestedAccessTokenVersion", "signInAudience"],
      displayName: "a",
      requestedAccessTokenVersion: 2,
      signInAudience: "AzureADMultipleOrgs",
    });
  });

  it("get the defaults of blocks inside them too", () => {
    const api = { oauth2PermissionScopes: [{ id: GRAPH, value: "v" }] };
    expect(completeInputs(APPLICATION, {}, { displayName: "a", signInAudience: "AzureADMyOrg", api }).api).toEqual({
      __defaults: ["requestedAccessTokenVersion"],
      oauth2PermissionScopes: [{ __defaults: ["enabled", "type"], enabled: true, id: GRAPH, type: "User", value: "v" }],
      requestedAccessTokenVersion: 1,
    });
  });

  it("are turned into their right type where that is plain", () => {
    const news = {
      displayName: 5,
      implicitIdTokenIssuanceEnabled: "true",
      requestedAccessTokenVersion: "1",
      notes: UNKNOWN,
    };
    expect(completeInputs(applicationRegistration.schema, {}, news)).toMatchObject({
      displayName: "5",
      implicitIdTokenIssuanceEnabled: true,
      requestedAccessTokenVersion: 1,
      notes: UNKNOWN,
    });
  });
});

describe("a check refuses", () => {
  it.each([
    [
      applicationRegistration.schema,
      {},
      `Missing required argument. The argument "display_name" is required, but no definition was found.. Examine values at 'mail.displayName'.`,
    ],
    [
      applicationRegistration.schema,
      { displayName: "" },
      `expected "display_name" to not be an empty string, got . Examine values at 'mail.displayName'.`,
    ],
    [
      applicationRegistration.schema,
      { displayName: "a", signInAudience: "Everybody" },
      `expected sign_in_audience to be one of ["AzureADMyOrg" "AzureADMultipleOrgs" "AzureADandPersonalMicrosoftAccount" "PersonalMicrosoftAccount"], got Everybody. Examine values at 'mail.signInAudience'.`,
    ],
    [
      applicationRegistration.schema,
      { displayName: "a", requestedAccessTokenVersion: 3 },
      `expected requested_access_token_version to be in the range (1 - 2), got 3. Examine values at 'mail.requestedAccessTokenVersion'.`,
    ],
    [
      applicationRegistration.schema,
      { displayName: "a", clientId: "b" },
      `Value for unconfigurable attribute. Can't configure a value for "client_id": its value will be decided automatically based on the result of applying this configuration. Examine values at 'mail.clientId'.`,
    ],
    [
      applicationRegistration.schema,
      { displayName: "a", implicitAccessTokenIssuanceEnabled: "maybe" },
      `cannot parse '' as bool: strconv.ParseBool: parsing "maybe": invalid syntax. Examine values at 'mail.implicitAccessTokenIssuanceEnabled'.`,
    ],
    [
      applicationRegistration.schema,
      { displayName: "a", groupMembershipClaims: "All" },
      `expected a list, got "All". Examine values at 'mail.groupMembershipClaims'.`,
    ],
    [
      applicationRegistration.schema,
      { displayName: ["a"] },
      `expected a string, got ["a"]. Examine values at 'mail.displayName'.`,
    ],
    [
      applicationRegistration.schema,
      { displayName: "a", colour: "red" },
      `Invalid or unknown key. Examine values at 'mail.colour'.`,
    ],
    [
      applicationApiAccess.schema,
      { applicationId: APP, apiClientId: GRAPH, scopeIds: ["User.Read"] },
      `expected "scope_ids.0" to be a valid UUID, got User.Read. Examine values at 'mail.scopeIds'.`,
    ],
    [
      applicationPassword.schema,
      { applicationId: APP, endDate: "2027-05-20" },
      `expected "end_date" to be a valid RFC3339 date, got "2027-05-20". Examine values at 'mail.endDate'.`,
    ],
    [
      applicationPassword.schema,
      { applicationId: APP, endDate: "2027-02-30T00:00:00Z" },
      `expected "end_date" to be a valid RFC3339 date, got "2027-02-30T00:00:00Z". Examine values at 'mail.endDate'.`,
    ],
    [
      APPLICATION,
      { displayName: "a", web: { redirectUris: ["http://localhost"] } },
      `URI must have a trailing slash when there is no path segment for "web.redirect_uris.0". Examine values at 'mail.web.redirectUris'.`,
    ],
  ])("%#: with the reason and where to look", (schema, news, reason) => {
    expect(inputFailures(schema, news, "mail")).toEqual([reason]);
  });

  it("an id that is no application's, and says which one is wanted", () => {
    const [failure] = inputFailures(applicationPassword.schema, { applicationId: GRAPH }, "p");
    expect(failure).toContain("/applications/{object id}");
  });

  it("API access without any permission, at both properties", () => {
    expect(inputFailures(applicationApiAccess.schema, { applicationId: APP, apiClientId: GRAPH }, "x")).toEqual([
      "Missing required argument. \"role_ids\": one of `role_ids,scope_ids` must be specified. Examine values at 'x.roleIds'.",
      "Missing required argument. \"scope_ids\": one of `role_ids,scope_ids` must be specified. Examine values at 'x.scopeIds'.",
    ]);
  });

  it("two ways of saying when a secret ends", () => {
    const news = { applicationId: APP, endDate: "2027-05-20T00:00:00Z", endDateRelative: "240h" };
    expect(inputFailures(applicationPassword.schema, news, "p")).toEqual([
      `Conflicting configuration arguments. "end_date": conflicts with end_date_relative. Examine values at 'p.endDate'.`,
      `Conflicting configuration arguments. "end_date_relative": conflicts with end_date. Examine values at 'p.endDateRelative'.`,
    ]);
  });

  it("a look-up by no name or by two", () => {
    expect(argumentFailures(getServicePrincipal.schema, {})).toHaveLength(3);
    expect(argumentFailures(getServicePrincipal.schema, { clientId: GRAPH, objectId: GRAPH })[0]).toBe(
      '[client_id] Invalid combination of arguments. "client_id": only one of `client_id,display_name,object_id` can be specified, but `client_id,object_id` were specified',
    );
  });

  it("nothing that is still unknown", () => {
    const news = { applicationId: UNKNOWN, apiClientId: GRAPH, scopeIds: UNKNOWN };
    expect(inputFailures(applicationApiAccess.schema, news, "x")).toEqual([]);
  });
});

describe("a check warns", () => {
  it("of properties that should no longer be given, and only where they are", () => {
    const { schema } = applicationPassword;
    expect(deprecations(schema, { applicationId: APP })).toEqual([]);
    expect(deprecations(schema, { applicationId: APP, endDateRelative: "240h" })).toEqual([
      'property "endDateRelative" is deprecated: it is accepted and then ignored, so that the secret lives two years; give an absolute `endDate`',
    ]);
  });
});
