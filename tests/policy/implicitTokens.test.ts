import { describe, expect, it } from "@jest/globals";

import { implicitTokens } from "../../policy/implicitTokens.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_TEXT } from "./judge.ts";

const BOTH = { implicitAccessTokenIssuanceEnabled: true, implicitIdTokenIssuanceEnabled: true };
const NONE = { implicitAccessTokenIssuanceEnabled: false, implicitIdTokenIssuanceEnabled: false };
const registration = (props: object, parent?: string) => ({
  type: EntraType.ApplicationRegistration,
  props,
  ...(parent === undefined ? {} : { parent }),
});

/** Shows the policy a MailApplication, as the engine does before what is declared in it; answers its URN. */
function mailApplication(preset: string): string {
  const type = "aem-mail-oauth:index:MailApplication";
  const urn = `urn:pulumi:test::test::${type}::${preset}`;
  expect(judge(implicitTokens, { type, props: { preset }, urn })).toEqual({ violations: [], unknown: undefined });
  return urn;
}

describe("implicit-tokens", () => {
  it("lets applications without them pass", () => {
    expect(judge(implicitTokens, registration(NONE)).violations).toEqual([]);
    expect(judge(implicitTokens, registration({})).violations).toEqual([]);
    expect(judge(implicitTokens, { type: EntraType.Application, props: {} }).violations).toEqual([]);
    expect(judge(implicitTokens, registration(NONE, mailApplication("aem-cloud"))).violations).toEqual([]);
  });

  it("lets AEM Forms on JEE have them", () => {
    expect(judge(implicitTokens, registration(BOTH, mailApplication("aem-forms-jee"))).violations).toEqual([]);
  });

  it("takes a box that is ticked with a text for ticked, as the provider does", () => {
    const one = (value: unknown) => registration({ implicitIdTokenIssuanceEnabled: value });
    expect(judge(implicitTokens, one("true")).violations).toHaveLength(1);
    expect(judge(implicitTokens, one("false")).violations).toEqual([]);
  });

  it("names each box that another preset has ticked", () => {
    expect(judge(implicitTokens, registration(BOTH, mailApplication("aem-65-osgi"))).violations).toEqual([
      'implicitAccessTokenIssuanceEnabled is true, with preset "aem-65-osgi"; allowed: false; true with preset aem-forms-jee. ' +
        "Set implicitGrant.accessTokens to false: AEM redeems codes and has no use for it.",
      'implicitIdTokenIssuanceEnabled is true, with preset "aem-65-osgi"; allowed: false; true with preset aem-forms-jee. ' +
        "Set implicitGrant.idTokens to false: AEM redeems codes and has no use for it.",
    ]);
  });

  it("names what was made without the component, in either kind of declaration", () => {
    const words =
      "is true, with an application without a preset of this project; allowed: false; true with preset aem-forms-jee.";
    expect(
      judge(implicitTokens, registration({ ...NONE, implicitIdTokenIssuanceEnabled: true }, "urn:other")).violations,
    ).toEqual([
      `implicitIdTokenIssuanceEnabled ${words} Set implicitIdTokenIssuanceEnabled to false: AEM redeems codes and has no use for it.`,
    ]);
    const web = { implicitGrant: { accessTokenIssuanceEnabled: true, idTokenIssuanceEnabled: false } };
    expect(judge(implicitTokens, { type: EntraType.Application, props: { web } }).violations).toEqual([
      `web.implicitGrant.accessTokenIssuanceEnabled ${words} ` +
        "Set web.implicitGrant.accessTokenIssuanceEnabled to false: AEM redeems codes and has no use for it.",
    ]);
  });

  it("takes the presets of its configuration", () => {
    const cloud = registration(BOTH, mailApplication("aem-cloud"));
    expect(judge(implicitTokens, cloud, { presets: ["aem-cloud"] }).violations).toEqual([]);
    const jee = registration(BOTH, mailApplication("aem-forms-jee"));
    expect(judge(implicitTokens, jee, { presets: [] }).violations).toHaveLength(2);
  });

  it("judges the box that is known, and says that a preview does not know the other", () => {
    const half = { implicitAccessTokenIssuanceEnabled: UNKNOWN_TEXT, implicitIdTokenIssuanceEnabled: true };
    const { violations, unknown } = judge(implicitTokens, registration(half));
    expect(violations).toHaveLength(1);
    expect(unknown).toBe("string value at .implicitAccessTokenIssuanceEnabled can't be known during preview");
  });
});
