import { describe, expect, it } from "@jest/globals";

import { checkAccount } from "../../../commands/consent/signedInAccount.ts";

describe("who signed in", () => {
  const wanted = {
    mailbox: "AEM@contoso.com",
    user: undefined,
    tenantId: "t",
    stack: { given: "prod" },
    keep: { save: true },
  };

  it("is the mailbox, whatever the case of its letters", () => {
    expect(checkAccount({ user: "aem@Contoso.com", tenantId: "T" }, wanted)).toEqual({
      mailbox: "AEM@contoso.com",
      user: "aem@Contoso.com",
      warnings: [],
    });
  });

  it("is the mailbox where none was named", () => {
    expect(checkAccount({ user: "a@b.c", tenantId: "t" }, { ...wanted, mailbox: undefined }).mailbox).toBe("a@b.c");
  });

  it("is warned of when another tenant vouches for it", () => {
    expect(checkAccount({ user: "aem@contoso.com", tenantId: "other" }, wanted).warnings).toEqual([
      "aem@contoso.com belongs to another tenant (other) than the application (t).",
    ]);
  });

  it("is refused when it is somebody else, with the command for a shared mailbox, which keeps the token where it was to go", () => {
    expect(() => checkAccount({ user: "ada@contoso.com", tenantId: "t" }, wanted)).toThrow(
      "\n  npx aem-mail-oauth consent --stack prod --mailbox AEM@contoso.com --user ada@contoso.com --save",
    );
  });

  it("has to be the person that --user names, even if it is the mailbox", () => {
    const shared = { ...wanted, user: "ada@contoso.com" };
    expect(() => checkAccount({ user: "aem@contoso.com", tenantId: "t" }, shared)).toThrow(
      "aem@contoso.com signed in, but --user names ada@contoso.com. The token was thrown away.\n" +
        "Sign in as ada@contoso.com, in a private window, where nobody is signed in yet:\n" +
        "  npx aem-mail-oauth consent --stack prod --mailbox AEM@contoso.com --user ada@contoso.com --save",
    );
  });

  it("is refused with the command that signs the mailbox in, the way it was asked for: no link, because that is used up", () => {
    const pasted = { ...wanted, keep: { save: false, out: "token", paste: true } };
    expect(() => checkAccount({ user: "ada@contoso.com", tenantId: "t" }, pasted)).toThrow(
      "What ada@contoso.com accepted stays in the tenant, and does no harm without a token.\n" +
        "Sign in as AEM@contoso.com, in a private window, where nobody is signed in yet:\n" +
        "  npx aem-mail-oauth consent --stack prod --mailbox AEM@contoso.com --paste --out token\n" +
        "If AEM@contoso.com is a shared mailbox to which ada@contoso.com has full access, or another name of the same account:\n" +
        "  npx aem-mail-oauth consent --stack prod --mailbox AEM@contoso.com --user ada@contoso.com --paste --out token",
    );
  });
});
