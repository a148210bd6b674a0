import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createRemoteJWKSet, customFetch, decodeProtectedHeader, jwtVerify } from "jose";

import { textOf } from "../../../../local/tenant/state/json.ts";
import { CLIENTS } from "../../../../local/tenant/state/seed.ts";
import { formOf, startTestTenant, type TestTenant } from "../testTenant.ts";

const TENANT = "5f2c0c1e-6f0b-4d64-9d5e-2f3a7c1b8e90";
const NOBODY = "11111111-0000-4000-8000-000000000000";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

const form = (changes: Record<string, string> = {}) => ({
  ...formOf(t.folder, "deployer", `${t.tenant.url}/.default`),
  ...changes,
});

describe("POST /{tenant}/oauth2/v2.0/token", () => {
  it("answers client_credentials with a bearer token, and neither scope nor refresh token", async () => {
    const { status, body, headers } = await t.token(form());
    expect(status).toBe(200);
    expect(headers["cache-control"]).toBe("no-store");
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expires_in: 3599,
      ext_expires_in: 3599,
      token_type: "Bearer",
    });
  });

  it("signs with a key that discovery leads to, and says who the client is", async () => {
    const { body } = await t.token(form());
    const discovery = await t.send("GET", `/${TENANT}/v2.0/.well-known/openid-configuration`);
    const fetchKeys = async (url: string) => new Response((await t.send("GET", new URL(url).pathname)).text);
    const keys = createRemoteJWKSet(new URL(textOf(discovery.body.jwks_uri)), { [customFetch]: fetchKeys });
    const token = textOf(body.access_token);
    const { payload } = await jwtVerify(token, keys, {
      issuer: textOf(discovery.body.issuer),
      audience: t.tenant.url,
      currentDate: t.clock.now,
    });
    const now = t.clock.now.getTime() / 1000;
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: "RS256", typ: "JWT" });
    expect(payload).toMatchObject({
      appid: CLIENTS.deployer.appId,
      azp: CLIENTS.deployer.appId,
      exp: now + 3600,
      iat: now,
      idtyp: "app",
      nbf: now,
      roles: [...CLIENTS.deployer.roles],
      sub: payload.oid,
      tid: TENANT,
    });
    expect(discovery.body.token_endpoint).toBe(`${t.tenant.url}/${TENANT}/oauth2/v2.0/token`);
  });

  it.each(["forms.example", "aemformslocal.onmicrosoft.com", TENANT.toUpperCase(), `/${TENANT}`])(
    "takes %s for the tenant",
    async (tenant) => {
      expect((await t.token(form(), tenant)).status).toBe(200);
    },
  );

  it("takes the secret in HTTP Basic too", async () => {
    const { client_id: id = "", client_secret: secret = "", ...rest } = form();
    const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64");
    const answer = await t.send("POST", `/${TENANT}/oauth2/v2.0/token`, {
      body: new URLSearchParams(rest).toString(),
      headers: { authorization: `Basic ${basic}` },
    });
    expect(answer.status).toBe(200);
  });

  it.each<[string, Record<string, string>, string, number, string, number]>([
    ["an unknown tenant", {}, NOBODY, 400, "invalid_request", 90002],
    ["an unknown domain", {}, "nowhere.example", 400, "invalid_request", 90002],
    ["a malformed tenant", {}, "nowhere", 400, "invalid_request", 900023],
    ["no tenant of its own", {}, "common", 400, "invalid_request", 50059],
    ["no grant type", { grant_type: "" }, TENANT, 400, "invalid_request", 900144],
    ["an unknown grant type", { grant_type: "password" }, TENANT, 400, "unsupported_grant_type", 70003],
    ["no client", { client_id: "" }, TENANT, 400, "invalid_request", 900144],
    ["a malformed client", { client_id: "me" }, TENANT, 400, "unauthorized_client", 700038],
    [
      "an all-zero client",
      { client_id: "00000000-0000-0000-0000-000000000000" },
      TENANT,
      400,
      "unauthorized_client",
      700038,
    ],
    ["an unknown client", { client_id: NOBODY }, TENANT, 400, "unauthorized_client", 700016],
    ["no secret", { client_secret: "" }, TENANT, 401, "invalid_client", 7000218],
    ["a wrong secret", { client_secret: "wrong" }, TENANT, 401, "invalid_client", 7000215],
    ["no scope", { scope: "" }, TENANT, 400, "invalid_request", 900144],
    [
      "a scope without /.default",
      { scope: "https://graph.microsoft.com/User.Read" },
      TENANT,
      400,
      "invalid_scope",
      1002012,
    ],
    ["an unknown resource", { scope: "https://nowhere.example/.default" }, TENANT, 400, "invalid_resource", 500011],
  ])("refuses %s", async (_, changes, tenant, status, error, code) => {
    const answer = await t.token(form(changes), tenant);
    const timestamp = `${t.clock.now.toISOString().slice(0, 19).replace("T", " ")}Z`;
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      correlation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      error,
      error_codes: [code],
      error_description: expect.stringMatching(
        new RegExp(`^AADSTS${String(code)}: .+ Trace ID: \\S+ Correlation ID: \\S+ Timestamp: ${timestamp}$`),
      ),
      error_uri: `${t.tenant.url}/error?code=${String(code)}`,
      timestamp,
      trace_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it("refuses a client whose service principal is disabled", async () => {
    const { id, appId } = await t.application();
    await t.graph("POST", "/servicePrincipals", { body: { appId, accountEnabled: false } });
    const { body } = await t.graph("POST", `/applications/${id}/addPassword`);
    const answer = await t.token(form({ client_id: appId, client_secret: textOf(body.secretText) }));
    expect(answer.body).toMatchObject({ error: "unauthorized_client", error_codes: [7000112] });
  });

  it("names neither secrets nor tokens in errors and log", async () => {
    const wrong = await t.token(form({ client_secret: "a-wrong-but-private-one" }));
    const right = textOf((await t.token(form())).body.access_token);
    const everything = [wrong.text, ...t.logged].join("\n");
    expect(everything).not.toContain("a-wrong-but-private-one");
    expect(everything).not.toContain(form().client_secret ?? "");
    expect(everything).not.toContain(right);
    expect(t.logged).toContain(`POST /${TENANT}/oauth2/v2.0/token 401`);
  });
});

describe("GET /metadata/endpoints?api-version=2022-09-01", () => {
  it("leads the azuread provider to this tenant", async () => {
    const { url } = t.tenant;
    expect((await t.send("GET", "/metadata/endpoints?api-version=2022-09-01")).body).toEqual({
      authentication: { audiences: [`${url}/arm`], identityProvider: "AAD", loginEndpoint: url, tenant: "common" },
      graph: url,
      graphAudience: url,
      media: url,
      microsoftGraphResourceId: `${url}/`,
      name: "AemMailOauthLocal",
      portal: url,
      resourceManager: `${url}/arm`,
      suffixes: {},
    });
  });
});
