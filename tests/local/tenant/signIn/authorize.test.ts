import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";

import { TENANT_ID } from "../../../../local/tenant/state/seed.ts";
import type { PlainBrowser, Screen } from "./person.ts";
import { MAIL, NATIVE, OUTLOOK, REDIRECT, type SignInTenant, startSignInTenant, told } from "./signInTenant.ts";

const NOBODY = "11111111-0000-4000-8000-000000000000";
const FORMS = { user: "forms@forms.example", password: "forms-local" };
const SORRY = "Sorry, but we're having trouble signing you in";

let s: SignInTenant;
let browser: PlainBrowser;
beforeAll(async () => {
  s = await startSignInTenant();
});
afterAll(() => s.t.close());
beforeEach(() => {
  browser = s.browser();
});

/** Signs the mailbox in and consents, with the browser of this test. */
const signIn = async (link = s.link()): Promise<Screen> => {
  const screen = await browser.submit(await browser.open(link), FORMS);
  return screen.title === "Permissions requested" ? browser.submit(screen, { answer: "accept" }) : screen;
};
const answer = ({ location = "" }: Screen): Record<string, string> => told(new URL(location));

describe("GET /{tenant}/oauth2/v2.0/authorize shows a page, and redirects nobody,", () => {
  it.each<[string, string, string, Record<string, string>]>([
    ["for an unknown application", "AADSTS700016", "common", { client_id: NOBODY }],
    ["for an application id that is none", "AADSTS700038", "common", { client_id: "me" }],
    ["for no application id", "AADSTS900144", "common", { client_id: "" }],
    ["for an unknown tenant", "AADSTS90002", NOBODY, {}],
    ["for a malformed tenant", "AADSTS900023", "nowhere", {}],
    ["for another host", "AADSTS50011", "common", { redirect_uri: "https://elsewhere.example" }],
    ["for another path", "AADSTS50011", "common", { redirect_uri: "http://localhost/callback" }],
    ["for a path that is only a slash", "AADSTS50011", "common", { redirect_uri: "http://localhost/" }],
    ["for https in place of http", "AADSTS50011", "common", { redirect_uri: "https://localhost" }],
    [
      "for another letter case in the path",
      "AADSTS50011",
      "common",
      { redirect_uri: NATIVE.replace("common", "Common") },
    ],
    [
      "for a host that only begins alike",
      "AADSTS50011",
      "common",
      { redirect_uri: "http://localhost.elsewhere.example" },
    ],
    [
      "for a user name before the host",
      "AADSTS50011",
      "common",
      { redirect_uri: "http://localhost:1@elsewhere.example" },
    ],
    ["for 127.0.0.1 in place of localhost", "AADSTS50011", "common", { redirect_uri: "http://127.0.0.1:51234" }],
    ["for a script", "AADSTS50011", "common", { redirect_uri: "javascript:alert(1)" }],
  ])("%s: %s", async (_, code, tenant, changes) => {
    const { status, title, text, location } = await browser.open(s.link(changes, tenant));
    expect([status, title, location]).toEqual([400, SORRY, undefined]);
    expect(text).toContain(`${code}: `);
    expect(text).toMatch(/Trace ID [0-9a-f-]{36} Correlation ID [0-9a-f-]{36} Timestamp \d{4}-/);
  });

  it("for an application without redirect URIs: AADSTS500113", async () => {
    const { appId } = await s.register({ web: {} });
    expect((await browser.open(s.link({ client_id: appId }))).text).toContain("AADSTS500113: No reply address");
  });

  it("for personal accounts and an application that is not for them", async () => {
    const { appId } = await s.register({ signInAudience: "AzureADMultipleOrgs" });
    const { text } = await browser.open(s.link({ client_id: appId }, "consumers"));
    expect(text).toContain("The client does not exist or is not enabled for consumers.");
  });
});

describe("GET /{tenant}/oauth2/v2.0/authorize tells the application", () => {
  it.each<[string, string, number, Record<string, string>]>([
    ["an unknown response type", "unsupported_response_type", 70005, { response_type: "token" }],
    ["no response type", "invalid_request", 900144, { response_type: "" }],
    ["an unknown response mode", "invalid_request", 70007, { response_mode: "carrier_pigeon" }],
    ["an unknown prompt", "invalid_request", 90023, { prompt: "please" }],
    ["no scope", "invalid_request", 900144, { scope: "" }],
    ["a scope with a line break", "invalid_scope", 70011, { scope: `${OUTLOOK}/SMTP.Send\n` }],
    ["an unknown permission", "invalid_client", 650053, { scope: `${OUTLOOK}/Post.Send` }],
    ["an unknown API", "invalid_resource", 500011, { scope: "https://nowhere.example/Mail.Send" }],
    ["a challenge that is too short", "invalid_request", 501491, { code_challenge: "short" }],
    ["an unknown challenge method", "invalid_request", 90023, { code_challenge: "x", code_challenge_method: "S512" }],
  ])("of %s: %s, AADSTS%i", async (_, error, code, changes) => {
    const fields = answer(await browser.open(s.link(changes)));
    expect(fields).toEqual({
      error,
      error_description: expect.stringContaining(`AADSTS${String(code)}: `),
      error_uri: `${s.t.tenant.url}/error?code=${String(code)}`,
      state: "the state",
    });
  });

  it.each(["common", "organizations", "consumers"])("that a single-tenant one is unknown to /%s", async (tenant) => {
    const { appId } = await s.register({ signInAudience: "AzureADMyOrg" });
    const screen = await browser.open(s.link({ client_id: appId }, tenant));
    const seen = tenant === "consumers" ? screen.text : (answer(screen).error_description ?? "");
    expect(seen).toContain(
      tenant === "consumers"
        ? "The client does not exist or is not enabled for consumers."
        : `AADSTS50194: Application '${appId}'(Forms mail) is not configured as a multi-tenant application.`,
    );
  });

  it("what error_uri says of a code", async () => {
    const { title, text } = await browser.open(`${s.t.tenant.url}/error?code=50011`);
    expect([title, text]).toEqual(["Error code lookup", expect.stringContaining("AADSTS50011")]);
  });
});

describe("the answer of a sign-in", () => {
  it("comes back to the port that the application listens on, with its state", async () => {
    const { status, location, headers } = await signIn(s.link({ redirect_uri: "http://localhost:49152" }));
    expect(status).toBe(302);
    expect(location).toMatch(
      /^http:\/\/localhost:49152\/\?code=1\.A[\w-]{128}&session_state=[\w-]{36}&state=the\+state$/,
    );
    expect([headers["referrer-policy"], headers["cache-control"]]).toEqual(["no-referrer", "no-store"]);
  });

  it("has no state when the request had none, and goes to the first redirect URI when the request named none", async () => {
    const { location = "" } = await signIn(s.link({ state: "", redirect_uri: "" }));
    expect(location).toMatch(/^http:\/\/localhost\/\?code=[^&]+&session_state=[^&]+$/);
  });

  it("comes in the fragment with response_mode=fragment", async () => {
    const { location } = await signIn(s.link({ response_mode: "fragment" }));
    expect(location).toMatch(/^http:\/\/localhost:51234\/#code=[^&]+&session_state=[^&]+&state=the\+state$/);
  });

  it("comes as a form that posts itself with response_mode=form_post", async () => {
    const { status, location, forms } = await signIn(s.link({ response_mode: "form_post", state: `"><script>` }));
    expect([status, location]).toEqual([200, undefined]);
    expect(forms).toEqual([
      {
        action: `${REDIRECT}/`,
        fields: {
          code: expect.stringMatching(/^1\.A/),
          session_state: expect.any(String),
          state: `"><script>`,
        },
      },
    ]);
  });

  it("comes to the tenant's own page in place of Microsoft's nativeclient", async () => {
    const { location = "" } = await signIn(s.link({ redirect_uri: NATIVE }));
    expect(location.split("?")[0]).toBe(`${s.t.tenant.url}/common/oauth2/nativeclient`);
    const page = await browser.open(location);
    expect([page.status, page.title]).toEqual([200, "Copy the address of this page"]);
    const code = new URL(location).searchParams.get("code") ?? "";
    expect(page.html).not.toContain(code);
    expect((await s.redeem(code, { redirect_uri: NATIVE })).status).toBe(200);
  });

  it("is the same when the request was posted", async () => {
    const [path = "", query] = s.link().split("?");
    const screen = await browser.submit(
      { ...(await browser.open(s.link())), forms: [{ action: path, fields: {} }] },
      Object.fromEntries(new URLSearchParams(query)),
    );
    expect(screen.title).toBe("Sign in to your account");
  });
});

describe("the sign-in page", () => {
  it("fills in the login hint, and ignores the domain hint", async () => {
    const { html } = await browser.open(
      s.link({ login_hint: "forms@forms.example", domain_hint: "elsewhere.example" }),
    );
    expect(html).toContain('value="forms@forms.example"');
    expect(html).not.toContain("elsewhere.example");
  });

  it.each([
    ["nobody@forms.example", "forms-local", /AADSTS50034: The user account nobody@forms\.example does not exist/],
    ["forms@forms.example", "wrong", /AADSTS50126: Error validating credentials due to invalid username or password/],
    ["pat.personal@outlook.example", "wrong", /AADSTS50126/],
  ])("asks %s with password %s again", async (user, password, expected) => {
    const screen = await browser.submit(await browser.open(s.link()), { user, password });
    expect([screen.status, screen.title]).toEqual([200, "Sign in to your account"]);
    expect(screen.text).toMatch(expected);
    expect((await browser.submit(screen, FORMS)).title).not.toBe("Sign in to your account");
  });

  it("says that an account is disabled", async () => {
    const set = (accountEnabled: boolean) =>
      s.t.graph("PATCH", "/users/nora@forms.example", { as: "administrator", body: { accountEnabled } });
    await set(false);
    const screen = await browser.submit(await browser.open(s.link()), { ...FORMS, user: "nora@forms.example" });
    await set(true);
    expect(screen.text).toContain("AADSTS50057: The user account is disabled.");
  });

  it.each<[string, string, string, string]>([
    ["pat.personal@outlook.example", "AzureADMultipleOrgs", "common", "a personal account"],
    ["pat.personal@outlook.example", "AzureADandPersonalMicrosoftAccount", "organizations", "a personal account"],
    ["forms@forms.example", "AzureADandPersonalMicrosoftAccount", "consumers", "a work or school account"],
  ])("refuses %s for %s at /%s", async (user, signInAudience, tenant, kind) => {
    const { appId } = await s.register({ signInAudience });
    const page = await browser.open(s.link({ client_id: appId }, tenant));
    const screen = await browser.submit(page, { ...FORMS, user });
    expect(screen.text).toContain(`You can't sign in here with ${kind}.`);
  });

  it("escapes what the application is called", async () => {
    const { appId } = await s.register({ displayName: `<img src=x onerror="alert('1')"> & Co` });
    const { html } = await browser.open(s.link({ client_id: appId, login_hint: `"><script>alert(1)</script>` }));
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; Co");
    expect(html).not.toMatch(/<img|<script/);
  });

  it("allows no script, no frame around it, no cookie to anybody else, and names nobody where it leads", async () => {
    const { headers } = await browser.open(s.link());
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; frame-ancestors 'none'$/,
      ),
      "content-type": "text/html; charset=utf-8",
      "referrer-policy": "no-referrer",
      "set-cookie": [expect.stringMatching(/^__Host-local-tenant=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/)],
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
  });

  it("takes no form that another browser was given", async () => {
    const theirs = await s.browser().open(s.link());
    const screen = await browser.submit(theirs, FORMS);
    expect([screen.status, screen.title]).toEqual([400, "This sign-in is over"]);
  });
});

describe("prompt", () => {
  it("left out: who is signed in and has consented is not asked again, and gets a code at once", async () => {
    await signIn();
    expect(answer(await browser.open(s.link())).code).toMatch(/^1\.A/);
    expect(answer(await browser.open(s.link({ login_hint: "FORMS@forms.example" }))).code).toMatch(/^1\.A/);
    expect((await browser.open(s.link({ login_hint: "nora@forms.example" }))).title).toBe("Sign in to your account");
  });

  it.each([
    ["login", "Sign in to your account"],
    ["select_account", "Sign in to your account"],
    ["consent", "Permissions requested"],
  ])("%s: asks again", async (prompt, title) => {
    await signIn();
    expect((await browser.open(s.link({ prompt }))).title).toBe(title);
  });

  it("none: answers without a page, with a code or with what is in the way", async () => {
    const other = await s.register({ displayName: "Other" });
    const silent = async (changes = {}) => answer(await browser.open(s.link({ prompt: "none", ...changes })));
    const nobody = await silent();
    await signIn();
    const [signedIn, unconsented] = [await silent(), await silent({ client_id: other.appId })];
    expect(signedIn).toEqual({ code: expect.any(String), session_state: expect.any(String), state: "the state" });
    expect([nobody, unconsented]).toMatchObject([
      {
        error: "login_required",
        error_description: "AADSTS50058: A silent sign-in request was sent but no user is signed in.",
      },
      { error: "consent_required", error_description: expect.stringMatching(/^AADSTS65001: /) },
    ]);
  });

  it("none: asks for a sign-in again once the user's sessions were revoked", async () => {
    await signIn();
    s.t.clock.now = new Date(s.t.clock.now.getTime() + 1000);
    await s.t.graph("POST", "/users/forms@forms.example/revokeSignInSessions", { as: "administrator" });
    expect(answer(await browser.open(s.link({ prompt: "none" })))).toMatchObject({ error: "login_required" });
  });
});

describe("GET /{tenant}/oauth2/v2.0/logout", () => {
  it("signs the browser out", async () => {
    await signIn(s.link({ scope: MAIL }, TENANT_ID));
    expect((await browser.open(`${s.t.tenant.url}/common/oauth2/v2.0/logout`)).title).toBe("Signed out");
    expect((await browser.open(s.link())).title).toBe("Sign in to your account");
  });
});
