import { describe, expect, it } from "@jest/globals";

import { changesBetween, Direction, nothingOf } from "../../../../commands/access/model/accessChange.ts";
import type { Access } from "../../../../commands/access/model/accessModel.ts";

const SEND = { name: "SMTP.Send", api: "Microsoft Graph", id: "1", lets: "Send", adminConsent: false };
const READ = { name: "Mail.Read", api: "Microsoft Graph", id: "2", lets: "Read", adminConsent: false };

const ACCESS: Access = {
  tenant: "t1",
  application: "mail",
  accounts: "AzureADMultipleOrgs",
  authority: "https://login.microsoftonline.com",
  permissions: [SEND],
  redirectUris: ["http://localhost"],
  accessTokens: false,
  idTokens: false,
  secrets: [{ label: "a", ends: "2030-01-01" }],
  owners: ["o1"],
  longestSecret: 180,
  protect: true,
  tokenStore: "the stack's settings, encrypted",
  destinations: ["a, environment 1, every service", "a, environment 2, service author"],
  provider: [],
  others: [],
};

const VAULT = "https://contoso.vault.azure.net/secrets/mail";

const { Wider, Narrower, Other } = Direction;

describe("changesBetween", () => {
  it("finds nothing between the same", () => {
    expect(changesBetween(ACCESS, { ...ACCESS })).toEqual([]);
  });

  it.each<[string, Partial<Access>, object[]]>([
    ["another tenant", { tenant: "t2" }, [{ direction: Wider, what: "tenant changed", name: "t2", before: "t1" }]],
    ["no tenant", { tenant: undefined }, [{ direction: Wider, what: "tenant no longer pinned", name: "t1" }]],
    [
      "another sign-in host",
      { authority: "https://login.example" },
      [
        {
          direction: Wider,
          what: "sign-in host changed",
          name: "https://login.example",
          before: "https://login.microsoftonline.com",
        },
      ],
    ],
    [
      "personal accounts",
      { accounts: "AzureADandPersonalMicrosoftAccount" },
      [
        {
          direction: Wider,
          what: "audience widened",
          name: "AzureADandPersonalMicrosoftAccount",
          before: "AzureADMultipleOrgs",
        },
      ],
    ],
    [
      "this tenant's accounts alone",
      { accounts: "AzureADMyOrg" },
      [{ direction: Narrower, what: "audience narrowed", name: "AzureADMyOrg", before: "AzureADMultipleOrgs" }],
    ],
    [
      "an audience that nobody knows",
      { accounts: "Everybody" },
      [{ direction: Wider, what: "audience widened", name: "Everybody", before: "AzureADMultipleOrgs" }],
    ],
    [
      "another permission instead",
      { permissions: [READ] },
      [
        { direction: Wider, what: "permission gained", name: "Mail.Read", permission: READ },
        { direction: Narrower, what: "permission lost", name: "SMTP.Send", permission: SEND },
      ],
    ],
    [
      "the same name with another id",
      { permissions: [{ ...SEND, id: "9" }] },
      [
        { direction: Wider, what: "permission gained", name: "SMTP.Send", permission: { ...SEND, id: "9" } },
        { direction: Narrower, what: "permission lost", name: "SMTP.Send", permission: SEND },
      ],
    ],
    [
      "another redirect URI",
      { redirectUris: ["https://a.example"] },
      [
        { direction: Wider, what: "redirect URI added", name: "https://a.example" },
        { direction: Narrower, what: "redirect URI removed", name: "http://localhost" },
      ],
    ],
    [
      "tokens from the sign-in page",
      { accessTokens: true },
      [{ direction: Wider, what: "access tokens from the sign-in page switched", name: "on" }],
    ],
    [
      "a second secret",
      { secrets: [{ label: "b", ends: "2031-01-01" }, ...ACCESS.secrets] },
      [{ direction: Other, what: "client secret added", name: "b", ends: "2031-01-01" }],
    ],
    [
      "another secret instead",
      { secrets: [{ label: "b", ends: "2031-01-01" }] },
      [
        { direction: Other, what: "client secret added", name: "b", ends: "2031-01-01", cutsOff: true },
        { direction: Other, what: "client secret revoked", name: "a", ends: "2030-01-01", cutsOff: true },
      ],
    ],
    [
      "an edited end",
      { secrets: [{ label: "a", ends: "2031-01-01" }] },
      [
        {
          direction: Other,
          what: "declared end of a client secret edited",
          name: "a",
          before: "2030-01-01",
          ends: "2031-01-01",
        },
      ],
    ],
    [
      "no limit to the life of a secret",
      { longestSecret: undefined },
      [{ direction: Wider, what: "longest life of a client secret raised", name: "no limit", before: "180 days" }],
    ],
    [
      "a shorter life of a secret",
      { longestSecret: 90 },
      [{ direction: Narrower, what: "longest life of a client secret lowered", name: "90 days", before: "180 days" }],
    ],
    ["one owner fewer", { owners: [] }, [{ direction: Narrower, what: "owner removed", name: "o1" }]],
    ["no protection", { protect: false }, [{ direction: Wider, what: "deletion protection switched", name: "off" }]],
    [
      "a vault",
      { tokenStore: VAULT },
      [
        {
          direction: Wider,
          what: "place of the refresh token changed",
          name: VAULT,
          before: "the stack's settings, encrypted",
        },
      ],
    ],
    [
      "a token that is not encrypted",
      { tokenStore: "the stack's settings, not encrypted" },
      [
        {
          direction: Wider,
          what: "place of the refresh token changed",
          name: "the stack's settings, not encrypted",
          before: "the stack's settings, encrypted",
        },
      ],
    ],
    [
      "another environment instead",
      { destinations: ["a, environment 1, every service", "a, environment 3, service author"] },
      [
        { direction: Wider, what: "destination added", name: "a, environment 3, service author" },
        { direction: Narrower, what: "destination removed", name: "a, environment 2, service author" },
      ],
    ],
    [
      "more of an environment, and less of another",
      { destinations: ["a, environment 1, service author", "a, environment 2, every service"] },
      [
        { direction: Wider, what: "destination added", name: "a, environment 2, every service" },
        { direction: Narrower, what: "destination removed", name: "a, environment 2, service author" },
        {
          direction: Narrower,
          what: "destination limited",
          name: "a, environment 1, service author",
          before: "a, environment 1, every service",
        },
      ],
    ],
    [
      "another service of the same environment",
      { destinations: ["a, environment 1, every service", "a, environment 2, service publish"] },
      [
        { direction: Wider, what: "destination added", name: "a, environment 2, service publish" },
        { direction: Narrower, what: "destination removed", name: "a, environment 2, service author" },
      ],
    ],
    [
      "a setting of the provider",
      { provider: [{ key: "azuread:metadataHost", value: "x" }] },
      [{ direction: Wider, what: "setting added", name: "azuread:metadataHost = x" }],
    ],
    [
      "a resource beside the application",
      { others: ["azuread:index/group:Group g"] },
      [{ direction: Wider, what: "other resource added", name: "azuread:index/group:Group g" }],
    ],
  ])("tells of %s", (_, change, expected) => {
    expect(changesBetween(ACCESS, { ...ACCESS, ...change })).toEqual(expected);
  });

  it("takes a pin to a tenant that nobody can read for growth", () => {
    const hidden = { ...ACCESS, tenant: "(encrypted, 01234567)" };
    const pinned = { direction: Wider, what: "tenant pinned", name: "(encrypted, 01234567)" };
    expect(changesBetween({ ...ACCESS, tenant: undefined }, hidden)).toEqual([pinned]);
    expect(changesBetween(ACCESS, hidden)).toEqual([
      { direction: Wider, what: "tenant changed", name: "(encrypted, 01234567)", before: "t1" },
    ]);
  });

  it("takes a first pin to a tenant for no growth", () => {
    expect(changesBetween({ ...ACCESS, tenant: undefined }, ACCESS)).toEqual([
      { direction: Other, what: "tenant pinned", name: "t1" },
    ]);
  });

  it("tells every fact of a new application, and none of them as a change", () => {
    expect(changesBetween(nothingOf(ACCESS), ACCESS)).toEqual([
      { direction: Other, what: "tenant pinned", name: "t1" },
      { direction: Wider, what: "accounts that may sign in", name: "AzureADMultipleOrgs" },
      { direction: Wider, what: "sign-in host", name: "https://login.microsoftonline.com" },
      { direction: Wider, what: "permission gained", name: "SMTP.Send", permission: SEND },
      { direction: Wider, what: "redirect URI added", name: "http://localhost" },
      { direction: Other, what: "client secret added", name: "a", ends: "2030-01-01" },
      { direction: Wider, what: "owner added", name: "o1" },
      { direction: Wider, what: "destination added", name: "a, environment 1, every service" },
      { direction: Wider, what: "destination added", name: "a, environment 2, service author" },
    ]);
  });

  it("takes a vault that is left for other readers too, and encrypting a token for fewer", () => {
    const settings = { ...ACCESS, tokenStore: "the stack's settings, encrypted" };
    const what = "place of the refresh token changed";
    expect(changesBetween({ ...ACCESS, tokenStore: VAULT }, settings)).toMatchObject([{ direction: Wider, what }]);
    const open = { ...ACCESS, tokenStore: "the stack's settings, not encrypted" };
    expect(changesBetween(open, settings)).toMatchObject([{ direction: Narrower, what }]);
  });

  it("tells when the order of two secrets changes: AEM is given the first", () => {
    const two = [...ACCESS.secrets, { label: "b", ends: "2031-01-01" }];
    expect(changesBetween({ ...ACCESS, secrets: two }, { ...ACCESS, secrets: [...two].reverse() })).toEqual([
      { direction: Other, what: "client secrets reordered", name: "b" },
    ]);
  });
});
