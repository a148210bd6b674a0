import { describe, expect, it } from "@jest/globals";

import type { MailApplicationArgs } from "../../../components/mailApplicationArgs.ts";
import { faultMessage, shown } from "../../../components/rules/faults.ts";
import { faultsOf } from "../../../components/rules/validation.ts";

const CONTEXT = { stack: "dev", now: new Date("2030-01-01T00:00:00Z") };
const OWNER = "77777777-2222-4333-8444-555555555555";

/** Arguments as JavaScript or a configuration may give them: the types of closed sets are not kept. */
type LooseArgs = Omit<MailApplicationArgs, "preset" | "cloud" | "signInAudience"> &
  Partial<Record<"preset" | "cloud" | "signInAudience", string>>;

const faults = (args: LooseArgs, stack = "dev") => faultsOf(args as MailApplicationArgs, { ...CONTEXT, stack });

describe("faultsOf", () => {
  it("finds none in the defaults", () => {
    expect(faults({})).toEqual([]);
  });

  it("refuses personal accounts alone, and says why", () => {
    expect(faults({ signInAudience: "PersonalMicrosoftAccount" })).toEqual([
      {
        setting: "signInAudience",
        given: '"PersonalMicrosoftAccount"',
        allowed: '"AzureADMyOrg", "AzureADMultipleOrgs" or "AzureADandPersonalMicrosoftAccount"',
        fix: 'Write "AzureADandPersonalMicrosoftAccount": AEM does not support applications for personal accounts only.',
      },
    ]);
  });

  it.each(["usgovernment", "dod", "china"])("refuses personal accounts in cloud %s", (cloud) => {
    expect(faults({ cloud, signInAudience: "AzureADandPersonalMicrosoftAccount" })).toEqual([
      {
        setting: "signInAudience",
        given: `"AzureADandPersonalMicrosoftAccount" with cloud "${cloud}"`,
        allowed: '"AzureADMultipleOrgs" or "AzureADMyOrg"',
        fix: 'Write "AzureADMultipleOrgs": personal Microsoft accounts exist on the public cloud alone.',
      },
    ]);
  });

  it.each([
    ["preset", "aem-forms-jeee", 'Write "aem-forms-jee".'],
    ["preset", "6.5", 'Write "aem-forms-jee", "aem-65-osgi" or "aem-cloud".'],
    ["cloud", "usgov", 'Write "public", "usgovernment", "dod" or "china".'],
    ["cloud", "Public", 'Write "public".'],
    ["signInAudience", "AzureADMyOrgs", 'Write "AzureADMyOrg".'],
  ])("refuses %s %s: %s", (setting, value, fix) => {
    expect(faults({ [setting]: value })).toMatchObject([{ setting, given: JSON.stringify(value), fix }]);
  });

  it("goes on with the default of an unknown preset, so that all other faults come out too", () => {
    expect(
      faults({ preset: "?", cloud: "?", signInAudience: "?", mailbox: "?" }).map(({ setting }) => setting),
    ).toEqual(["preset", "cloud", "signInAudience", "mailbox"]);
  });

  it.each([
    [90, "AzureADandPersonalMicrosoftAccount"],
    [120, "AzureADMultipleOrgs"],
    [120, "AzureADMyOrg"],
  ])("takes a display name of %d characters with %s, and not one more", (longest, signInAudience) => {
    expect(faults({ signInAudience, displayName: "a".repeat(longest) })).toEqual([]);
    expect(faults({ signInAudience, displayName: "a".repeat(longest + 1) })).toMatchObject([
      { setting: "displayName", fix: "Shorten it by 1." },
    ]);
  });

  it.each(["", "   "])("refuses the display name %j", (displayName) => {
    expect(faults({ displayName })).toMatchObject([{ setting: "displayName", given: JSON.stringify(displayName) }]);
  });

  it("refuses a default display name that a long stack name made too long", () => {
    expect(faults({}, "s".repeat(80))).toMatchObject([{ setting: "displayName", fix: "Shorten it by 7." }]);
  });

  it("refuses owners that are no object ids, and owners given twice", () => {
    expect(
      faults({ owners: [OWNER, "ann@contoso.com", OWNER.toUpperCase().replaceAll("7", "A"), OWNER] }),
    ).toMatchObject([
      { setting: "owners[1]", given: '"ann@contoso.com"' },
      { setting: "owners[2]" },
      { setting: "owners[3]", allowed: "each owner once", fix: "Remove it: owners[0] is the same." },
    ]);
  });

  it.each(["aem", "@contoso.com", "aem@", "a b@contoso.com", "a@b@c", ""])("refuses the mailbox %j", (mailbox) => {
    expect(faults({ mailbox })).toMatchObject([{ setting: "mailbox", given: JSON.stringify(mailbox) }]);
  });

  it.each(["https://localhost:8443", "https://login.microsoftonline.us"])("takes the authority %s", (authority) => {
    expect(faults({ authority })).toEqual([]);
  });

  it.each([
    "http://localhost:8443",
    "https://localhost:8443/",
    "https://localhost/tenant",
    "https://LOCALHOST",
    "https://a@localhost",
    "https://localhost:443",
    "localhost",
    "",
  ])("refuses the authority %j", (authority) => {
    expect(faults({ authority })).toMatchObject([{ setting: "authority", given: JSON.stringify(authority) }]);
  });

  it("finds everything at once", () => {
    const settings = faults({
      preset: "aem",
      signInAudience: "PersonalMicrosoftAccount",
      displayName: "",
      permissions: ["IMAP.AccessUser.All"],
      redirectUris: ["http://contoso.com"],
      clientSecrets: [{ label: "A", expires: "tomorrow" }],
      maxSecretLifetime: "long",
      owners: ["me"],
      mailbox: "me",
      authority: "me",
    }).map(({ setting }) => setting);
    expect(settings).toEqual([
      "preset",
      "signInAudience",
      "displayName",
      "permissions[0]",
      "permissions",
      "redirectUris[0]",
      "clientSecrets[0].label",
      "maxSecretLifetime",
      "clientSecrets[0].expires",
      "owners[0]",
      "mailbox",
      "authority",
    ]);
  });
});

describe("faultMessage", () => {
  const fault = { setting: "mailbox", given: '"a"', allowed: "b", fix: "Write b." };

  it("says of each fault what was given, what is allowed, and the fix", () => {
    expect(faultMessage([fault], "aem-mail-oauth:")).toBe(
      "1 setting is invalid. Nothing was changed.\n\n" +
        '  aem-mail-oauth:mailbox\n    given:   "a"\n    allowed: b\n    fix:     Write b.\n',
    );
  });

  it("leaves settings of others with their own namespace, and counts", () => {
    const message = faultMessage([fault, { ...fault, setting: "azuread:environment" }], "aem-mail-oauth:");
    expect(message).toContain("2 settings are invalid.");
    expect(message).toContain("\n  azuread:environment\n");
  });

  it("shortens what would fill the screen", () => {
    expect(shown("a".repeat(500))).toHaveLength(120);
    expect(shown(undefined)).toBe("nothing");
  });
});
