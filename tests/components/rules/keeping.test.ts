import { describe, expect, it } from "@jest/globals";

import { ConfigReader } from "../../../components/rules/configReader.ts";
import { readKeeping } from "../../../components/rules/keeping.ts";

type Raw = Parameters<typeof readKeeping>[1];

function read(raw: Raw, stack = "prod") {
  const reader = new ConfigReader();
  return { ...readKeeping(reader, { preset: "aem-cloud", ...raw }, stack), faults: reader.faults };
}

const ORGANIZATION = "0123456789ABCDEF01234567@AdobeOrg";
const PLACE = { organization: ORGANIZATION, program: "12345", environment: "67890" };
const list = (...places: unknown[]): string => JSON.stringify(places);

describe("how mail is kept going", () => {
  it("is read, with nothing assumed", () => {
    expect(read({})).toEqual({
      vault: undefined,
      deliverTo: [],
      deliverBetween: undefined,
      otherPlaces: [],
      rotateEvery: undefined,
      notify: [],
      faults: [],
    });
    const deliverTo = list({ ...PLACE, program: 12345, service: "author" }, PLACE);
    expect(
      read({
        tokenStore: "https://contoso-mail.vault.azure.net/",
        deliverTo,
        deliverBetween: "22:30-04:00",
        otherPlaces: '["Forms server in Zürich (old)","finance/mail/prod"]',
        rotateEvery: "120d",
        notify: '["octocat","mona-lisa"]',
      }),
    ).toEqual({
      vault: { vaultUrl: "https://contoso-mail.vault.azure.net", secretName: "aem-mail-oauth-prod-refresh-token" },
      deliverTo: [{ ...PLACE, service: "author" }, PLACE],
      deliverBetween: { from: 1350, to: 240 },
      otherPlaces: ["Forms server in Zürich (old)", "finance/mail/prod"],
      rotateEvery: 120,
      notify: ["octocat", "mona-lisa"],
      faults: [],
    });
  });

  it.each([
    ["https://contoso.vault.usgovcloudapi.net/secrets/mail", "https://contoso.vault.usgovcloudapi.net", "mail"],
    ["https://contoso.vault.azure.cn", "https://contoso.vault.azure.cn", "aem-mail-oauth-my-stack-refresh-token"],
  ])("takes %s for a vault", (tokenStore, vaultUrl, secretName) => {
    expect(read({ tokenStore }, "my.stack").vault).toEqual({ vaultUrl, secretName });
  });

  it("knows the stack itself by name", () => {
    expect(read({ tokenStore: "stack" })).toMatchObject({ vault: undefined, faults: [] });
  });

  it.each([
    "vault",
    "http://contoso.vault.azure.net",
    "https://contoso.vault.azure.net.evil.example",
    "https://evil.example/https://contoso.vault.azure.net",
    "https://contoso.vault.azure.net:8443",
    "https://user@contoso.vault.azure.net",
    "https://contoso.vault.azure.net/keys/mail",
    "https://contoso.vault.azure.net/secrets/a/b",
    "https://c.vault.azure.net",
    "https://a--b.vault.azure.net",
    "https://contoso.vault.azure.net/secrets/mail?x=1",
    "https://contoso.vault.azure.net\n",
  ])("refuses %j as a vault: a token sent elsewhere is lost", (tokenStore) => {
    expect(read({ tokenStore })).toMatchObject({ vault: undefined, faults: [{ setting: "tokenStore" }] });
  });

  it.each<[string, string, string]>([
    ["no list", '"12345"', "deliverTo"],
    ["no object", list("12345"), "deliverTo[0]"],
    ["an unknown key", list({ ...PLACE, enviroment: "1" }), "deliverTo[0].enviroment"],
    [
      "an organization without its end",
      list({ ...PLACE, organization: "0123456789ABCDEF01234567" }),
      "deliverTo[0].organization",
    ],
    ["a program that is a path", list({ ...PLACE, program: "1/../2" }), "deliverTo[0].program"],
    ["no environment", list({ organization: ORGANIZATION, program: "1" }), "deliverTo[0].environment"],
    ["another service", list({ ...PLACE, service: "dispatcher" }), "deliverTo[0].service"],
    ["one twice", list(PLACE, { ...PLACE, organization: ORGANIZATION }), "deliverTo[1]"],
  ])("refuses %s to deliver to", (_, deliverTo, setting) => {
    expect(read({ deliverTo }).faults).toMatchObject([{ setting }]);
  });

  it.each([
    ["aem-forms-jee", 'preset "aem-forms-jee"'],
    ["aem-65-osgi", 'preset "aem-65-osgi"'],
    [undefined, 'preset "aem-forms-jee", the default'],
  ])("refuses to deliver to Cloud Manager with preset %s", (preset, given) => {
    const reader = new ConfigReader();
    readKeeping(reader, { deliverTo: list(PLACE), ...(preset === undefined ? {} : { preset }) }, "prod");
    expect(reader.faults).toEqual([
      {
        setting: "deliverTo",
        given,
        allowed: 'deliverTo with preset "aem-cloud" alone: an environment of Cloud Manager is AEM as a Cloud Service',
        fix:
          "pulumi config set aem-mail-oauth:preset aem-cloud. Where AEM is another edition, take deliverTo out: " +
          "`npx aem-mail-oauth deliver` then asks place by place.",
      },
    ]);
  });

  it.each([
    ["an empty list with another edition", { preset: "aem-forms-jee", deliverTo: "[]" }],
    ["a preset that nobody knows, which is refused by itself", { preset: "aem-clout", deliverTo: list(PLACE) }],
  ])("has nothing against %s", (_, raw) => {
    expect(read(raw).faults).toEqual([]);
  });

  it.each(["22:00", "24:00-01:00", "9:00-10:00", "10:00-10:00", "22:00 - 04:00", "22:60-23:00"])(
    "refuses %s as hours",
    (deliverBetween) => {
      expect(read({ deliverBetween }).faults).toMatchObject([{ setting: "deliverBetween" }]);
    },
  );

  it.each([
    ["6d", undefined],
    ["174d", undefined],
    ["84d", "90d"],
    ["120", undefined],
    ["0d", undefined],
  ])("refuses to rotate every %s where a secret lives for %s", (rotateEvery, maxSecretLifetime) => {
    expect(
      read({ rotateEvery, ...(maxSecretLifetime === undefined ? {} : { maxSecretLifetime }) }).faults,
    ).toMatchObject([{ setting: "rotateEvery" }]);
  });

  it.each([
    ["173d", undefined],
    ["7d", undefined],
    ["83d", "90d"],
  ])("rotates every %s of %s", (rotateEvery, maxSecretLifetime) => {
    expect(read({ rotateEvery, ...(maxSecretLifetime === undefined ? {} : { maxSecretLifetime }) }).faults).toEqual([]);
  });

  it.each(["", " a", "a\nb", "a`b", "<b>", "a".repeat(81), "Basel"])("refuses the place %j beside another", (name) => {
    const { otherPlaces, faults } = read({ otherPlaces: JSON.stringify(["Basel", name]) });
    expect({ otherPlaces, faults }).toMatchObject({ otherPlaces: ["Basel"], faults: [{ setting: "otherPlaces[1]" }] });
  });

  it.each(["@octocat", "contoso/platform", "-a", "a--b", "", "a".repeat(40)])("refuses to notify %j", (name) => {
    expect(read({ notify: JSON.stringify(["octocat", name]) })).toMatchObject({
      notify: ["octocat"],
      faults: [{ setting: "notify[1]" }],
    });
  });
});
