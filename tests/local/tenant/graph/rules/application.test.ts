import { describe, expect, it } from "@jest/globals";

import { GraphError } from "../../../../../local/tenant/graph/errors.ts";
import { merge } from "../../../../../local/tenant/graph/merge.ts";
import { checkApplication } from "../../../../../local/tenant/graph/rules/application.ts";
import type { JsonObject } from "../../../../../local/tenant/state/json.ts";
import { APPLICATION } from "../../../../../local/tenant/state/properties.ts";
import { defaults } from "../../../../../local/tenant/state/schema.ts";

const GUID = "652390e4-393a-48de-9484-05f9b1212954";
const WORK: JsonObject = { displayName: "Forms", signInAudience: "AzureADMyOrg" };
const PERSONAL: JsonObject = {
  displayName: "Forms",
  signInAudience: "AzureADandPersonalMicrosoftAccount",
  api: { requestedAccessTokenVersion: 2 },
};

/** Why the tenant refuses such an application: `code: message`, then its own words; undefined when it takes it. */
function refused(base: JsonObject, changes: JsonObject, secrets = 0): string | undefined {
  try {
    checkApplication(merge(merge(defaults(APPLICATION), base, APPLICATION), changes, APPLICATION), secrets);
    return undefined;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const [detail] = error.details;
    return [`${error.code}: ${error.message}`, ...(detail === undefined ? [] : [detail.message])].join(" ");
  }
}

function invalid(property: string, why: string): string {
  return `Request_BadRequest: Invalid value specified for property '${property}' of resource 'Application'. ((local tenant: ${why}))`;
}

const uris = (count: number): JsonObject => ({
  web: { redirectUris: Array.from({ length: count }, (_, index) => `https://a.example/${String(index)}`) },
});
const permissions = (...perApi: number[]): JsonObject => ({
  requiredResourceAccess: perApi.map((count) => ({
    resourceAppId: GUID,
    resourceAccess: Array.from({ length: count }, () => ({ id: GUID, type: "Scope" })),
  })),
});

describe("checkApplication", () => {
  it.each<[string, JsonObject, JsonObject]>([
    ["a name of 120 characters", WORK, { displayName: "x".repeat(120) }],
    ["with personal accounts a name of 90", PERSONAL, { displayName: "x".repeat(90) }],
    ["256 redirect URIs", WORK, uris(256)],
    ["with personal accounts 100 redirect URIs", PERSONAL, uris(100)],
    ["400 permissions of eight APIs", WORK, permissions(50, 50, 50, 50, 50, 50, 50, 50)],
    ["with personal accounts 30 permissions of one API", PERSONAL, permissions(30)],
    ["token version 1", WORK, { api: { requestedAccessTokenVersion: 1 } }],
    ["two group claims", WORK, { groupMembershipClaims: "SecurityGroup,DirectoryRole" }],
    ["with personal accounts empty optional claims", PERSONAL, { optionalClaims: {} }],
    ["without personal accounts optional claims", WORK, { optionalClaims: { idToken: [{ name: "upn" }] } }],
    ["a tag", WORK, { tags: ["HideApp"] }],
  ])("takes %s", (_, base, changes) => {
    expect(refused(base, changes)).toBeUndefined();
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    [
      "a name of 121 characters",
      WORK,
      { displayName: "x".repeat(121) },
      invalid("displayName", "121 characters; 120 are allowed"),
    ],
    [
      "with personal accounts a name of 91",
      PERSONAL,
      { displayName: "x".repeat(91) },
      invalid("displayName", "91 characters; 90 are allowed"),
    ],
    ["257 redirect URIs", WORK, uris(257), invalid("web", "257 redirect URIs; at most 256 are allowed")],
    [
      "with personal accounts 101 redirect URIs",
      PERSONAL,
      uris(101),
      invalid("web", "101 redirect URIs; at most 100 are allowed"),
    ],
    [
      "401 permissions",
      WORK,
      permissions(401),
      invalid("requiredResourceAccess", "401 permissions; at most 400 are allowed"),
    ],
    [
      "51 APIs",
      WORK,
      permissions(...Array<number>(51).fill(1)),
      invalid("requiredResourceAccess", "51 APIs; at most 50 are allowed"),
    ],
    [
      "with personal accounts 31 permissions of one API",
      PERSONAL,
      permissions(31),
      invalid("requiredResourceAccess", "31 permissions of one API; personal accounts allow 30"),
    ],
    [
      "with personal accounts 201 permissions",
      PERSONAL,
      permissions(...Array<number>(7).fill(29)),
      invalid("requiredResourceAccess", "203 permissions; at most 200 are allowed"),
    ],
    [
      "a permission that is no GUID",
      WORK,
      { requiredResourceAccess: [{ resourceAppId: GUID, resourceAccess: [{ id: "Mail.Read", type: "Scope" }] }] },
      invalid("requiredResourceAccess", "permission id 'Mail.Read' is no GUID"),
    ],
    [
      "a permission of an unknown type",
      WORK,
      { requiredResourceAccess: [{ resourceAppId: GUID, resourceAccess: [{ id: GUID, type: "Delegated" }] }] },
      invalid("requiredResourceAccess", "permission type 'Delegated' is neither Scope nor Role"),
    ],
    [
      "an API that is no GUID",
      WORK,
      { requiredResourceAccess: [{ resourceAppId: "graph", resourceAccess: [] }] },
      invalid("requiredResourceAccess", "resourceAppId 'graph' is no GUID"),
    ],
    [
      "an unknown group claim",
      WORK,
      { groupMembershipClaims: "Everyone" },
      invalid(
        "groupMembershipClaims",
        "'Everyone': allowed are None, SecurityGroup, ApplicationGroup, DirectoryRole, All",
      ),
    ],
    [
      "with personal accounts optional claims",
      PERSONAL,
      { optionalClaims: { idToken: [{ name: "upn" }] } },
      invalid("optionalClaims", "personal accounts do not allow optional claims"),
    ],
    ["a tag with a space", WORK, { tags: ["a b"] }, invalid("tags", "'a b': 1 to 256 characters, no white space")],
    ["a tag twice", WORK, { tags: ["a", "a"] }, invalid("tags", "a tag is given twice")],
    [
      "an identifier URI that is none",
      WORK,
      { identifierUris: ["forms"] },
      invalid("identifierUris", "'forms' is no URI, or ends in a slash"),
    ],
    [
      "notes of 1025 characters",
      WORK,
      { notes: "x".repeat(1025) },
      invalid("notes", "1025 characters; 1024 are allowed"),
    ],
    [
      "token version 3",
      WORK,
      { api: { requestedAccessTokenVersion: 3 } },
      "Request_BadRequest: Property api.requestedAccessTokenVersion is invalid. Property api.requestedAccessTokenVersion is invalid.",
    ],
  ])("refuses %s", (_, base, changes, expected) => {
    expect(refused(base, changes)).toBe(expected);
  });

  it("refuses a third secret with personal accounts alone", () => {
    const message = "Not allowed to add 3 passwords. You can only add a maximum of 2 passwords.";
    expect(refused(PERSONAL, {}, 2)).toBeUndefined();
    expect(refused(PERSONAL, {}, 3)).toBe(`TooManyAppPasswords: ${message} ${message}`);
    expect(refused(WORK, {}, 30)).toBeUndefined();
  });
});
