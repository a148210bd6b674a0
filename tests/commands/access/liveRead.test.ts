import { describe, expect, it } from "@jest/globals";

import { readLiveApplication } from "../../../commands/access/liveRead.ts";
import { type Graph, type GraphObject, GraphRefusal } from "../../../commands/graph/client.ts";
import { live } from "./liveSample.ts";

const REFUSED = new GraphRefusal("refused", 403, "Authorization_RequestDenied");
const ABSENT = new GraphRefusal("absent", 404, "Request_ResourceNotFound");

const GRANT = { id: "g", consentType: "Principal", principalId: "u1", resourceId: "api", scope: " SMTP.Send  openid " };
const ANSWERS: Readonly<Record<string, unknown>> = {
  "/applications/object": live().registration,
  "/applications/object/owners": [{ id: "o", userPrincipalName: "nora@contoso.com", displayName: "Nora" }],
  "/applications/object/federatedIdentityCredentials": [],
  "/servicePrincipals(appId='client')": { id: "principal", accountEnabled: true },
  "/servicePrincipals/principal/owners": [{ id: "s", displayName: "Pipeline", appId: "p" }],
  "/servicePrincipals/principal/oauth2PermissionGrants": [GRANT, { ...GRANT, id: "h", principalId: null }],
  "/servicePrincipals/principal/appRoleAssignments": [{ id: "r", resourceId: "api", appRoleId: "role" }],
  "/servicePrincipals/api": {
    appId: "x",
    displayName: "SharePoint",
    appRoles: [{ id: "role", value: "Sites.Read.All" }],
  },
  "/users/u1": { id: "u1", userPrincipalName: "forms@contoso.com" },
};

/** A Graph that answers from a table; an Error in it is thrown. */
function graphOf(more: Readonly<Record<string, unknown>> = {}): Graph & { readonly asked: string[] } {
  const asked: string[] = [];
  const answer = (path: string): Promise<unknown> => {
    asked.push(path);
    const found = { ...ANSWERS, ...more }[path] ?? ABSENT;
    return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
  };
  return {
    asked,
    get: (path, _, version = "v1.0") =>
      (version === "beta" ? Promise.resolve({ createdByAppId: "maker" }) : answer(path)) as Promise<GraphObject>,
    list: (path) => answer(path) as Promise<GraphObject[]>,
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

  it.each([
    [ABSENT, /^The application with object id object is not in the tenant: somebody deleted it\..*30 days/],
    [REFUSED, /^refused\nReading an application needs Application\.Read\.All/],
  ])("says why the registration itself cannot be read (%s)", async (refusal, words) => {
    await expect(readLiveApplication(graphOf({ "/applications/object": refusal }), "object")).rejects.toThrow(words);
  });
});
