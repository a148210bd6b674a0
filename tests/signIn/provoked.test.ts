import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { explainNumber } from "../../commands/consent/explainNumber.ts";
import { TENANT_ID } from "../../local/tenant/index.ts";
import { causeOf, CAUSES } from "../../signIn/causes.ts";
import { namesOf, type Target } from "../../signIn/target.ts";
import type { Redemption, Tokens } from "../../signIn/tokenClient.ts";
import { MAIL, NATIVE, OUTLOOK } from "../local/tenant/signIn/signInTenant.ts";
import { MAILBOX, paste, type SignInApplication, startSignInApplication, wordsOf } from "./signInApplication.ts";

let a: SignInApplication;

beforeAll(async () => {
  a = await startSignInApplication();
});

afterAll(() => a.close());

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NATIVE_LINK = { redirect_uri: NATIVE };

/** Redeems a fresh code of the stack's own link with something changed. */
async function redeem(changes: Partial<Redemption> = {}, application: Partial<Target> = {}): Promise<Tokens> {
  const code = await a.tenant.code(NATIVE_LINK);
  const client = await a.client(application);
  return client.redeem({ code, redirectUri: NATIVE, scope: MAIL, ...changes });
}

/** Refreshes a token of the mailbox after something has happened. */
async function refreshAfter(happens: () => Promise<unknown>, scope = MAIL): Promise<Tokens> {
  const { refreshToken = "" } = await a.tokens();
  await happens();
  return (await a.client()).refresh(refreshToken, scope);
}

/** With the tenant's clock moved on for one request. */
async function later(milliseconds: number, run: () => Promise<Tokens>): Promise<Tokens> {
  const { clock } = a.tenant.t;
  const before = clock.now;
  clock.now = new Date(before.getTime() + milliseconds);
  return run().finally(() => {
    clock.now = before;
  });
}

const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/** That of the verifier: RFC 7636, appendix B. */
const CHALLENGE = { code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };

interface Other {
  readonly redirectUri?: string;
  readonly secret?: string;
  readonly proof?: boolean;
  /** The tenant segment of the sign-in. */
  readonly segment?: string;
  /** Between the sign-in and the redemption. */
  readonly meanwhile?: (appId: string) => Promise<unknown>;
}

/** Redeems a code of another application, which is not as it should be. */
async function withApplication(changes: object, other: Other = {}): Promise<Tokens> {
  const { redirectUri = NATIVE, proof = true, segment, meanwhile } = other;
  const app = await a.tenant.register(changes);
  const asked = { client_id: app.appId, redirect_uri: redirectUri, ...(proof ? CHALLENGE : {}) };
  const code = await a.tenant.code(asked, {}, segment);
  await meanwhile?.(app.appId);
  const client = await a.client({ clientId: app.appId, clientSecret: other.secret ?? app.secret });
  return client.redeem({ code, redirectUri, scope: MAIL, ...(proof ? { verifier: VERIFIER } : {}) });
}

const SPA = { web: { redirectUris: [] }, spa: { redirectUris: ["https://spa.example/"] } };
const LOCAL = "http://localhost";

async function switchOff(appId: string): Promise<void> {
  const path = `/servicePrincipals(appId='${appId}')`;
  await a.tenant.t.graph("PATCH", path, { body: { accountEnabled: false }, as: "administrator" });
}

/** Met as it happens: the tenant refuses by its own rules. */
const HAPPENS: Readonly<Record<number, () => Promise<Tokens>>> = {
  28000: () => redeem({ scope: `${OUTLOOK}/SMTP.Send https://graph.microsoft.com/User.Read` }),
  50194: () => withApplication({ signInAudience: "AzureADMyOrg" }, { segment: TENANT_ID }),
  54005: async () => {
    const code = await a.tenant.code(NATIVE_LINK);
    const client = await a.client();
    const redemption = { code, redirectUri: NATIVE, scope: MAIL };
    await client.redeem(redemption);
    return client.redeem(redemption);
  },
  70000: () => redeem({ code: "0.ASY-cut-off-somewhere-in-the-middle" }),
  70008: () => later(11 * MINUTE, () => redeemOld()),
  70011: () => redeem({ scope: `${OUTLOOK}/SMTP.Send offline_access\nopenid` }),
  90002: () => redeem({}, { tokenUrl: `${a.tenant.t.tenant.url}/not-there.example/oauth2/v2.0/token` }),
  500112: () => redeem({ redirectUri: "http://localhost" }),
  501481: () => redeem({ verifier: "a-verifier-that-belongs-to-another-run-of-the-command" }),
  650053: () => redeem({ scope: `${OUTLOOK}/SMTP.Sendd` }),
  700005: async () => {
    const code = await a.tenant.code(NATIVE_LINK, { user: "pat.personal@outlook.example" });
    const client = await a.client({ tokenUrl: `${a.tenant.t.tenant.url}/${TENANT_ID}/oauth2/v2.0/token` });
    return client.redeem({ code, redirectUri: NATIVE, scope: MAIL });
  },
  700016: () => redeem({}, { clientId: "5a1e0f3c-6b7d-4c8e-9f10-1a2b3c4d5e6f" }),
  700025: () =>
    withApplication({ web: { redirectUris: [] }, publicClient: { redirectUris: [LOCAL] } }, { redirectUri: LOCAL }),
  700038: () => redeem({}, { clientId: "00000000-0000-0000-0000-000000000000" }),
  700082: () =>
    refreshAfter(() => Promise.resolve()).then(async ({ refreshToken = "" }) =>
      later(91 * DAY, async () => (await a.client()).refresh(refreshToken, MAIL)),
    ),
  7000215: () => redeem({}, { clientSecret: "the-id-rather-than-the-value" }),
  7000218: () => redeem({}, { clientSecret: "" }),
  7000112: () => withApplication({}, { meanwhile: switchOff }),
  9002325: () => withApplication(SPA, { redirectUri: "https://spa.example/", secret: "", proof: false }),
  9002327: () => withApplication(SPA, { redirectUri: "https://spa.example/", secret: "" }),
};

async function redeemOld(): Promise<Tokens> {
  const { clock } = a.tenant.t;
  const now = clock.now;
  clock.now = new Date(now.getTime() - 11 * MINUTE);
  const code = await a.tenant.code(NATIVE_LINK);
  clock.now = now;
  return (await a.client()).redeem({ code, redirectUri: NATIVE, scope: MAIL });
}

/** Met at the token endpoint on demand: what takes policies, licences or a long time to bring about. */
const ON_DEMAND = [
  16000, 50020, 50034, 50053, 50055, 50057, 50058, 50072, 50074, 50076, 50078, 50079, 50089, 50105, 50126, 50132, 50133,
  50148, 50173, 50196, 51004, 53000, 53002, 53003, 65001, 65004, 65005, 70043, 90014, 90033, 90072, 90094, 500011,
  500208, 500212, 500213, 500341, 530003, 530032, 530035, 650052, 650056, 650057, 700084, 7000222, 9002313, 9002332,
];

/** Shown by the sign-in page and told to no program: found with --explain, or by pasting the page's words. */
const ON_THE_PAGE: Readonly<Record<number, () => Promise<string>>> = {
  50011: () => pageOf({ redirect_uri: "https://elsewhere.example/" }),
  50059: () => Promise.resolve("AADSTS50059: No tenant-identifying information found."),
  500113: async () => {
    const { appId } = await a.tenant.register({ web: { redirectUris: [] } });
    return pageOf({ client_id: appId });
  },
  900023: () => pageOf({}, "not a tenant"),
};

/** What the tenant does not do, known from reports alone. */
const FROM_REPORTS = [50128, 53001, 70003, 90095, 700022, 900144, 900561, 900971, 7000229];

async function pageOf(changes: Record<string, string>, segment?: string): Promise<string> {
  const { text } = await a.tenant.browser().open(a.tenant.link({ ...NATIVE_LINK, ...changes }, segment));
  return text;
}

/** What the person is told of an error, up to Microsoft's own words. */
function told(aadsts: number): string {
  const cause = causeOf(aadsts, namesOf(a.target(), MAILBOX, MAILBOX));
  return `${cause?.what ?? ""}\nWhat to do: ${cause?.way ?? ""}\nMicrosoft says: AADSTS${aadsts}: `;
}

async function errorOf(run: () => Promise<Tokens>): Promise<string> {
  return run().then(
    () => "no error",
    (error: unknown) => wordsOf(a, error),
  );
}

describe("a refusal that happens", () => {
  it.each(Object.entries(HAPPENS))("AADSTS%s is told by its cause, with the ids for support", async (aadsts, run) => {
    const error = await errorOf(run);
    expect(error.slice(0, told(Number(aadsts)).length)).toBe(told(Number(aadsts)));
    expect(error).toMatch(/ \[ids\]$/);
  });
});

describe("a refusal on demand", () => {
  it.each(ON_DEMAND)("AADSTS%i is told by its cause, with the ids for support", async (aadsts) => {
    const { refreshToken = "" } = await a.tokens();
    await a.provoke(aadsts, { path: "/token" });
    const error = await errorOf(async () => (await a.client()).refresh(refreshToken, MAIL));
    expect(error.slice(0, told(aadsts).length)).toBe(told(aadsts));
    expect(error).toMatch(/ \[ids\]$/);
  });
});

describe("an error that only the page shows", () => {
  it.each(Object.entries(ON_THE_PAGE))(
    "AADSTS%s is explained when its words are pasted, or its number asked for",
    async (aadsts, page) => {
      const words = await page();
      expect(words).toContain(`AADSTS${aadsts}: `);
      const { error = "" } = await paste(a, () => Promise.resolve(words));
      expect(error.split("\nMicrosoft says: ")[0]).toBe(told(Number(aadsts)).split("\nMicrosoft says: ")[0]);
      expect(explainNumber(`AADSTS${aadsts}`)).toMatch(new RegExp(`^AADSTS${aadsts}\\n.+\\nWhat to do: .+\\n$`, "s"));
    },
  );
});

describe("the table of causes", () => {
  it("holds what is met here, what is met on a page, and what is known from reports alone", () => {
    const met = [...Object.keys(HAPPENS), ...ON_DEMAND, ...Object.keys(ON_THE_PAGE), ...FROM_REPORTS].map(Number);
    expect(Object.keys(CAUSES).map(Number).sort()).toEqual(met.sort());
  });

  it("says of each what happened and what to do, in sentences, and leaves no name open", () => {
    for (const number of Object.keys(CAUSES).map(Number)) {
      const cause = causeOf(number, namesOf(a.target(), MAILBOX, MAILBOX));
      expect(cause?.what).toMatch(/^[A-Z].*[.]$/s);
      expect(cause?.way).toMatch(/^[A-Z]/);
      expect(`${cause?.what ?? ""}${cause?.way ?? ""}`).not.toMatch(/\{\w+\}/);
    }
  });

  it("says of a refresh token's end that it counts from the issue, and how to be early", () => {
    const { what, way } = causeOf(700082, namesOf(a.target(), MAILBOX, MAILBOX)) ?? { what: "", way: "" };
    expect(what).toMatch(/90 days from its issue.*"inactive" misleads/s);
    expect(way).toMatch(/in every place.*npx aem-mail-oauth due --stack/s);
    const old = Object.entries(CAUSES).filter(([, cause]) =>
      /without use|not used for|unused/.test(cause.what + cause.way),
    );
    expect(old).toEqual([]);
  });

  it.each([50072, 50076, 50079])(
    "names what else than Conditional Access asks for a second factor (AADSTS%i)",
    (number) => {
      expect(causeOf(number, namesOf(a.target(), MAILBOX, MAILBOX))?.what).toMatch(
        /Conditional Access, .*per-user.*, security defaults, or a new place/,
      );
    },
  );

  it.each([
    [50053, /wrong passwords, or .* address \(IP\)/],
    [50173, /revoked: an administrator or .* ended all sessions/],
    [90095, /may not have been asked for yet/],
    [9002325, /across origins, with a proof key/],
    [90033, /says nothing of the token/],
    [50196, /loop/],
  ])("says what AADSTS%i is in Microsoft's list", (number, words) => {
    expect(causeOf(number, namesOf(a.target(), MAILBOX, MAILBOX))?.what).toMatch(words);
  });

  it("tells where Microsoft's own list is for a number that it lacks", () => {
    expect(() => explainNumber("AADSTS123")).toThrow(
      `AADSTS123 is not among the ${Object.keys(CAUSES).length} that are known here. Microsoft's own list: ` +
        "https://login.microsoftonline.com/error?code=123",
    );
  });
});
