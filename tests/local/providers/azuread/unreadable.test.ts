import { describe, expect, it } from "@jest/globals";

import { application } from "../../../../local/providers/azuread/application.ts";
import { applicationApiAccess } from "../../../../local/providers/azuread/applicationApiAccess.ts";
import { applicationPassword } from "../../../../local/providers/azuread/applicationPassword.ts";
import { applicationRegistration } from "../../../../local/providers/azuread/applicationRegistration.ts";
import type { AzureadClient } from "../../../../local/providers/azuread/client.ts";
import { delegatedPermissionGrant } from "../../../../local/providers/azuread/delegatedPermissionGrant.ts";
import { servicePrincipal } from "../../../../local/providers/azuread/servicePrincipal.ts";
import { GraphClient } from "../../../../local/providers/graphClient.ts";
import { Locks } from "../../../../local/providers/locks.ts";

const ID = "11111111-2222-4333-8444-555555555555";
const HALF = `{"@odata.context":"x","id":"${ID}","appId":"11111111-`;

/** A directory that answers what is read, and half of what it says about anything that it makes. */
function clientWith(read: (path: string) => object): { client: AzureadClient; posted: string[] } {
  const posted: string[] = [];
  const graph = new GraphClient({
    baseUrl: "https://graph.example",
    signal: new AbortController().signal,
    token: () => Promise.resolve("dummy"),
    sleep: () => Promise.resolve(),
    send: ({ method, url }) => {
      const path = new URL(url).pathname.replace("/v1.0", "");
      if (method === "POST") posted.push(path);
      const body = method === "GET" ? JSON.stringify(read(path)) : HALF;
      return Promise.resolve({ status: method === "GET" ? 200 : 201, statusText: "", retryAfter: undefined, body });
    },
  });
  const caller = { tenantId: "t", clientId: "c", objectId: "o" };
  return { client: { graph, caller, applicationLocks: new Locks(), made: new Set() }, posted };
}

describe("half an answer to a creation", () => {
  const planned = {
    displayName: "mail",
    applicationId: `/applications/${ID}`,
    clientId: ID,
    password: { displayName: "p" },
  };
  const grant = { servicePrincipalObjectId: ID, resourceServicePrincipalObjectId: ID, claimValues: ["User.Read"] };
  const object = () => ({ id: ID });
  const none = () => ({ value: [] });

  it.each([
    ["ApplicationRegistration", applicationRegistration, planned, object, 'an application called "mail"'],
    ["Application", application, planned, object, 'an application called "mail"'],
    [
      "ApplicationPassword",
      applicationPassword,
      planned,
      object,
      `a client secret called "mail" of /applications/${ID}`,
    ],
    ["ServicePrincipal", servicePrincipal, planned, none, `a service principal of client ${ID}`],
    [
      "ServicePrincipalDelegatedPermissionGrant",
      delegatedPermissionGrant,
      grant,
      object,
      "a consent of service principal",
    ],
  ] as const)("gives %s no empty id, but says what may have been made", async (_, resource, inputs, read, what) => {
    const { client, posted } = clientWith(read);
    await expect(resource.create(client, inputs)).rejects.toThrow(`Look for ${what}`);
    expect(posted).toHaveLength(1);
    expect(client.made.size).toBe(0);
  });
});

it("is not written back as an empty list of APIs", async () => {
  const { client } = clientWith(() => ({ id: ID, requiredResourceAccess: "half" }));
  const planned = { applicationId: `/applications/${ID}`, apiClientId: ID, scopeIds: [ID] };
  await expect(applicationApiAccess.create(client, planned)).rejects.toThrow("requiredResourceAccess is no list");
});
