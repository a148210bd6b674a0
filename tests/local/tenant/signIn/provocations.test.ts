import { readFile } from "node:fs/promises";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";

import { PROVOCABLE } from "../../../../local/tenant/signIn/provocations.ts";
import { textOf } from "../../../../local/tenant/state/json.ts";
import { refusal } from "../testTenant.ts";
import { type SignInTenant, startSignInTenant, tokenRefusal, told } from "./signInTenant.ts";

const FORMS = { user: "forms@forms.example", password: "forms-local" };

let s: SignInTenant;
let token: string;
beforeAll(async () => {
  s = await startSignInTenant();
  token = textOf((await s.redeem(await s.code())).body.refresh_token);
});
afterAll(() => s.t.close());
afterEach(() => s.t.send("DELETE", "/local/faults"));

const provoke = (aadsts: unknown, where = {}) =>
  s.t.send("POST", "/local/faults", { body: { kind: "signInError", aadsts, ...where } });

describe("POST /local/faults with kind signInError", () => {
  it.each<[number, string, string | undefined]>([
    [50057, "400 invalid_grant AADSTS50057: The user account is disabled.", undefined],
    [
      50076,
      "400 invalid_grant AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a " +
        "new location, you must use multi-factor authentication to access '{client}'.",
      "basic_action",
    ],
    [
      50079,
      "400 invalid_grant AADSTS50079: Due to a configuration change made by your administrator, or because you moved to a " +
        "new location, you must enroll in multi-factor authentication to access '{client}'.",
      "basic_action",
    ],
    [
      53003,
      "400 invalid_grant AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not " +
        "allow token issuance.",
      "message_only",
    ],
    [
      70043,
      "400 invalid_grant AADSTS70043: The refresh token has expired or is invalid due to sign-in frequency checks by " +
        "conditional access. The token was issued on {2 days ago} and the maximum allowed lifetime for this request is 86400.",
      "bad_token",
    ],
    [
      700082,
      "400 invalid_grant AADSTS700082: The refresh token has expired due to inactivity. The token was issued on {90 days ago} " +
        "and was inactive for 90.00:00:00.",
      undefined,
    ],
    [90033, "400 temporarily_unavailable AADSTS90033: A transient error has occurred. Please try again.", undefined],
    [
      7000222,
      "401 invalid_client AADSTS7000222: The provided client secret keys for app '{client}' are expired. Visit the Azure " +
        "portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials " +
        "for added security: https://aka.ms/certCreds.",
      undefined,
    ],
  ])("makes a token request meet AADSTS%i once", async (aadsts, expected, suberror) => {
    await provoke(aadsts, { path: "/token" });
    const refused = await s.refresh(token);
    const daysAgo = (days: string): string =>
      new Date(s.t.clock.now.getTime() - Number(days) * 86_400_000).toISOString().replace("Z", "0000Z");
    expect(tokenRefusal(refused)).toBe(
      expected.replace("{client}", s.app.appId).replace(/\{(\d+) days ago\}/, (_, days: string) => daysAgo(days)),
    );
    expect(refused.body.suberror).toBe(suberror);
    expect((await s.refresh(token)).status).toBe(200);
  });

  it.each([
    [50053, "Sign in to your account", "AADSTS50053: The account is locked"],
    [50057, "Sign in to your account", "AADSTS50057: The user account is disabled."],
    [53003, "You cannot access this right now", "AADSTS53003: Access has been blocked"],
    [50076, "Sorry, but we're having trouble signing you in", "AADSTS50076: Due to a configuration change"],
    [50072, "Sorry, but we're having trouble signing you in", "AADSTS50072: Due to a configuration change"],
    [530035, "Sorry, but we're having trouble signing you in", "AADSTS530035: Access has been blocked by security"],
    [500213, "Sorry, but we're having trouble signing you in", "AADSTS500213: The resource tenant's cross-tenant"],
    [50105, "Sorry, but we're having trouble signing you in", "AADSTS50105: Your administrator has configured"],
  ])("shows AADSTS%i to the person who signs in, on the page %s", async (aadsts, title, words) => {
    await provoke(aadsts, { path: "/login" });
    const browser = s.browser();
    const screen = await browser.submit(await browser.open(s.link()), FORMS);
    expect([screen.title, screen.location]).toEqual([title, undefined]);
    expect(screen.text).toContain(words);
  });

  it("tells the application that interaction is required when it asked for a silent sign-in", async () => {
    const browser = s.browser();
    await browser.submit(await browser.open(s.link()), FORMS);
    await provoke(50076);
    const { location = "" } = await browser.open(s.link({ prompt: "none" }));
    expect(told(new URL(location))).toMatchObject({ error: "interaction_required" });
  });

  it("meets only the person and the application that it names", async () => {
    await provoke(53003, { user: "nora@forms.example" });
    await provoke(53003, { client: "11111111-0000-4000-8000-000000000000" });
    expect((await s.refresh(token)).status).toBe(200);
    await provoke(53003, { user: "FORMS@forms.example", client: s.app.appId });
    expect((await s.refresh(token)).status).toBe(400);
  });

  it.each([
    [12, "Invalid aadsts '12'. Allowed are "],
    ["50076", "Invalid aadsts '50076': a number is needed."],
    [undefined, "Invalid aadsts ''. Allowed are "],
  ])("refuses %j, and says what there is", async (aadsts, words) => {
    const [before, after] = refusal(await provoke(aadsts)).split("16000, 50020, 50034, 50053");
    expect(before).toBe(`400 Request_BadRequest: ${words}`);
    expect(after?.endsWith(", 7000222, 9002313, 9002332.") ?? false).toBe(words.endsWith("are "));
  });
});

it("local/tenant/README.md names every number that can be asked for, and no other", async () => {
  const page = await readFile(new URL("../../../../local/tenant/README.md", import.meta.url), "utf8");
  const list = /It knows ([^.]+)\./.exec(page)?.[1] ?? "";
  expect(list.split(/,\s+|\s+and\s+/).map(Number)).toEqual(PROVOCABLE);
});
