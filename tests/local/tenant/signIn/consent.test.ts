import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";

import { textOf } from "../../../../local/tenant/state/json.ts";
import { TENANT_ID } from "../../../../local/tenant/state/seed.ts";
import {
  MAIL,
  OUTLOOK,
  REDIRECT,
  type RegisteredApp,
  type SignInTenant,
  startSignInTenant,
  told,
} from "./signInTenant.ts";

const PASSWORD = "forms-local";

let s: SignInTenant;
let app: RegisteredApp;
beforeAll(async () => {
  s = await startSignInTenant();
});
afterAll(() => s.t.close());
beforeEach(async () => {
  app = await s.register();
});

const link = (changes = {}): string => s.link({ client_id: app.appId, ...changes });
const adminLink = (changes: Record<string, string> = {}, tenant = TENANT_ID): string => {
  const query = { client_id: app.appId, redirect_uri: REDIRECT, scope: MAIL, state: "the state", ...changes };
  return `${s.t.tenant.url}/${tenant}/v2.0/adminconsent?${new URLSearchParams(query).toString()}`;
};

/** The application's grants as `API consentType user: scope`. */
async function grants(): Promise<string[]> {
  const principal = await s.t.graph("GET", `/servicePrincipals(appId='${app.appId}')`);
  if (principal.status === 404) return [];
  const { value } = await s.t.graph("GET", `/servicePrincipals/${textOf(principal.body.id)}/oauth2PermissionGrants`);
  const lines = value.map(async ({ resourceId, principalId, consentType, scope }) => {
    const { body: api } = await s.t.graph("GET", `/servicePrincipals/${textOf(resourceId)}`);
    const user = principalId === null ? undefined : await s.t.graph("GET", `/users/${textOf(principalId)}`);
    const name = user === undefined ? "" : ` ${textOf(user.body.userPrincipalName)}`;
    return `${textOf(api.displayName)} ${textOf(consentType)}${name}: ${textOf(scope)}`;
  });
  return Promise.all(lines);
}

const submitted = async (url: string, user: string, password = PASSWORD) => {
  const browser = s.browser();
  return { browser, screen: await browser.submit(await browser.open(url), { user, password }) };
};

describe("consent", () => {
  it("is asked for in words, with who asks and where the answer goes", async () => {
    const { screen } = await submitted(link(), "forms@forms.example");
    expect(screen.title).toBe("Permissions requested");
    expect(screen.text).toContain("forms@forms.example Permissions requested Forms mail (unverified) would like to:");
    expect(screen.text).toContain("Read and write access to your mail via IMAP");
    expect(screen.text).toContain(`The answer goes to ${REDIRECT}.`);
    expect(screen.text).not.toContain("on behalf of your organization");
  });

  it("makes the service principal and the grants of the person, by API", async () => {
    expect(await grants()).toEqual([]);
    await s.signIn(link());
    expect(await grants()).toEqual([
      "Office 365 Exchange Online Principal forms@forms.example: IMAP.AccessAsUser.All SMTP.Send",
      "Microsoft Graph Principal forms@forms.example: offline_access openid profile",
    ]);
  });

  it("is asked for what is new alone, and adds to what there was", async () => {
    await s.signIn(link());
    const { screen } = await submitted(
      link({ scope: `${MAIL} ${OUTLOOK}/POP.AccessAsUser.All` }),
      "forms@forms.example",
    );
    expect(screen.text).toContain("POP.AccessAsUser.All");
    expect(screen.text).not.toContain("IMAP.AccessAsUser.All");
    await s.signIn(link({ scope: `${OUTLOOK}/POP.AccessAsUser.All` }));
    expect((await grants())[0]).toBe(
      "Office 365 Exchange Online Principal forms@forms.example: IMAP.AccessAsUser.All SMTP.Send POP.AccessAsUser.All",
    );
  });

  it("for .default is asked for everything that the application declares", async () => {
    const [smtp, read] = ["258f6531-6087-4cc4-bb90-092c5fb3ed3f", "570282fd-fa5c-430d-a7fd-fc8dc98a9dca"];
    app = await s.register({
      requiredResourceAccess: [
        {
          resourceAppId: "00000003-0000-0000-c000-000000000000",
          resourceAccess: [smtp, read].map((id) => ({ id, type: "Scope" })),
        },
      ],
    });
    await s.signIn(link({ scope: "https://graph.microsoft.com/.default" }));
    expect(await grants()).toEqual(["Microsoft Graph Principal forms@forms.example: SMTP.Send Mail.Read"]);
  });

  it("to what users may consent to is theirs to give after an administrator gave the rest", async () => {
    const rest = `${OUTLOOK}/SMTP.Send`;
    const strict = "https://graph.microsoft.com/User.Read.All";
    await s.signIn(link({ scope: strict }), { user: "admin@forms.example", consent: "organization" });
    expect(told(await s.signIn(link({ scope: `${strict} ${rest}` }))).code).toMatch(/^1\.A/);
    const { screen } = await submitted(link({ scope: strict, prompt: "consent" }), "forms@forms.example");
    expect(screen.title).toBe("Need admin approval");
  });

  it("is answered once: the page is no good afterwards", async () => {
    const { browser, screen } = await submitted(link(), "forms@forms.example");
    const answers = [
      await browser.submit(screen, { answer: "accept" }),
      await browser.submit(screen, { answer: "cancel" }),
    ];
    expect(answers.map(({ status, title }) => [status, title])).toEqual([
      [302, ""],
      [400, "This sign-in is over"],
    ]);
  });

  it("that is declined is told to the application, and leaves nothing behind", async () => {
    expect(told(await s.signIn(link(), { consent: "cancel" }))).toEqual({
      error: "access_denied",
      error_description: "AADSTS65004: User declined to consent to access the app.",
      error_subcode: "cancel",
      error_uri: `${s.t.tenant.url}/error?code=65004`,
      state: "the state",
    });
    expect(await grants()).toEqual([]);
  });

  it("of an administrator can be for the whole organization, and nobody is asked again", async () => {
    await s.signIn(link(), { user: "admin@forms.example", consent: "organization" });
    expect(await grants()).toEqual([
      "Office 365 Exchange Online AllPrincipals: IMAP.AccessAsUser.All SMTP.Send",
      "Microsoft Graph AllPrincipals: offline_access openid profile",
    ]);
    const { screen } = await submitted(link(), "nora@forms.example");
    expect(screen.location).toMatch(/\?code=1\.A/);
  });

  it("of an administrator is for themselves unless the box is ticked", async () => {
    await s.signIn(link(), { user: "admin@forms.example" });
    expect((await grants())[1]).toBe("Microsoft Graph Principal admin@forms.example: offline_access openid profile");
  });

  it("of a personal account is not the directory's", async () => {
    const pat = { user: "pat.personal@outlook.example" };
    await s.signIn(link(), pat);
    expect(await grants()).toEqual([]);
    expect((await submitted(link(), pat.user)).screen.location).toMatch(/\?code=M\.C5_/);
  });

  it("cannot be given by posting the organization's box as somebody else", async () => {
    const { browser, screen } = await submitted(link(), "forms@forms.example");
    await browser.submit(screen, { answer: "accept", organization: "on" });
    expect((await grants()).every((grant) => grant.includes(" Principal forms@forms.example: "))).toBe(true);
  });
});

describe("a user who may not consent", () => {
  it("is told to ask an admin, and is redirected nowhere", async () => {
    const { screen } = await submitted(link(), "nora@forms.example");
    expect([screen.status, screen.title, screen.location]).toEqual([200, "Need admin approval", undefined]);
    expect(screen.text).toContain(
      "Forms mail (unverified) needs permission to access resources in your organization that only an admin can grant.",
    );
    expect(screen.text).toContain("AADSTS90094");
  });

  it("can return to the application without granting consent", async () => {
    const { browser, screen } = await submitted(link(), "nora@forms.example");
    const [, path = ""] = /href="(\/common\/cancel\?flow=[\w-]+)"/.exec(screen.html) ?? [];
    const { location = "" } = await browser.open(`${s.t.tenant.url}${path}`);
    expect(told(new URL(location))).toEqual({
      error: "access_denied",
      error_description: "AADSTS90094: Admin consent is required. The grant requires admin permission.",
      error_uri: `${s.t.tenant.url}/error?code=90094`,
      state: "the state",
    });
  });

  it("can sign in with an admin account instead", async () => {
    const { browser, screen } = await submitted(link(), "nora@forms.example");
    const [, path = ""] = /href="(\/common\/login\?flow=[\w-]+)"/.exec(screen.html) ?? [];
    const page = await browser.open(`${s.t.tenant.url}${path}`);
    const asked = await browser.submit(page, { user: "admin@forms.example", password: PASSWORD });
    expect(asked.title).toBe("Permissions requested");
  });

  it("cannot consent by posting the form that they were not shown", async () => {
    const browser = s.browser();
    const page = await browser.open(link());
    await browser.submit(page, { user: "nora@forms.example", password: PASSWORD });
    const [form] = page.forms;
    const forged = { ...page, forms: [{ action: "/common/consent", fields: form?.fields ?? {} }] };
    const { location = "" } = await browser.submit(forged, { answer: "accept" });
    expect(told(new URL(location))).toMatchObject({ error: "access_denied" });
    expect(await grants()).toEqual([]);
  });
});

describe("GET /{tenant}/v2.0/adminconsent", () => {
  it.each([TENANT_ID, "organizations"])("at /%s grants for everybody and says what", async (tenant) => {
    expect(told(await s.signIn(adminLink({}, tenant), { user: "admin@forms.example" }))).toEqual({
      admin_consent: "True",
      scope: MAIL,
      state: "the state",
      tenant: TENANT_ID,
    });
    expect(await grants()).toEqual([
      "Office 365 Exchange Online AllPrincipals: IMAP.AccessAsUser.All SMTP.Send",
      "Microsoft Graph AllPrincipals: offline_access openid profile",
    ]);
  });

  it("asks again for what was granted before", async () => {
    await s.signIn(adminLink(), { user: "admin@forms.example" });
    const { screen } = await submitted(adminLink(), "admin@forms.example");
    expect(screen.title).toBe("Permissions requested");
    expect(screen.text).toContain("for all users of your organization");
  });

  it("tells the application when the administrator declines", async () => {
    expect(told(await s.signIn(adminLink(), { user: "admin@forms.example", consent: "cancel" }))).toEqual({
      admin_consent: "True",
      error: "consent_required",
      error_description: "AADSTS65004: The resource owner or authorization server denied the request.",
      error_uri: `${s.t.tenant.url}/error?code=65004`,
      state: "the state",
    });
  });

  it.each(["forms@forms.example", "nora@forms.example"])("sends %s to an admin", async (user) => {
    const { screen } = await submitted(adminLink(), user);
    expect([screen.title, screen.location]).toEqual(["Need admin approval", undefined]);
  });

  it("shows what is wrong with the redirect URI, and tells what is wrong with the scope", async () => {
    const browser = s.browser();
    const page = await browser.open(adminLink({ redirect_uri: "https://elsewhere.example" }));
    expect(page.text).toContain("AADSTS50011");
    const { location = "" } = await browser.open(adminLink({ scope: `${OUTLOOK}/Post.Send` }));
    expect(told(new URL(location))).toMatchObject({ admin_consent: "True", error: "invalid_client" });
  });
});
