import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from "jose";

import { type JsonObject, textOf } from "../../../../local/tenant/state/json.ts";
import { CONSUMERS_ID, TENANT_ID } from "../../../../local/tenant/state/seed.ts";
import type { Answer } from "../testTenant.ts";
import { MAIL, OUTLOOK, type SignInTenant, startSignInTenant } from "./signInTenant.ts";

const PAT = { user: "pat.personal@outlook.example" };

let s: SignInTenant;
beforeAll(async () => {
  s = await startSignInTenant();
});
afterAll(() => s.t.close());

const tokens = async (changes: Record<string, string> = {}, person = {}, tenant = "common") =>
  (await s.redeem(await s.code(changes, person, tenant), {}, tenant)).body;
const introspect = (token: string, headers = {}): Promise<Answer> =>
  s.t.send("POST", "/local/introspect", { body: new URLSearchParams({ token }).toString(), headers });
const userId = async (name: string) => textOf((await s.t.graph("GET", `/users/${name}`)).body.id);

describe("access tokens", () => {
  it("are for the mail servers' audience, name the person, and can be checked with the published keys", async () => {
    const { access_token: token } = await tokens();
    const keys = await s.t.send("GET", "/common/discovery/v2.0/keys");
    const { payload } = await jwtVerify(textOf(token), createLocalJWKSet(keys.body as unknown as JSONWebKeySet), {
      audience: OUTLOOK,
      issuer: `${s.t.tenant.url}/${TENANT_ID}/v2.0`,
      currentDate: s.t.clock.now,
    });
    expect(payload).toMatchObject({
      appid: s.app.appId,
      azp: s.app.appId,
      exp: s.t.clock.now.getTime() / 1000 + 3600,
      idtyp: "user",
      name: "Forms Mailbox",
      oid: await userId("forms@forms.example"),
      scp: "IMAP.AccessAsUser.All SMTP.Send",
      tid: TENANT_ID,
      upn: "forms@forms.example",
    });
  });

  it("have Microsoft Graph's audience when the scopes name no API, which mail servers refuse", async () => {
    const { access_token: token } = await tokens({ scope: "IMAP.AccessAsUser.All SMTP.Send offline_access" });
    expect(decodeJwt(textOf(token))).toMatchObject({
      aud: "https://graph.microsoft.com",
      scp: "IMAP.AccessAsUser.All SMTP.Send",
    });
  });

  it("say nothing to anybody when a personal account signed in", async () => {
    const { access_token: token } = await tokens({}, PAT);
    expect(token).toMatch(/^EwB[\w+/]{512}$/);
  });
});

describe("ID tokens", () => {
  const idToken = async (changes: Record<string, string>, person = {}, tenant = "common") =>
    decodeJwt(textOf((await tokens(changes, person, tenant)).id_token));

  it("say who signed in, with the nonce of the request", async () => {
    const claims = await idToken({ scope: "openid profile email", nonce: "the nonce" });
    const seconds = s.t.clock.now.getTime() / 1000;
    expect(claims).toEqual({
      aud: s.app.appId,
      email: "forms@forms.example",
      exp: seconds + 3600,
      iat: seconds,
      iss: `${s.t.tenant.url}/${TENANT_ID}/v2.0`,
      name: "Forms Mailbox",
      nbf: seconds,
      nonce: "the nonce",
      oid: await userId("forms@forms.example"),
      preferred_username: "forms@forms.example",
      sub: expect.stringMatching(/^[\w-]{43}$/),
      tid: TENANT_ID,
      uti: expect.any(String),
      ver: "2.0",
    });
  });

  it("keep name and address back unless profile and email were asked for", async () => {
    expect(Object.keys(await idToken({ scope: "openid" })).sort()).toEqual(
      ["aud", "exp", "iat", "iss", "nbf", "sub", "tid", "uti", "ver"].sort(),
    );
  });

  it.each([
    ["common", "pat.personal@outlook.example", CONSUMERS_ID],
    ["consumers", "pat.personal@outlook.example", CONSUMERS_ID],
    [TENANT_ID, "pat.personal_outlook.example#EXT#@aemformslocal.onmicrosoft.com", TENANT_ID],
  ])("place a personal account that signs in at /%s", async (tenant, name, tid) => {
    expect(await idToken({ scope: "openid profile" }, PAT, tenant)).toMatchObject({
      iss: `${s.t.tenant.url}/${tid}/v2.0`,
      preferred_username: name,
      tid,
    });
  });

  it("give the same person another subject in another application", async () => {
    const other = await s.register({ displayName: "Other" });
    const client = { client_id: other.appId };
    const code = await s.code({ ...client, scope: "openid" });
    const { body } = await s.redeem(code, { ...client, client_secret: other.secret });
    const mine = await idToken({ scope: "openid" });
    expect(decodeJwt(textOf(body.id_token)).sub).not.toBe(mine.sub);
  });
});

describe("POST /local/introspect", () => {
  it.each([
    ["a work account", {}, "forms@forms.example", TENANT_ID],
    ["a personal account", PAT, "pat.personal@outlook.example", CONSUMERS_ID],
  ])("tells what a token of %s is good for, until it ends", async (_, person, upn, tid) => {
    const { access_token: token } = await tokens({}, person);
    expect((await introspect(textOf(token))).body).toEqual({
      active: true,
      appid: s.app.appId,
      aud: OUTLOOK,
      exp: s.t.clock.now.getTime() / 1000 + 3600,
      oid: expect.any(String),
      scp: "IMAP.AccessAsUser.All SMTP.Send",
      tid,
      upn,
    });
    s.t.clock.now = new Date(s.t.clock.now.getTime() + 3600_000);
    expect((await introspect(textOf(token))).body).toEqual({ active: false });
  });

  it("knows nothing of made-up tokens, and nothing of an application's own", async () => {
    const own = await s.t.tokenOf("deployer");
    const answers = [await introspect("EwBmade-up"), await introspect(""), await introspect(own)];
    expect(answers.map(({ body }) => body)).toEqual([{ active: false }, { active: false }, { active: false }]);
  });

  it("is not for web pages", async () => {
    expect((await introspect("x", { origin: "https://page.example" })).status).toBe(403);
  });
});

describe("Microsoft Graph on behalf of a person", () => {
  const as = async (path: string, scope: string): Promise<{ status: number; body: JsonObject }> => {
    const { access_token: token } = await tokens({ scope });
    return s.t.send("GET", path, { headers: { authorization: `Bearer ${textOf(token)}` } });
  };

  it("GET /v1.0/me answers with who signed in", async () => {
    const { status, body } = await as("/v1.0/me", "User.Read");
    expect([status, body.userPrincipalName]).toEqual([200, "forms@forms.example"]);
  });

  it("GET /v1.0/users is refused: it was not consented to", async () => {
    expect((await as("/v1.0/users", "User.Read")).status).toBe(403);
  });

  it("GET /v1.0/me refuses the mail servers' token", async () => {
    expect((await as("/v1.0/me", MAIL)).status).toBe(401);
  });

  it("GET /oidc/userinfo names the subject of the ID token", async () => {
    const { access_token: access, id_token: id } = await tokens({ scope: "openid profile email" });
    const answer = await s.t.send("GET", "/oidc/userinfo", { headers: { authorization: `Bearer ${textOf(access)}` } });
    expect(answer.body).toEqual({
      email: "forms@forms.example",
      family_name: "Mailbox",
      given_name: "Forms",
      name: "Forms Mailbox",
      sub: decodeJwt(textOf(id)).sub,
    });
  });
});

describe("GET /{tenant}/v2.0/.well-known/openid-configuration", () => {
  it.each([
    [TENANT_ID, TENANT_ID],
    ["forms.example", TENANT_ID],
    ["common", "{tenantid}"],
    ["organizations", "{tenantid}"],
    ["consumers", CONSUMERS_ID],
  ])("names for /%s the endpoints, and the issuer %s", async (tenant, directory) => {
    const { url } = s.t.tenant;
    const { body } = await s.t.send("GET", `/${tenant}/v2.0/.well-known/openid-configuration`);
    expect(body).toMatchObject({
      authorization_endpoint: `${url}/${tenant}/oauth2/v2.0/authorize`,
      code_challenge_methods_supported: ["plain", "S256"],
      end_session_endpoint: `${url}/${tenant}/oauth2/v2.0/logout`,
      issuer: `${url}/${directory}/v2.0`,
      jwks_uri: `${url}/${tenant}/discovery/v2.0/keys`,
      response_types_supported: ["code"],
      token_endpoint: `${url}/${tenant}/oauth2/v2.0/token`,
      userinfo_endpoint: `${url}/oidc/userinfo`,
    });
  });

  it("knows no other directory: AADSTS90002", async () => {
    const { status, body } = await s.t.send("GET", "/nowhere.example/v2.0/.well-known/openid-configuration");
    expect([status, body.error, body.error_codes]).toEqual([400, "invalid_tenant", [90002]]);
  });
});
