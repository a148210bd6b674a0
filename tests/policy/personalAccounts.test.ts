import { describe, expect, it } from "@jest/globals";

import { personalAccounts } from "../../policy/personalAccounts.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_TEXT } from "./judge.ts";

const KINDS = [EntraType.ApplicationRegistration, EntraType.Application];

describe.each(KINDS)("personal-accounts, of %s", (type) => {
  const of = (signInAudience?: string, displayName = "AEM mail") => ({ type, props: { displayName, signInAudience } });

  it("lets applications for work and school accounts pass", () => {
    for (const passing of ["AzureADMyOrg", "AzureADMultipleOrgs", undefined])
      expect(judge(personalAccounts, of(passing))).toEqual({ violations: [], unknown: undefined });
  });

  it("names an application to which personal accounts may sign in unasked", () => {
    expect(judge(personalAccounts, of("AzureADandPersonalMicrosoftAccount")).violations).toEqual([
      'signInAudience is "AzureADandPersonalMicrosoftAccount"; allowed: "AzureADMyOrg" or "AzureADMultipleOrgs". ' +
        'Write "AzureADMyOrg" or "AzureADMultipleOrgs", or have "AEM mail" added to the applications of this policy.',
    ]);
    expect(judge(personalAccounts, of("PersonalMicrosoftAccount")).violations).toHaveLength(1);
  });

  it("lets them sign in to the applications that the configuration names", () => {
    const config = { applications: ["AEM mail"] };
    expect(judge(personalAccounts, of("AzureADandPersonalMicrosoftAccount"), config).violations).toEqual([]);
    expect(judge(personalAccounts, of("AzureADandPersonalMicrosoftAccount", "Other"), config).violations).toHaveLength(
      1,
    );
  });

  it("says that a preview does not know an audience, or the name on which it depends", () => {
    expect(judge(personalAccounts, of(UNKNOWN_TEXT)).unknown).toBe(
      "string value at .signInAudience can't be known during preview",
    );
    expect(judge(personalAccounts, of("AzureADandPersonalMicrosoftAccount", UNKNOWN_TEXT))).toEqual({
      violations: [],
      unknown: "string value at .displayName can't be known during preview",
    });
    expect(judge(personalAccounts, of("AzureADMyOrg", UNKNOWN_TEXT)).unknown).toBeUndefined();
  });
});
