import { describe, expect, it } from "@jest/globals";

import { isInSettings, mailReachOf, withEveryService } from "../../../../commands/access/model/mailReach.ts";
import { readStackConfig } from "../../../../components/rules/stackConfig.ts";
import { UserError } from "../../../../support/userError.ts";

const ORGANIZATION = "0123456789ABCDEF01234567@AdobeOrg";
const PLACE = { organization: ORGANIZATION, program: "12345", environment: "67890" };
const VAULT = "https://contoso-mail.vault.azure.net";
const DEFAULT = { tokenStore: "the stack's settings, encrypted", destinations: [] };

function reachOf(ours: Record<string, string>, secret: readonly string[] = []) {
  const values = Object.fromEntries(Object.entries(ours).map(([key, value]) => [`aem-mail-oauth:${key}`, value]));
  const isSecret = (key: string): boolean => secret.includes(key.replace("aem-mail-oauth:", ""));
  const config = readStackConfig({ values, isSecret, stack: "prod", now: new Date("2030-01-01T00:00:00Z") });
  return mailReachOf("prod", config, { values, isSecret });
}

const cloud = (...places: object[]) => ({ preset: "aem-cloud", deliverTo: JSON.stringify(places) });

describe("where the mailbox's token is", () => {
  it("is the stack's settings, and nowhere else, where nothing is set", () => {
    expect(reachOf({})).toEqual(DEFAULT);
    expect(reachOf({ tokenStore: "stack", refreshToken: "v1:abc" }, ["refreshToken"])).toEqual(DEFAULT);
  });

  it("is not called encrypted where it is not", () => {
    expect(reachOf({ refreshToken: "0.token" }).tokenStore).toBe("the stack's settings, not encrypted");
  });

  it.each([
    [VAULT, `${VAULT}/secrets/aem-mail-oauth-prod-refresh-token`],
    ["https://Contoso-Mail.vault.azure.net/secrets/mail/", `${VAULT}/secrets/mail`],
  ])("is the secret of a vault, by name: %s", (tokenStore, expected) => {
    expect(reachOf({ tokenStore }).tokenStore).toBe(expected);
  });

  it("is each environment that is given it, whatever their order", () => {
    const author = { ...PLACE, environment: "1", service: "author" };
    const lines = [
      `organization ${ORGANIZATION}, program 12345, environment 1, service author`,
      `organization ${ORGANIZATION}, program 12345, environment 67890, every service`,
    ];
    expect(reachOf(cloud(PLACE, author)).destinations).toEqual(lines);
    expect(reachOf(cloud(author, PLACE)).destinations).toEqual(lines);
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ["a vault that is none", { tokenStore: "https://evil.example" }, []],
    ["a vault that nobody can read here", { tokenStore: VAULT }, ["tokenStore"]],
    ["destinations that are no list", { preset: "aem-cloud", deliverTo: "everywhere" }, []],
    ["one wrong destination among right ones", cloud(PLACE, { ...PLACE, program: "x" }), []],
    ["destinations that nobody can read here", cloud(PLACE), ["deliverTo"]],
    ["destinations of another edition", { deliverTo: cloud(PLACE).deliverTo }, []],
  ])("cannot be told of %s, whatever the program does with it", (_, ours, secret) => {
    expect(() => reachOf(ours, secret)).toThrow(UserError);
    expect(() => reachOf(ours, secret)).toThrow(/^stack prod: .*(tokenStore|deliverTo)/s);
  });

  it("can be told where something else is wrong, which the program refuses by itself", () => {
    expect(reachOf({ displayNam: "x" })).toEqual(DEFAULT);
  });
});

it("knows the environment that a service is part of", () => {
  const every = `organization ${ORGANIZATION}, program 1, environment 2, every service`;
  expect(withEveryService(every.replace("every service", "service publish"))).toBe(every);
  expect(withEveryService(every)).toBe(every);
});

it.each([
  ["the stack's settings, encrypted", true],
  ["the stack's settings, not encrypted", true],
  [`${VAULT}/secrets/mail`, false],
  ["the stack's settings, encrypted by hand", false],
])("%s is in the settings: %s", (place, expected) => {
  expect(isInSettings(place)).toBe(expected);
});
