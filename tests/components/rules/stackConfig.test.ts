import { describe, expect, it } from "@jest/globals";

import { faultMessage } from "../../../components/rules/faults.ts";
import { readStackConfig, type StackConfig } from "../../../components/rules/stackConfig.ts";
import { NOTHING_SET } from "../../heldTokens.ts";

const PINNED = { "azuread:tenantId": "11111111-2222-4333-8444-555555555555" };

/** Reads our keys given without their namespace, as the engine hands them over: lists and objects as JSON. */
function read(
  ours: Record<string, string>,
  {
    others = PINNED,
    secret = [],
    stack = "dev",
  }: { others?: Record<string, string>; secret?: string[]; stack?: string } = {},
): StackConfig {
  const values = Object.fromEntries(Object.entries(ours).map(([key, value]) => [`aem-mail-oauth:${key}`, value]));
  return readStackConfig({
    values: { ...others, ...values },
    isSecret: (key) => secret.includes(key.replace("aem-mail-oauth:", "")),
    stack,
    now: new Date("2030-01-01T00:00:00Z"),
  });
}

const faults = (ours: Record<string, string>, options?: Parameters<typeof read>[1]) => read(ours, options).faults;

describe("readStackConfig", () => {
  it("takes no configuration at all", () => {
    expect(read({})).toEqual({ args: {}, protect: false, keeping: NOTHING_SET, faults: [], warnings: [] });
  });

  it("reads every key", () => {
    const config = read(
      {
        displayName: "Mail",
        preset: "aem-cloud",
        signInAudience: "AzureADMyOrg",
        permissions: '["offline_access","SMTP.Send"]',
        redirectUris: '["http://localhost"]',
        implicitGrant: '{"accessTokens":false}',
        clientSecrets: '[{"label":"second","expires":"2030-05-20"},{"label":"first"}]',
        maxSecretLifetime: "180d",
        owners: '["77777777-2222-4333-8444-555555555555"]',
        protect: "true",
        mailbox: "aem@contoso.com",
        cloud: "china",
        authority: "https://localhost:8443",
        refreshToken: "0.token",
      },
      { others: { ...PINNED, "azuread:environment": "china" }, secret: ["refreshToken"] },
    );
    expect(config).toEqual({
      args: {
        displayName: "Mail",
        preset: "aem-cloud",
        signInAudience: "AzureADMyOrg",
        permissions: ["offline_access", "SMTP.Send"],
        redirectUris: ["http://localhost"],
        implicitGrant: { accessTokens: false },
        clientSecrets: [{ label: "second", expires: "2030-05-20" }, { label: "first" }],
        maxSecretLifetime: "180d",
        owners: ["77777777-2222-4333-8444-555555555555"],
        mailbox: "aem@contoso.com",
        cloud: "china",
        authority: "https://localhost:8443",
      },
      protect: true,
      keeping: NOTHING_SET,
      faults: [],
      warnings: [],
    });
  });

  it.each([
    ["prod", undefined, true],
    ["prod", "false", false],
    ["staging", undefined, false],
    ["staging", "true", true],
  ])("protects stack %s with protect %s: %s", (stack, protect, expected) => {
    expect(read(protect === undefined ? {} : { protect }, { stack }).protect).toBe(expected);
  });
});

describe("faults of a stack's configuration", () => {
  it.each([
    ["displayNam", 'Write "displayName" instead, or remove it.'],
    ["redirectUri", 'Write "redirectUris" instead, or remove it.'],
    ["clientsecrets", 'Write "clientSecrets" instead, or remove it.'],
    ["xyz", "Remove it."],
  ])("unknown key %s: %s", (key, fix) => {
    expect(faults({ [key]: "hunter2" })).toEqual([
      {
        setting: key,
        given: `the key "${key}"`,
        allowed:
          '"displayName", "preset", "signInAudience", "permissions", "redirectUris", "implicitGrant", "clientSecrets", ' +
          '"maxSecretLifetime", "owners", "protect", "mailbox", "cloud", "authority", "refreshToken", ' +
          '"tokenStore", "deliverTo", "deliverBetween", "otherPlaces", "rotateEvery" or "notify"',
        fix,
      },
    ]);
  });

  it.each(["permissions", "redirectUris", "owners"])("%s as a string is refused with words", (key) => {
    expect(faults({ [key]: "SMTP.Send" })).toMatchObject([{ setting: key, given: "a string", allowed: "a list" }]);
  });

  it.each([
    ["permissions", '{"a":1}', "an object"],
    ["permissions", "42", "the number 42"],
    ["clientSecrets", "true", "the boolean true"],
    ["clientSecrets", '"initial"', "a string"],
    ["owners", "null", "nothing (null)"],
  ])("%s as %s is refused", (key, raw, given) => {
    expect(faults({ [key]: raw })).toMatchObject([{ setting: key, given, allowed: "a list" }]);
  });

  it("items of the wrong type are refused one by one, and the others still checked", () => {
    expect(faults({ permissions: '["offline_access",42,"SMTP.Sent"]' })).toMatchObject([
      { setting: "permissions[1]", given: "42", allowed: "a string" },
      { setting: "permissions[1]", given: '"SMTP.Sent"' },
    ]);
  });

  it.each(["displayName", "mailbox", "authority", "preset", "refreshToken"])("%s as a list is refused", (key) => {
    expect(faults({ [key]: '["a"]' })).toEqual([
      {
        setting: key,
        given: "a list",
        allowed: "one string",
        fix: `Write it as one value: pulumi config set aem-mail-oauth:${key} <value>`,
      },
    ]);
  });

  it.each([
    ["true", "implicitGrant", "the boolean true"],
    ["both", "implicitGrant", "a string"],
    ['["accessTokens"]', "implicitGrant", "a list"],
    ['{"accessTokens":"true"}', "implicitGrant.accessTokens", '"true"'],
    ['{"idTokens":1}', "implicitGrant.idTokens", "1"],
    ['{"idToken":true}', "implicitGrant.idToken", 'the key "idToken"'],
  ])("token boxes as %s are refused", (implicitGrant, setting, given) => {
    expect(faults({ implicitGrant })).toMatchObject([{ setting, given }]);
  });

  it.each([
    ['[{"label":7}]', "clientSecrets[0].label", "the number 7"],
    ['[{"expires":"2030-05-20"}]', "clientSecrets[0].label", "nothing"],
    ['[{"label":"a","expires":20300520}]', "clientSecrets[0].expires", "the number 20300520"],
    ['[{"label":"a","expire":"2030-05-20"}]', "clientSecrets[0].expire", 'the key "expire"'],
  ])("secrets as %s are refused", (clientSecrets, setting, given) => {
    expect(faults({ clientSecrets })).toContainEqual(expect.objectContaining({ setting, given }));
  });

  it.each(["yes", "True", "1", ""])("protect as %j is refused", (protect) => {
    expect(faults({ protect })).toMatchObject([{ setting: "protect", given: JSON.stringify(protect) }]);
  });

  it.each(["displayName", "mailbox", "permissions", "clientSecrets", "protect"])(
    "an encrypted %s is refused, for it would be shown in the open, and its value is not",
    (key) => {
      const found = faults({ [key]: "hunter2" }, { secret: [key] });
      expect(found).toMatchObject([{ setting: key, given: "an encrypted value", allowed: "a plain value" }]);
      expect(faultMessage(found)).not.toContain("hunter2");
    },
  );

  it.each([
    [{ clientSecrets: '["hunter2-the-value"]' }],
    [{ clientSecrets: '[{"label":"a","value":"hunter2-the-value"}]' }],
    [{ clientSecrets: '[{"label":"hunter2-the-value~that-is-as-long-as-those-of-entra"}]' }],
    [{ clientSecret: "hunter2-the-value" }],
    [{ refreshToken: '{"a":"hunter2-the-value"}' }],
  ])("a secret in the wrong place is not shown: %j", (ours) => {
    const found = faults(ours);
    expect(found.length).toBeGreaterThan(0);
    expect(faultMessage(found)).not.toContain("hunter2");
  });

  it("shape, content and environment come out together", () => {
    const found = faults({ permissions: "SMTP.Send", redirectUris: '["ftp://a"]', colour: "red", cloud: "dod" });
    expect(found.map(({ setting }) => setting)).toEqual([
      "colour",
      "permissions",
      "azuread:environment",
      "redirectUris[0]",
    ]);
  });
});

describe("the provider's environment", () => {
  it.each([
    ["public", undefined],
    ["public", "public"],
    ["public", "global"],
    ["public", "Global"],
    ["usgovernment", "usgovernment"],
    ["usgovernment", "usgovernmentl4"],
    ["dod", "dod"],
    ["dod", "usgovernmentl5"],
    ["china", "china"],
  ])("agrees with cloud %s as %s", (cloud, environment) => {
    expect(faults({ cloud }, { others: pinnedTo(environment) })).toEqual([]);
  });

  it.each([
    ["public", "china", '"china" with cloud "public"', "public"],
    ["usgovernment", undefined, 'nothing, which means public, with cloud "usgovernment"', "usgovernment"],
    ["usgovernment", "dod", '"dod" with cloud "usgovernment"', "usgovernment"],
    ["china", "german", '"german" with cloud "china"', "china"],
  ])("does not agree with cloud %s as %s", (cloud, environment, given, recommended) => {
    expect(faults({ cloud }, { others: pinnedTo(environment) })).toMatchObject([
      {
        setting: "azuread:environment",
        given,
        fix:
          `pulumi config set azuread:environment ${recommended}, or set aem-mail-oauth:cloud to the cloud that the ` +
          "tenant is in.",
      },
    ]);
  });

  it("is not looked at where a metadata host takes its place", () => {
    const others = { ...PINNED, "azuread:metadataHost": "localhost:8443" };
    expect(faults({ cloud: "china" }, { others })).toEqual([]);
  });

  const pinnedTo = (environment: string | undefined): Record<string, string> =>
    environment === undefined ? PINNED : { ...PINNED, "azuread:environment": environment };
});

describe("warnings of a stack's configuration", () => {
  it("say when the tenant is not pinned", () => {
    expect(read({}, { others: {} }).warnings).toEqual([
      "azuread:tenantId is not set: the application lands in whichever tenant the sign-in of this shell belongs to. " +
        "Pin the stack to its tenant: pulumi config set azuread:tenantId <tenant id>",
    ]);
  });

  it("say when the refresh token is not encrypted, without showing it", () => {
    const { warnings } = read({ refreshToken: "hunter2" });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("pulumi config set --secret aem-mail-oauth:refreshToken");
    expect(warnings[0]).not.toContain("hunter2");
  });

  it("say when a token is left in the settings of a stack that has a vault, without showing it", () => {
    const tokenStore = "https://contoso.vault.azure.net";
    const secret = ["refreshToken"];
    const { warnings } = read({ refreshToken: "hunter2", tokenStore }, { secret });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/stays good to its end\. .*pulumi config rm aem-mail-oauth:refreshToken$/);
    expect(warnings[0]).not.toContain("hunter2");
    for (const ours of [{ refreshToken: "hunter2", tokenStore: "stack" }, { refreshToken: "hunter2" }, { tokenStore }])
      expect(read(ours as Record<string, string>, { secret }).warnings).toEqual([]);
  });
});

describe("azuread:tenantId", () => {
  it("is refused when it is no id, with the command that tells it", () => {
    expect(faults({}, { others: { "azuread:tenantId": "bogus" } })).toEqual([
      {
        setting: "azuread:tenantId",
        given: '"bogus"',
        allowed: "the tenant's id, a GUID such as 00000000-0000-0000-0000-000000000000",
        fix: "pulumi config set azuread:tenantId <the id that `az account show --query tenantId` prints>",
      },
    ]);
  });
});
