import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { parseAccess, renderAccess } from "../../../../commands/access/model/accessFile.ts";
import type { Access } from "../../../../commands/access/model/accessModel.ts";
import { UserError } from "../../../../support/userError.ts";

const GUID = "258f6531-6087-4cc4-bb90-092c5fb3ed3f";

const ACCESS: Access = {
  tenant: GUID,
  application: "AEM Forms mail (prod)",
  accounts: "AzureADMyOrg",
  authority: "https://login.microsoftonline.com",
  permissions: [
    { name: "SMTP.Send", api: "Microsoft Graph", id: GUID, lets: "Send emails", adminConsent: false },
    { name: "exchange/EWS", api: "Office 365 Exchange Online", id: GUID, lets: "Do, all", adminConsent: true },
  ],
  redirectUris: ["http://localhost"],
  accessTokens: true,
  idTokens: false,
  secrets: [
    { label: "new", ends: "2030-05-20" },
    { label: "old", ends: "180 days after it is made" },
  ],
  longestSecret: 180,
  owners: [],
  protect: true,
  tokenStore: "https://contoso.vault.azure.net/secrets/mail",
  destinations: ["organization a, program 1, environment 2, every service"],
  provider: [],
  others: [],
};

describe("an access file", () => {
  it("has one fact a line, always in the same order", () => {
    expect(renderAccess("prod", ACCESS)).toBe(
      `# What stack prod gives access to, in words. Written by \`npx aem-mail-oauth access\`: do not edit. How to read it: docs/review.md
tenant: ${GUID}
application: AEM Forms mail (prod)
accounts: AzureADMyOrg (accounts of this tenant alone)
signs in at: https://login.microsoftonline.com
permissions:
  SMTP.Send: Microsoft Graph, ${GUID}, Send emails
  exchange/EWS: Office 365 Exchange Online, ${GUID}, Do, all; only an administrator may consent
redirect URIs:
  - http://localhost
access tokens from the sign-in page: allowed
ID tokens from the sign-in page: not allowed
client secrets, newest first:
  new: ends 2030-05-20
  old: ends 180 days after it is made
client secrets last at most: 180 days
owners: none
deletion protection: on
refresh token kept in: https://contoso.vault.azure.net/secrets/mail
delivered to:
  - organization a, program 1, environment 2, every service
other settings: none
other resources: none
`,
    );
  });

  it("reads back as what was written, whatever the values", () => {
    const text = fc.string({ minLength: 1, unit: "grapheme" });
    const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/);
    const access = fc.record({
      tenant: fc.option(fc.uuid(), { nil: undefined }),
      application: text,
      accounts: fc.constantFrom("AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount"),
      authority: fc.webUrl(),
      permissions: fc.uniqueArray(
        fc.record({
          name: fc.stringMatching(/^[A-Za-z][A-Za-z./]{0,20}$/),
          api: fc.constantFrom("Microsoft Graph", "Office 365 Exchange Online"),
          id: fc.uuid(),
          lets: fc.stringMatching(/^[A-Za-z ,:#']{1,40}$/),
          adminConsent: fc.boolean(),
        }),
        { selector: ({ name }) => name },
      ),
      redirectUris: fc.array(text),
      accessTokens: fc.boolean(),
      idTokens: fc.boolean(),
      secrets: fc.uniqueArray(fc.record({ label, ends: text }), { selector: (secret) => secret.label }),
      longestSecret: fc.option(fc.integer({ min: 1, max: 9999 }), { nil: undefined }),
      owners: fc.array(fc.uuid()),
      protect: fc.boolean(),
      tokenStore: text,
      destinations: fc.array(text),
      provider: fc.array(fc.record({ key: label, value: text })),
      others: fc.array(text),
    });
    fc.assert(
      fc.property(access, (given) => {
        expect(parseAccess(renderAccess("prod", given), "prod.access.yaml")).toEqual(given);
      }),
    );
  });

  it("of an earlier version, without the lines on the token, says what the defaults were", () => {
    const earlier = renderAccess("prod", { ...ACCESS, destinations: [] }).replace(
      /^(refresh token|delivered).*\n/gm,
      "",
    );
    expect(earlier).not.toMatch(/refresh token|delivered/);
    const defaults = { tokenStore: "the stack's settings, encrypted", destinations: [] };
    expect(parseAccess(earlier, "prod.access.yaml")).toEqual({ ...ACCESS, ...defaults });
  });

  it.each([
    "refresh token kept in: 5\n",
    "refresh token kept in: [a]\n",
    "delivered to: everywhere\n",
    "delivered to: [5]\n",
  ])("with a made-up line is refused: %j", (line) => {
    const [key = ""] = line.split(":");
    const text = renderAccess("prod", { ...ACCESS, destinations: [] });
    const damaged = text.replace(new RegExp(`^${key}:.*\\n`, "m"), line);
    expect(damaged).toContain(line);
    expect(() => parseAccess(damaged, "prod.access.yaml")).toThrow(UserError);
  });

  it.each(["", "[]", "tenant: [", "tenant: 5", renderAccess("prod", ACCESS).replace("owners: none", "owners: 3")])(
    "is refused when it is none: %j",
    (text) => {
      expect(() => parseAccess(text, "stacks/prod.access.yaml")).toThrow(
        new UserError(
          "stacks/prod.access.yaml is no access file, or an edited one. `npx aem-mail-oauth access` writes it again.",
        ),
      );
    },
  );
});
