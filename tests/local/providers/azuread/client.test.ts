import { describe, expect, it } from "@jest/globals";

import type { HttpRequest, HttpResponse, Send } from "../../../../entra/sender.ts";
import { createTokenSource } from "../../../../local/providers/azuread/accessToken.ts";
import { connect } from "../../../../local/providers/azuread/client.ts";
import { readSettings } from "../../../../local/providers/azuread/configuration.ts";
import { azureadPackage } from "../../../../local/providers/azuread/package.ts";
import { UNKNOWN } from "../../../../local/providers/values.ts";
import { CALLER, CLIENT, CONFIG, scriptedGraph, TENANT } from "../scriptedGraph.ts";

const SIGNAL = new AbortController().signal;
const sleep = (): Promise<void> => Promise.resolve();
const SETTINGS = { tenantId: "t", clientId: "c", clientSecret: "s", environment: "public", metadataHost: "" };

function answering(answer: Partial<HttpResponse>): { send: Send; requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  const send: Send = (request) => {
    requests.push(request);
    return Promise.resolve({ status: 200, statusText: "OK", retryAfter: undefined, body: "{}", ...answer });
  };
  return { send, requests };
}

describe("settings", () => {
  const variables = {
    ARM_TENANT_ID: "variable-tenant",
    ARM_CLIENT_ID: "variable-client",
    ARM_CLIENT_SECRET: "variable-secret",
    ARM_ENVIRONMENT: "china",
    ARM_METADATA_HOSTNAME: "localhost:1",
  };

  it("come from the stack's configuration before the environment", () => {
    expect(readSettings({ tenantId: "own", environment: "dod" }, variables)).toEqual({
      tenantId: "own",
      clientId: "variable-client",
      clientSecret: "variable-secret",
      environment: "dod",
      metadataHost: "localhost:1",
    });
  });

  it("are the public cloud's where nothing is said", () => {
    expect(readSettings({}, {}).environment).toBe("public");
  });

  it("without credentials are refused, with what is missing and how to give it, and nothing secret", () => {
    const azuread = azureadPackage({ variables: { ARM_CLIENT_SECRET: "hush" } });
    const check = (): void => {
      azuread.checkConfig({ clientId: "c" });
    };
    expect(check).toThrow(
      /failed to load Azure credentials[^]*client secret only[^]*azuread:tenantId \(stack configuration\) or ARM_TENANT_ID/,
    );
    expect(check).not.toThrow(/hush|azuread:clientId/);
  });

  it("that are not known yet are let through", () => {
    const azuread = azureadPackage({ variables: {} });
    expect(() => {
      azuread.checkConfig({ clientSecret: UNKNOWN });
    }).not.toThrow();
  });
});

describe("an access token", () => {
  const endpoints = { graph: "https://graph.example", login: "https://login.example" };

  it("is asked for by the client credentials grant, for Microsoft Graph", async () => {
    const { send, requests } = answering({ body: '{"access_token":"a.b.c","expires_in":3599}' });
    await createTokenSource({ settings: SETTINGS, endpoints, send, sleep, signal: SIGNAL, now: () => 0 })();
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: "POST",
      url: "https://login.example/t/oauth2/v2.0/token",
      body: "client_id=c&client_secret=s&grant_type=client_credentials&scope=https%3A%2F%2Fgraph.example%2F.default",
    });
  });

  it("is used until twenty minutes before its end", async () => {
    let now = 0;
    const { send, requests } = answering({ body: '{"access_token":"a.b.c","expires_in":3600}' });
    const source = createTokenSource({ settings: SETTINGS, endpoints, send, sleep, signal: SIGNAL, now: () => now });
    await source();
    now = 39 * 60_000;
    await source();
    expect(requests).toHaveLength(1);
    now = 41 * 60_000;
    await source();
    expect(requests).toHaveLength(2);
  });

  it("that is refused tells Entra's reason, not the secret", async () => {
    const body = JSON.stringify({
      error: "invalid_client",
      error_description: "AADSTS7000215: Invalid client secret provided.",
    });
    const { send } = answering({ status: 401, body });
    const settings = { ...SETTINGS, clientSecret: "hush" };
    const asked = createTokenSource({ settings, endpoints, send, sleep, signal: SIGNAL, now: () => 0 })();
    await expect(asked).rejects.toThrow(
      "signing in with the client secret failed (status 401): AADSTS7000215: Invalid client secret provided.",
    );
    await expect(asked).rejects.not.toThrow("hush");
  });
});

describe("the caller", () => {
  it("is known from the token", async () => {
    const { send } = scriptedGraph({});
    const client = await connect(CONFIG, { variables: {}, send, sleep }, SIGNAL);
    expect(client.caller).toEqual({ tenantId: TENANT, clientId: CLIENT, objectId: CALLER });
  });

  it("is looked up where the token does not tell", async () => {
    const scripted = scriptedGraph({
      [`GET /v1.0/servicePrincipals?%24filter=appId+eq+%27${CLIENT}%27`]: [[200, { value: [{ id: CALLER }] }]],
    });
    const send: Send = (request) =>
      request.url.endsWith("/token")
        ? answering({ body: '{"access_token":"opaque","expires_in":3600}' }).send(request)
        : scripted.send(request);
    const client = await connect(CONFIG, { variables: {}, send, sleep }, SIGNAL);
    expect(client.caller.objectId).toBe(CALLER);
  });
});
