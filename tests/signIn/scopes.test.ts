import { describe, expect, it } from "@jest/globals";

import { scopePair } from "../../signIn/scopes.ts";

describe("the scopes", () => {
  const site = { cloud: "public", signInAudience: "AzureADandPersonalMicrosoftAccount" } as const;

  it("are the stack's own, in both legs", () => {
    const own = "https://outlook.office.com/SMTP.Send openid profile offline_access";
    expect(scopePair("mail", own, site)).toEqual({ link: own, token: own });
  });

  it("are refused without offline_access, before anybody signs in", () => {
    expect(() => scopePair("mail", "https://outlook.office.com/SMTP.Send openid", site)).toThrow(
      "The stack's permissions lack offline_access, without which Microsoft gives no refresh token. Add offline_access to the " +
        "setting permissions, deploy, and run this again.",
    );
  });

  it("are those of Adobe's page to the letter, for one tenant with openid", () => {
    const token =
      "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/POP.AccessAsUser.All " +
      "https://outlook.office.com/SMTP.Send https://outlook.office.com/User.Read https://outlook.office.com/Mail.Read offline_access";
    const link = "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send User.Read Mail.Read";
    expect(scopePair("adobe", "", site)).toEqual({ link: `${link} offline_access`, token });
    expect(scopePair("adobe", "", { ...site, signInAudience: "AzureADMyOrg" })).toEqual({
      link: `${link} openid offline_access`,
      token,
    });
    expect(() => scopePair("adobe", "", { ...site, cloud: "china" })).toThrow(
      "--scopes adobe: Adobe's page knows the public cloud alone, and the stack is in china.",
    );
  });
});
