import { readFileSync, statSync, writeFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { filesIn } from "../../../../local/tenant/server/folder.ts";
import { objectsOf, textOf } from "../../../../local/tenant/state/json.ts";
import { MAIL, OUTLOOK, REDIRECT, type SignInTenant, startSignInTenant, tokenRefusal } from "./signInTenant.ts";

const DAY = 24 * 60 * 60_000;
/** Proof key and challenge: RFC 7636, appendix B. */
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const S256 = { code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };
const PAT = { user: "pat.personal@outlook.example" };

let s: SignInTenant;
beforeAll(async () => {
  s = await startSignInTenant();
});
afterAll(() => s.t.close());

const fresh = async (person = {}): Promise<string> =>
  textOf((await s.redeem(await s.code({}, person))).body.refresh_token);
const later = (milliseconds: number): void => {
  s.t.clock.now = new Date(s.t.clock.now.getTime() + milliseconds);
};
/** As Entra writes dates. */
const withSeven = (date: Date): string => date.toISOString().replace("Z", "0000Z");
const admin = { as: "administrator" } as const;

describe("POST /{tenant}/oauth2/v2.0/token with grant_type=refresh_token", () => {
  it("gives a new refresh token each time, and the old ones stay good", async () => {
    const first = await fresh();
    const answers = [await s.refresh(first), await s.refresh(first)];
    const tokens = [first, ...answers.map(({ body }) => textOf(body.refresh_token))];
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens) expect((await s.refresh(token)).status).toBe(200);
  });

  it("answers with the scopes of the sign-in when none is named, and with fewer when they are", async () => {
    const token = await fresh();
    const [all, one] = [await s.refresh(token), await s.refresh(token, { scope: `${OUTLOOK}/SMTP.Send` })];
    expect(all.body.scope).toBe(`${OUTLOOK}/IMAP.AccessAsUser.All ${OUTLOOK}/SMTP.Send openid profile`);
    expect(one.body.scope).toBe(`${OUTLOOK}/SMTP.Send`);
    expect(Object.keys(one.body)).toContain("refresh_token");
    expect(Object.keys(one.body)).not.toContain("id_token");
  });

  it("is bound to no resource: what was consented to for another API can be had with it", async () => {
    await s.signIn(s.link({ scope: "User.Read" }));
    expect((await s.refresh(await fresh(), { scope: "User.Read" })).body.scope).toBe(
      "https://graph.microsoft.com/User.Read",
    );
  });

  it("outlives the secret it was asked for with, and needs one that lives", async () => {
    const app = await s.register({ displayName: "Rotated" });
    const client = { client_id: app.appId };
    const { body } = await s.redeem(await s.code(client), { ...client, client_secret: app.secret });
    const token = textOf(body.refresh_token);
    const added = (await s.t.graph("POST", `/applications/${app.id}/addPassword`)).body;
    const old = objectsOf((await s.t.graph("GET", `/applications/${app.id}`)).body.passwordCredentials).find(
      ({ keyId }) => keyId !== added.keyId,
    );
    await s.t.graph("POST", `/applications/${app.id}/removePassword`, { body: { keyId: old?.keyId } });
    const withOld = await s.refresh(token, { ...client, client_secret: app.secret });
    const withNew = await s.refresh(token, { ...client, client_secret: textOf(added.secretText) });
    expect([withOld.body.error_codes, withNew.status]).toEqual([[7000215], 200]);
  });

  it("ends 90 days after its issue to the millisecond, used or not", async () => {
    const issued = withSeven(s.t.clock.now);
    const [used, unused] = [await fresh(), await fresh()];
    for (let day = 0; day < 89; day += 15) {
      expect((await s.refresh(used)).status).toBe(200);
      later(15 * DAY);
    }
    later(-1);
    for (const token of [used, unused]) expect((await s.refresh(token)).status).toBe(200);
    later(1);
    const refusal =
      `400 invalid_grant AADSTS700082: The refresh token has expired due to inactivity. The token was issued on ${issued} ` +
      "and was inactive for 90.00:00:00.";
    for (const token of [used, unused]) expect(tokenRefusal(await s.refresh(token))).toBe(refusal);
    expect(issued).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
  });

  it("leaves a successor 90 days of its own, so that a chain of successors goes on", async () => {
    const first = await fresh();
    let last = first;
    for (let turn = 0; turn < 3; turn += 1) {
      later(60 * DAY);
      const { status, body } = await s.refresh(last);
      expect(status).toBe(200);
      last = textOf(body.refresh_token);
    }
    expect((await s.refresh(first)).body.error_codes).toEqual([700082]);
    expect((await s.refresh(last)).status).toBe(200);
    later(90 * DAY);
    expect((await s.refresh(last)).body.error_codes).toEqual([700082]);
  });

  it("ends after 24 hours for a single-page application, and its successors with the first", async () => {
    const app = await s.register({ web: {}, spa: { redirectUris: ["http://localhost"] } });
    const client = { client_id: app.appId, client_secret: "" };
    const code = await s.code({ ...client, ...S256 });
    const form = {
      client_id: app.appId,
      grant_type: "authorization_code",
      code,
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
    };
    const { body } = await s.t.send("POST", "/common/oauth2/v2.0/token", {
      body: new URLSearchParams(form).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", origin: "http://localhost" },
    });
    expect(body.error_description).toBeUndefined();
    const issued = withSeven(s.t.clock.now);
    const first = textOf(body.refresh_token);
    later(DAY - 1);
    const successor = textOf((await s.refresh(first, client)).body.refresh_token);
    const second = textOf((await s.refresh(successor, client)).body.refresh_token);
    later(1);
    for (const token of [first, successor, second])
      expect((await s.refresh(token, client)).body.error_codes).toEqual([700084]);

    expect(tokenRefusal(await s.refresh(first, client))).toBe(
      "400 invalid_grant AADSTS700084: The refresh token was issued to a single page app (SPA), and therefore has a fixed, " +
        "limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent " +
        `by the SPA to the sign in page. The token was issued on ${issued}.`,
    );
  });

  it("counts from the issue in a state that was written when use still began the days anew", async () => {
    const token = await fresh();
    later(60 * DAY);
    const { state } = filesIn(s.t.folder);
    const written = JSON.parse(readFileSync(state, "utf8")) as { signIn: { refreshTokens: object[] } };
    const lastUsed = s.t.clock.now.toISOString();
    written.signIn.refreshTokens = written.signIn.refreshTokens.map((kept) => ({ ...kept, lastUsed }));
    writeFileSync(state, JSON.stringify(written));
    await s.t.restart();
    expect((await s.refresh(token)).status).toBe(200);
    later(30 * DAY);
    expect((await s.refresh(token)).body.error_codes).toEqual([700082]);
  });

  it.each<[string, string, string, Record<string, string>]>([
    ["an unknown token", "400 invalid_grant AADSTS70000", "common", { refresh_token: "1.Anything" }],
    ["no token", "400 invalid_request AADSTS900144", "common", { refresh_token: "" }],
    ["a wrong secret", "401 invalid_client AADSTS7000215", "common", { client_secret: "wrong" }],
    ["no secret", "401 invalid_client AADSTS7000218", "common", { client_secret: "" }],
    ["two APIs", "400 invalid_request AADSTS28000", "common", { scope: `${OUTLOOK}/SMTP.Send User.Read` }],
    ["a scope that nobody consented to", "400 invalid_grant AADSTS65001", "common", { scope: `${OUTLOOK}/Mail.Send` }],
    ["the directory of personal accounts", "400 invalid_grant AADSTS700005", "consumers", {}],
  ])("refuses %s", async (_, refusal, tenant, changes) => {
    expect(tokenRefusal(await s.refresh(await fresh(), changes, tenant)).split(":")[0]).toBe(refusal);
  });

  it("refuses the token of another application", async () => {
    const other = await s.register({ displayName: "Other" });
    const answer = await s.refresh(await fresh(), { client_id: other.appId, client_secret: other.secret });
    expect(tokenRefusal(answer)).toBe(
      "400 invalid_grant AADSTS70000: The provided value for the input parameter 'refresh_token' or 'assertion' is not valid.",
    );
  });

  it("refuses what was issued before the user's sessions were revoked, and a new sign-in helps", async () => {
    const token = await fresh();
    const issued = withSeven(s.t.clock.now);
    later(1000);
    const revoked = await s.t.graph("POST", "/users/forms@forms.example/revokeSignInSessions", admin);
    expect(revoked.body.value).toBe(true);
    const refused = await s.refresh(token);
    expect(tokenRefusal(refused)).toBe(
      "400 invalid_grant AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is " +
        `needed. The user might have changed or reset their password. The grant was issued on '${issued}' and the ` +
        `TokensValidFrom date (before which tokens are not valid) for this user is '${withSeven(s.t.clock.now)}'.`,
    );
    expect((await s.refresh(await fresh())).status).toBe(200);
  });

  it("refuses a user whose account is disabled, for as long as it is", async () => {
    const token = await fresh();
    const set = (accountEnabled: boolean) =>
      s.t.graph("PATCH", "/users/forms@forms.example", { ...admin, body: { accountEnabled } });
    expect((await set(false)).status).toBe(204);
    const refused = tokenRefusal(await s.refresh(token));
    await set(true);
    expect(refused).toBe("400 invalid_grant AADSTS50057: The user account is disabled.");
    expect((await s.refresh(token)).status).toBe(200);
  });

  it("refuses what consent was taken back for", async () => {
    const app = await s.register({ displayName: "Unwanted" });
    const client = { client_id: app.appId, client_secret: app.secret };
    const token = textOf((await s.redeem(await s.code({ client_id: app.appId }), client)).body.refresh_token);
    const principal = (await s.t.graph("GET", `/servicePrincipals(appId='${app.appId}')`)).body;
    const { value } = await s.t.graph("GET", `/servicePrincipals/${textOf(principal.id)}/oauth2PermissionGrants`);
    for (const { id } of value) await s.t.graph("DELETE", `/oauth2PermissionGrants/${textOf(id)}`);
    expect(tokenRefusal(await s.refresh(token, client))).toBe(
      `400 invalid_grant AADSTS65001: The user or administrator has not consented to use the application with ID ` +
        `'${app.appId}' named 'Unwanted'. Send an interactive authorization request for this user and resource.`,
    );
  });

  it("survives a restart of the tenant, of which no file tells a code or a token", async () => {
    const code = await s.code();
    const tokens = [await fresh(), await fresh(PAT)];
    const state = filesIn(s.t.folder).state;
    const text = readFileSync(state, "utf8");
    expect([code, ...tokens].filter((value) => text.includes(value))).toEqual([]);
    expect(statSync(state).mode & 0o777).toBe(0o600);
    await s.t.restart();
    expect((await s.redeem(code)).status).toBe(200);
    for (const token of tokens) expect((await s.refresh(token, { scope: MAIL })).status).toBe(200);
  });

  it("begins with no sign-ins on a state that was written before people could sign in", async () => {
    const { state } = filesIn(s.t.folder);
    const { signIn, ...before } = JSON.parse(readFileSync(state, "utf8")) as Record<string, object>;
    expect(Object.keys(signIn ?? {})).toContain("refreshTokens");
    writeFileSync(state, JSON.stringify(before));
    await s.t.restart();
    expect((await s.refresh(await fresh())).status).toBe(200);
  });

  it("leaves neither codes, tokens nor passwords in the log", async () => {
    const code = await s.code();
    const { body } = await s.redeem(code);
    const secrets = [code, textOf(body.refresh_token), textOf(body.access_token), s.app.secret, "forms-local"];
    const log = s.t.logged.join("\n");
    expect(secrets.filter((value) => log.includes(value))).toEqual([]);
    expect(s.t.logged).toContain("GET /common/oauth2/v2.0/authorize 200");
  });
});
