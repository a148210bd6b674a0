import { createHash } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";

import { textOf } from "../../../../local/tenant/state/json.ts";
import { TENANT_ID } from "../../../../local/tenant/state/seed.ts";
import { MAIL, NATIVE, OUTLOOK, type SignInTenant, startSignInTenant, tokenRefusal } from "./signInTenant.ts";

const VERIFIER = "a-verifier-of-forty-three-characters-or-more-0";
const S256 = {
  code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
  code_challenge_method: "S256",
};
const MINUTE = 60_000;

let s: SignInTenant;
beforeAll(async () => {
  s = await startSignInTenant();
});
afterAll(() => s.t.close());

describe("POST /{tenant}/oauth2/v2.0/token with grant_type=authorization_code", () => {
  it("turns the code of a sign-in into tokens", async () => {
    const { status, body, headers } = await s.redeem(await s.code());
    expect(status).toBe(200);
    expect(headers["cache-control"]).toBe("no-store");
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expires_in: 3599,
      ext_expires_in: 3599,
      id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refresh_token: expect.stringMatching(/^1\.A[\w-]{256}$/),
      scope: `${OUTLOOK}/IMAP.AccessAsUser.All ${OUTLOOK}/SMTP.Send openid profile`,
      token_type: "Bearer",
    });
  });

  it("gives a refresh token for offline_access alone, and an ID token for openid alone", async () => {
    const { body } = await s.redeem(await s.code({ scope: `${OUTLOOK}/SMTP.Send` }));
    expect(Object.keys(body).sort()).toEqual(["access_token", "expires_in", "ext_expires_in", "scope", "token_type"]);
  });

  it("takes a scope in any letter case and gives it as the API spells it", async () => {
    const { body } = await s.redeem(await s.code({ scope: `${OUTLOOK}/smtp.send` }));
    expect(body.scope).toBe(`${OUTLOOK}/SMTP.Send`);
  });

  it("gives no more than the scopes asked for when the code is redeemed", async () => {
    const { body } = await s.redeem(await s.code(), { scope: `${OUTLOOK}/SMTP.Send` });
    expect(body.scope).toBe(`${OUTLOOK}/SMTP.Send`);
  });

  it("lets the consent link name two APIs, and a token only one", async () => {
    const both = `${MAIL} https://graph.microsoft.com/User.Read`;
    const code = await s.code({ scope: both });
    expect(tokenRefusal(await s.redeem(code, { scope: both }))).toBe(
      "400 invalid_request AADSTS28000: Provided value for the input parameter scope is not valid because it contains " +
        `more than one resource. Scope ${both} is not valid.`,
    );
    expect((await s.redeem(code, { scope: "User.Read" })).body.scope).toBe("https://graph.microsoft.com/User.Read");
  });

  it("takes two addresses of one API for one", async () => {
    const scope = `${OUTLOOK}/SMTP.Send https://outlook.office365.com/IMAP.AccessAsUser.All`;
    const { body } = await s.redeem(await s.code(), { scope });
    expect(body.scope).toBe(scope);
    expect(decodeJwt(textOf(body.access_token))).toMatchObject({
      aud: OUTLOOK,
      scp: "SMTP.Send IMAP.AccessAsUser.All",
    });
  });

  it.each(["https://outlook.office365.us", "https://partner.outlook.cn"])(
    "gives a token for %s, the mail servers of another cloud",
    async (audience) => {
      const { body } = await s.redeem(await s.code({ scope: `${audience}/SMTP.Send` }));
      expect(decodeJwt(textOf(body.access_token)).aud).toBe(audience);
    },
  );

  it("takes everything consented to for .default", async () => {
    const { body } = await s.redeem(await s.code(), { scope: `${OUTLOOK}/.default` });
    expect(textOf(body.scope).split(" ").sort()).toEqual([`${OUTLOOK}/IMAP.AccessAsUser.All`, `${OUTLOOK}/SMTP.Send`]);
  });

  it.each([
    ["S256", S256],
    ["plain", { code_challenge: VERIFIER, code_challenge_method: "plain" }],
    ["plain when no method is named", { code_challenge: VERIFIER }],
  ])("accepts the verifier of a challenge of method %s", async (_, challenge) => {
    expect((await s.redeem(await s.code(challenge), { code_verifier: VERIFIER })).status).toBe(200);
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ["a wrong verifier", S256, { code_verifier: `${VERIFIER}1` }],
    ["no verifier", S256, {}],
    ["a verifier where there was no challenge", {}, { code_verifier: VERIFIER }],
  ])("refuses %s", async (_, asked, changes) => {
    expect(tokenRefusal(await s.redeem(await s.code(asked), changes))).toBe(
      "400 invalid_grant AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization " +
        "request.",
    );
  });

  it("redeems a code once, even when it is sent twice at the same time", async () => {
    const code = await s.code();
    const answers = await Promise.all([s.redeem(code), s.redeem(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(tokenRefusal(await s.redeem(code))).toBe(
      "400 invalid_grant AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code " +
        "or use an existing refresh token.",
    );
  });

  it("redeems a code for ten minutes", async () => {
    const [early, late] = [await s.code(), await s.code()];
    const { now } = s.t.clock;
    s.t.clock.now = new Date(now.getTime() + 10 * MINUTE - 1);
    expect((await s.redeem(early)).status).toBe(200);
    s.t.clock.now = new Date(now.getTime() + 10 * MINUTE);
    expect(tokenRefusal(await s.redeem(late))).toBe(
      "400 invalid_grant AADSTS70008: The provided authorization code or refresh token has expired due to inactivity. Send " +
        "a new interactive authorization request for this user and resource.",
    );
  });

  it.each<[string, string, string, Record<string, string>]>([
    ["an unknown code", "400 invalid_grant AADSTS70000", "common", { code: "1.Anything" }],
    ["no code", "400 invalid_request AADSTS900144", "common", { code: "" }],
    ["no redirect URI", "400 invalid_request AADSTS900144", "common", { redirect_uri: "" }],
    ["another registered redirect URI", "400 invalid_client AADSTS500112", "common", { redirect_uri: NATIVE }],
    ["another port", "400 invalid_client AADSTS500112", "common", { redirect_uri: "http://localhost:51235" }],
    ["a wrong secret", "401 invalid_client AADSTS7000215", "common", { client_secret: "wrong" }],
    ["no secret", "401 invalid_client AADSTS7000218", "common", { client_secret: "" }],
    ["the directory of personal accounts", "400 invalid_grant AADSTS700005", "consumers", {}],
    ["a scope that nobody consented to", "400 invalid_grant AADSTS65001", "common", { scope: `${OUTLOOK}/Mail.Send` }],
    ["an unknown permission", "400 invalid_client AADSTS650053", "common", { scope: `${OUTLOOK}/Post.Send` }],
    ["an unknown API", "400 invalid_resource AADSTS500011", "common", { scope: "https://nowhere.example/Mail" }],
  ])("refuses %s", async (_, refusal, tenant, changes) => {
    const code = await s.code();
    const answer = await s.redeem(code, changes, tenant);
    expect(tokenRefusal(answer).split(":")[0]).toBe(refusal);
    // A refused attempt does not use the code up.
    expect((await s.redeem(code)).status).toBe(200);
  });

  it("names what consent is missing as suberror consent_required", async () => {
    const { body } = await s.redeem(await s.code(), { scope: `${OUTLOOK}/Mail.Send` });
    expect(body).toMatchObject({ error: "invalid_grant", error_codes: [65001], suberror: "consent_required" });
  });

  it("refuses the code of another application", async () => {
    const other = await s.register({ displayName: "Other" });
    const changes = { client_id: other.appId, client_secret: other.secret };
    expect(tokenRefusal(await s.redeem(await s.code(), changes))).toBe(
      "400 invalid_grant AADSTS70000: The provided value for the input parameter 'code' is not valid.",
    );
  });

  it.each(["common", "organizations", TENANT_ID])("redeems a work account's code at /%s", async (tenant) => {
    expect((await s.redeem(await s.code(), {}, tenant)).status).toBe(200);
  });

  it.each<[string, string]>([
    ["consumers", "200"],
    ["organizations", "400 invalid_grant AADSTS700005"],
    [TENANT_ID, "400 invalid_grant AADSTS700005"],
  ])("answers a personal account's code at /%s with %s", async (tenant, expected) => {
    const answer = await s.redeem(await s.code({}, { user: "pat.personal@outlook.example" }), {}, tenant);
    expect(answer.status === 200 ? "200" : tokenRefusal(answer).split(":")[0]).toBe(expected);
  });

  it("refuses an expired secret by its own name", async () => {
    const app = await s.register({ displayName: "Short-lived" });
    const client = { client_id: app.appId };
    const code = await s.code(client);
    const { body } = await s.t.graph("POST", `/applications/${app.id}/addPassword`, {
      body: { passwordCredential: { endDateTime: new Date(s.t.clock.now.getTime() + MINUTE).toISOString() } },
    });
    s.t.clock.now = new Date(s.t.clock.now.getTime() + MINUTE);
    const answer = await s.redeem(code, { ...client, client_secret: textOf(body.secretText) });
    expect(tokenRefusal(answer)).toContain("401 invalid_client AADSTS7000222: The provided client secret keys for app");
  });

  it("refuses a secret for a redirect URI of a public client, and redeems without", async () => {
    const app = await s.register({ web: {}, publicClient: { redirectUris: ["http://localhost"] } });
    const client = { client_id: app.appId };
    const code = await s.code(client);
    expect(tokenRefusal(await s.redeem(code, { ...client, client_secret: app.secret }))).toBe(
      "401 invalid_client AADSTS700025: Client is public so neither 'client_assertion' nor 'client_secret' should be " +
        "presented.",
    );
    expect((await s.redeem(code, { ...client, client_secret: "" })).status).toBe(200);
  });

  it("refuses the code of a redirect URI of a single-page application outside of a browser", async () => {
    const app = await s.register({ web: {}, spa: { redirectUris: ["http://localhost"] } });
    const client = { client_id: app.appId, client_secret: "" };
    const bare = await s.redeem(await s.code(client), client);
    const proven = await s.redeem(await s.code({ ...client, ...S256 }), { ...client, code_verifier: VERIFIER });
    expect([bare, proven].map((answer) => answer.body.error_codes)).toEqual([[9002325], [9002327]]);
  });
});
