import { describe, expect, it } from "@jest/globals";

import { audience } from "../../policy/audience.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_TEXT } from "./judge.ts";

const KINDS = [EntraType.ApplicationRegistration, EntraType.Application];

describe.each(KINDS)("audience, of %s", (type) => {
  const of = (signInAudience?: string) => ({ type, props: { displayName: "x", signInAudience } });

  it("lets pass by itself what AEM supports", () => {
    for (const passing of ["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", undefined])
      expect(judge(audience, of(passing))).toEqual({ violations: [], unknown: undefined });

    expect(judge(audience, of("PersonalMicrosoftAccount")).violations).toEqual([
      'signInAudience is "PersonalMicrosoftAccount"; ' +
        'allowed: "AzureADMyOrg", "AzureADMultipleOrgs" or "AzureADandPersonalMicrosoftAccount". ' +
        'Write "AzureADMyOrg", "AzureADMultipleOrgs" or "AzureADandPersonalMicrosoftAccount".',
    ]);
  });

  it("takes the list of its configuration, where no audience means this tenant's accounts", () => {
    const config = { allowed: ["AzureADMultipleOrgs"] };
    expect(judge(audience, of("AzureADMultipleOrgs"), config).violations).toEqual([]);
    expect(judge(audience, of(), config).violations).toEqual([
      'signInAudience is "AzureADMyOrg"; allowed: "AzureADMultipleOrgs". Write "AzureADMultipleOrgs".',
    ]);
  });

  it("says that a preview does not know an audience", () => {
    expect(judge(audience, of(UNKNOWN_TEXT))).toEqual({
      violations: [],
      unknown: "string value at .signInAudience can't be known during preview",
    });
  });
});

it("audience: passes other resources over", () => {
  expect(judge(audience, { type: EntraType.ApplicationPassword, props: {} }, { allowed: [] }).violations).toEqual([]);
});
