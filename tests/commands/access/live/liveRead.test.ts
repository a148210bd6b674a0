import { describe, expect, it } from "@jest/globals";

import { readLiveApplication } from "../../../../commands/access/live/liveRead.ts";
import { type Graph, GraphRefusal } from "../../../../entra/graphClient.ts";
import { listOf } from "../../../../support/shape.ts";
import { CannotTell } from "../../../../support/userError.ts";
import { live } from "./liveSample.ts";

const REFUSED = new GraphRefusal("refused", 403, "Authorization_RequestDenied");
const ABSENT = new GraphRefusal("absent", 404, "Request_ResourceNotFound");

const GRANT = {
  id: "g",
  clientId: "principal",
  consentType: "Principal",
  principalId: "u1",
  resourceId: "api",
  scope: " SMTP.Send  openid ",
};
const ANSWERS: Readonly<Record<string, unknown>> = {
  "beta /applications/object": { id: "object", createdByAppId: "maker" },
  "/applications/object": live().registration,
  "native /applications/object": { id: "object", nativeAuthenticationApisEnabled: null },
  "/applications/object/owners": [{ id: "o", userPrincipalName: "nora@contoso.com", displayName: "Nora" }],
  "/applications/object/federatedIdentityCredentials": [],
  "/servicePrincipals(appId='client')": { ...live().servicePrincipal, appId: "client" },
  "/servicePrincipals/principal/owners": [{ id: "s", displayName: "Pipeline", appId: "p" }],
  "/servicePrincipals/principal/oauth2PermissionGrants": [
    GRANT,
    { ...GRANT, id: "h", consentType: "AllPrincipals", principalId: null },
  ],
  "/servicePrincipals/principal/appRoleAssignments": [
    { id: "r", principalId: "principal", resourceId: "api", resourceDisplayName: null, appRoleId: "role" },
  ],
  "/servicePrincipals/principal/transitiveMemberOf": [
    { id: "d", "@odata.type": "#microsoft.graph.directoryRole", displayName: "Exchange Administrator" },
    { id: "hidden", "@odata.type": "#microsoft.graph.group", displayName: null },
    { id: "bare" },
  ],
  "/servicePrincipals/api": {
    id: "api",
    appId: "x",
    displayName: "SharePoint",
    oauth2PermissionScopes: [],
    appRoles: [{ id: "role", value: "Sites.Read.All" }],
  },
  "/users/u1": { id: "u1", userPrincipalName: "forms@contoso.com" },
};

/** A Graph that answers from a table; an Error in it is thrown. */
function graphOf(more: Readonly<Record<string, unknown>> = {}): Graph & { readonly asked: string[] } {
  const asked: string[] = [];
  const answer = (path: string): unknown => {
    asked.push(path);
    const found = { ...ANSWERS, ...more }[path] ?? ABSENT;
    if (found instanceof Error) throw found;
    return found;
  };
  return {
    asked,
    // Asynchronous, so that what they throw is a rejection.
    // eslint-disable-next-line @typescript-eslint/require-await
    get: async (path, shape, query, version = "v1.0") => {
      const isNative = query?.$select?.includes("nativeAuthenticationApisEnabled") === true;
      return shape(answer(`${version === "beta" ? "beta " : isNative ? "native " : ""}${path}`), "");
    },
    // eslint-disable-next-line @typescript-eslint/require-await
    list: async (path, shape) => listOf(shape)(answer(path), ""),
    post: () => Promise.reject(new Error("Nothing is to be written.")),
  };
}

describe("readLiveApplication", () => {
  it("names owners, who consented, APIs and granted permissions", async () => {
    await expect(readLiveApplication(graphOf(), "object")).resolves.toMatchObject({
      createdByAppId: "maker",
      owners: [{ id: "o", name: "nora@contoso.com" }],
      servicePrincipalOwners: [{ id: "s", name: "Pipeline", appId: "p" }],
      consents: [
        { id: "g", user: { id: "u1", name: "forms@contoso.com" }, api: "SharePoint", scopes: ["SMTP.Send", "openid"] },
        { id: "h", user: undefined, api: "SharePoint", scopes: ["SMTP.Send", "openid"] },
      ],
      grantedRoles: [{ id: "r", api: "SharePoint", role: "Sites.Read.All" }],
      nativeAuthentication: null,
      memberships: [
        { id: "d", name: "Exchange Administrator", isRole: true },
        { id: "hidden", name: "hidden", isRole: false },
        { id: "bare", name: "bare", isRole: false },
      ],
      unread: [],
    });
  });

  it("asks for each API and each user once", async () => {
    const graph = graphOf();
    await readLiveApplication(graph, "object");
    expect(graph.asked.filter((path) => path === "/servicePrincipals/api" || path === "/users/u1")).toHaveLength(2);
  });

  it("says what may not be read and what that needs, and reads the rest", async () => {
    const graph = graphOf({
      "/servicePrincipals/principal/oauth2PermissionGrants": REFUSED,
      "/applications/object/owners": REFUSED,
      "/servicePrincipals/api": REFUSED,
    });
    const { unread, grantedRoles } = await readLiveApplication(graph, "object");
    expect(unread.map(({ what }) => what).sort()).toEqual(["consents", "owners"]);
    expect(unread.find(({ what }) => what === "consents")?.needs).toMatch(/^DelegatedPermissionGrant\.Read\.All or /);
    expect(grantedRoles).toEqual([{ id: "r", api: "API api", role: "role" }]);
  });

  it("shows a user by id where users may not be read", async () => {
    const { consents } = await readLiveApplication(graphOf({ "/users/u1": REFUSED }), "object");
    expect(consents[0]?.user).toEqual({ id: "u1", name: "u1" });
  });

  it("does without a service principal", async () => {
    const graph = graphOf({ "/servicePrincipals(appId='client')": ABSENT });
    await expect(readLiveApplication(graph, "object")).resolves.toMatchObject({
      servicePrincipal: undefined,
      consents: [],
    });
  });

  it("names everything that hangs on a service principal which may not be read", async () => {
    const graph = graphOf({ "/servicePrincipals(appId='client')": REFUSED });
    const { unread } = await readLiveApplication(graph, "object");
    expect(unread.map(({ what }) => what)).toEqual([
      "the service principal",
      "owners of the service principal",
      "consents",
      "granted application permissions",
      "directory roles and groups of the service principal",
    ]);
  });

  it.each([
    [403, ["who made the application"]],
    [404, ["who made the application"]],
    // The beta version of some clouds does not have the property.
    [400, []],
  ])("does without who made the application where Graph refuses that with %i", async (status, expected) => {
    const graph = graphOf({ "beta /applications/object": new GraphRefusal("no", status, "code") });
    const { unread, createdByAppId } = await readLiveApplication(graph, "object");
    expect([unread.map(({ what }) => what), createdByAppId]).toEqual([expected, undefined]);
  });

  it("takes native authentication for off where the cloud does not know the property, and after no other refusal", async () => {
    const unknown =
      "Could not find a property named 'nativeAuthenticationApisEnabled' on type 'microsoft.graph.application'.";
    const read = (words: string, status: number) =>
      readLiveApplication(
        graphOf({ "native /applications/object": new GraphRefusal(words, status, "BadRequest") }),
        "object",
      );
    await expect(read(unknown, 400)).resolves.toMatchObject({ nativeAuthentication: null, unread: [] });
    await expect(read("Bad request.", 400)).rejects.toThrow("Bad request.");
    await expect(read(unknown, 403)).rejects.toThrow(unknown);
  });

  it("passes on what native authentication is set to", async () => {
    const set = { id: "object", nativeAuthenticationApisEnabled: "all" };
    const graph = graphOf({ "native /applications/object": set });
    expect((await readLiveApplication(graph, "object")).nativeAuthentication).toBe("all");
  });

  it.each([
    "isDeviceOnlyAuthSupported",
    "groupMembershipClaims",
    "tokenEncryptionKeyId",
    "api.acceptMappedClaims",
    "api.knownClientApplications",
  ])("takes an answer without %s for none", async (property) => {
    const registration = structuredClone(live().registration) as unknown as Record<string, object>;
    const [first = "", second] = property.split(".");
    const holder = second === undefined ? registration : (registration[first] ?? {});
    expect(Reflect.has(holder, second ?? first)).toBe(true);
    Reflect.deleteProperty(holder, second ?? first);
    const graph = graphOf({ "/applications/object": registration });
    await expect(readLiveApplication(graph, "object")).rejects.toThrow(`${property} is missing`);
  });

  it.each([
    ["beta /applications/object", new CannotTell("half an answer")],
    ["/users/u1", new CannotTell("half an answer")],
    ["/servicePrincipals/api", new CannotTell("half an answer")],
  ])("takes no other failure for a refusal (%s)", async (path, failure) => {
    await expect(readLiveApplication(graphOf({ [path]: failure }), "object")).rejects.toBe(failure);
  });

  it.each([
    ["Principal", null],
    ["AllPrincipals", "u1"],
  ])("does not guess for whom a consent is (%s of %s)", async (consentType, principalId) => {
    const grants = [{ ...GRANT, consentType, principalId }];
    const graph = graphOf({ "/servicePrincipals/principal/oauth2PermissionGrants": grants });
    await expect(readLiveApplication(graph, "object")).rejects.toBeInstanceOf(CannotTell);
  });

  it("tells an API from another one that calls itself the same", async () => {
    const api = { ...(ANSWERS["/servicePrincipals/api"] as object), displayName: "Microsoft Graph" };
    const { consents } = await readLiveApplication(graphOf({ "/servicePrincipals/api": api }), "object");
    expect(consents[0]).toMatchObject({ api: "Microsoft Graph (client x)", apiAppId: "x" });
  });

  it.each([
    [ABSENT, /^The application with object id object is not in the tenant: somebody deleted it\..*30 days/],
    [REFUSED, /^refused\nReading an application needs Application\.Read\.All/],
  ])("says why the registration itself cannot be read (%s)", async (refusal, words) => {
    await expect(readLiveApplication(graphOf({ "/applications/object": refusal }), "object")).rejects.toThrow(words);
  });
});
