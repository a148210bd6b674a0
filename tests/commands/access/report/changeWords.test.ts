import { describe, expect, it } from "@jest/globals";

import { type AccessChange, Direction } from "../../../../commands/access/model/accessChange.ts";
import { describeChange, type Telling } from "../../../../commands/access/report/changeWords.ts";
import { mailboxesIn } from "../../../../commands/access/report/mailboxes.ts";
import { graphOf } from "../../../../commands/access/report/revocation.ts";
import { declaredName, PERMISSIONS } from "../../../../components/catalogue/permissions.ts";
import { requestedScopes } from "../../../../components/links/authorization.ts";

const TELLING: Telling = {
  stack: "prod",
  isNew: false,
  signedIn: [],
  graph: "https://graph.microsoft.com",
  now: new Date("2030-01-01T12:00:00Z"),
  quote: (value) => `'${value}'`,
};

function gained(name: string, adminConsent = false): AccessChange {
  const permission = { name, api: "Microsoft Graph", id: "1", lets: "do", adminConsent };
  return { direction: Direction.Wider, what: "permission gained", name, permission };
}

describe("the words for a gained permission", () => {
  it("ask for a new sign-in exactly where the sign-in would ask for more, of the whole catalogue", () => {
    const before = requestedScopes([], "public");
    for (const permission of PERMISSIONS.filter(({ name }) => name !== "offline_access")) {
      const name = declaredName(permission);
      const asksForMore = requestedScopes([name], "public").length > before.length;
      const words = describeChange(gained(name), TELLING).join(" ");
      expect({ name, again: words.includes("sign in and consent again") }).toEqual({ name, again: asksForMore });
    }
  });

  it("name who has signed in before", () => {
    const [, who] = describeChange(gained("SMTP.Send"), { ...TELLING, signedIn: ["a@contoso.com", "b@contoso.com"] });
    expect(who).toBe(
      "Each mailbox ('a@contoso.com', 'b@contoso.com') has to sign in and consent again before AEM has it: `npx aem-mail-oauth consent --stack prod`.",
    );
  });

  it("tell an administrator's permission from one that a tenant may keep from people", () => {
    expect(describeChange(gained("SMTP.Send", true), TELLING)[2]).toBe("Only an administrator can consent to it.");
    expect(describeChange(gained("SMTP.Send"), TELLING)[2]).toMatch(
      /^Microsoft's own consent policy leaves that to people; where the tenant decided otherwise/,
    );
    for (const name of ["IMAP.AccessAsUser.All", "exchange/POP.AccessAsUser.All"]) {
      expect(describeChange(gained(name), TELLING)[2]).toMatch(
        /^Where Microsoft's own consent policy holds, as in new tenants, or a stricter one, an administrator has to/,
      );
    }
  });

  it("ask for no second sign-in to an application that is new", () => {
    expect(describeChange(gained("SMTP.Send"), { ...TELLING, isNew: true })).toHaveLength(1);
    expect(describeChange(gained("SMTP.Send", true), { ...TELLING, isNew: true })).toHaveLength(2);
  });
});

describe("the words for a secret", () => {
  it.each([
    ["2030-01-03", "'2030-01-03', in 1 day"],
    ["2030-03-02", "'2030-03-02', in 59 days"],
    ["2030-01-02", "'2030-01-02', within a day"],
    ["2030-01-01", "'2030-01-01', 1 day ago"],
    ["2029-12-31", "'2029-12-31', 2 days ago"],
    ["180 days after it is made", "'180 days after it is made'"],
  ])("that ends %s tell how long it has", (ends, words) => {
    const change = { direction: Direction.Other, what: "client secret added", name: "new", ends };
    expect(describeChange(change, TELLING)[0]).toBe(`Client secret added: 'new', ends ${words}.`);
  });
});

it("say that AEM stops where none of the secrets that it can have is left, and that it goes on otherwise", () => {
  const change = { direction: Direction.Other, what: "client secret added", name: "b" };
  expect(describeChange({ ...change, cutsOff: true }, TELLING)[1]).toMatch(
    /^No client secret that AEM can have is left/,
  );
  expect(describeChange(change, TELLING)[1]).toMatch(/^AEM keeps working with the one it has/);
});

describe("the words for an audience", () => {
  it.each([
    ["AzureADMyOrg", "AzureADMultipleOrgs", true],
    ["AzureADMultipleOrgs", "AzureADMyOrg", true],
    ["AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", false],
  ])("%s instead of %s say whether AEM's addresses change", (name, before, change) => {
    const words = describeChange({ direction: Direction.Other, what: "audience narrowed", name, before }, TELLING);
    expect(words.join(" ").includes("authorisation and token addresses change")).toBe(change);
  });
});

describe("the words for a lost permission", () => {
  const lost = { ...gained("SMTP.Send"), direction: Direction.Narrower, what: "permission lost" };

  it("tell how its consent is revoked, where Microsoft Graph is", () => {
    expect(describeChange(lost, { ...TELLING, graph: "https://graph.microsoft.us" })[2]).toContain(
      '`az rest --method DELETE --url "https://graph.microsoft.us/v1.0/oauth2PermissionGrants/<id>"`',
    );
  });

  it("send nobody to Azure for stack local", () => {
    expect(describeChange(lost, { ...TELLING, stack: "local" })[2]).toBe(
      "The local tenant forgets it with `npx aem-mail-oauth local reset`; then `npx aem-mail-oauth consent --stack local`.",
    );
  });

  it.each([
    ["https://login.microsoftonline.com", [], "https://graph.microsoft.com"],
    ["https://login.microsoftonline.us", ["usgovernment"], "https://graph.microsoft.us"],
    ["https://login.microsoftonline.us", ["DoD"], "https://dod-graph.microsoft.us"],
    ["https://login.partner.microsoftonline.cn", [], "https://microsoftgraph.chinacloudapi.cn"],
    ["https://localhost:8443", [], "https://graph.microsoft.com"],
  ])("know Microsoft Graph of %s with %j", (authority, environments, graph) => {
    const provider = environments.map((value) => ({ key: "azuread:environment", value }));
    expect(graphOf({ authority, provider })).toBe(graph);
  });
});

describe("the mailboxes of recorded consents", () => {
  it("are read where there are any, and nobody where the file is anything else", () => {
    expect(mailboxesIn("consents:\n  - mailbox: a@contoso.com\n    user: b\n  - 5\n  - mailbox: 5\n")).toEqual([
      "a@contoso.com",
    ]);
    for (const text of [undefined, "", "consents: 5", "- a", "consents: [", "a: *b"])
      expect(mailboxesIn(text)).toEqual([]);
  });
});
