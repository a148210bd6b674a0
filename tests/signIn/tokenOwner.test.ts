import { describe, expect, it } from "@jest/globals";

import { ownerOfToken } from "../../signIn/tokenOwner.ts";
import type { ConsentRecord } from "../../stack/consents.ts";

const record = (mailbox: string, user: string, saved?: true): ConsentRecord => ({
  mailbox,
  user,
  at: "2030-01-01T12:00:00Z",
  scopes: [],
  ...(saved === undefined ? {} : { saved }),
});
const FORMS = record("forms@contoso.com", "forms@contoso.com");
const BILLS = record("Bills@contoso.com", "ann@contoso.com", true);

describe("whose a token is", () => {
  it.each([
    ["the one asked for", { asked: "forms@contoso.com", setting: "bills@contoso.com" }, "forms@contoso.com"],
    ["the kept token's", { setting: "forms@contoso.com" }, "Bills@contoso.com"],
    [
      "the setting's, of a token from elsewhere",
      { setting: "forms@contoso.com", kept: undefined },
      "forms@contoso.com",
    ],
    ["nobody's of two, of a token from elsewhere", { kept: undefined }, undefined],
    ["the only one on record", { kept: undefined, consents: [FORMS] }, "forms@contoso.com"],
    ["nobody's where nothing is on record", { consents: [], kept: undefined }, undefined],
  ])("is %s", (_, known, mailbox) => {
    const all = { asked: undefined, setting: undefined, consents: [FORMS, BILLS], kept: BILLS, ...known };
    expect(ownerOfToken(all).mailbox).toBe(mailbox);
  });

  it("says who signed in for it, whichever way the address is written", () => {
    const known = { asked: "bills@contoso.com", setting: undefined, consents: [FORMS, BILLS], kept: undefined };
    expect(ownerOfToken(known)).toEqual({ mailbox: "bills@contoso.com", user: "ann@contoso.com" });
  });
});
