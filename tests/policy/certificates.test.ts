import { describe, expect, it } from "@jest/globals";

import { certificates } from "../../policy/certificates.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_TEXT } from "./judge.ts";

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const TYPES = [
  EntraType.ApplicationCertificate,
  EntraType.ServicePrincipalCertificate,
  EntraType.ServicePrincipalTokenSigningCertificate,
];

describe.each(TYPES)("certificates, of %s", (type) => {
  const of = (endDate?: string) => ({ type, props: { endDate } });

  it("allows none by itself, known or not", () => {
    for (const endDate of [inDays(1), UNKNOWN_TEXT, undefined]) {
      expect(judge(certificates, of(endDate)).violations).toEqual([
        "The certificate is a way to sign in; allowed: none. Remove it: AEM signs in with a client secret.",
      ]);
    }
  });

  it("allows those that end within the days of its configuration", () => {
    expect(judge(certificates, of(inDays(29)), { days: 30 })).toEqual({ violations: [], unknown: undefined });
    for (const endDate of [inDays(31), "next summer", "", undefined]) {
      const { violations } = judge(certificates, of(endDate), { days: 30 });
      expect(violations).toHaveLength(1);
      expect(violations[0]).toContain("allowed: an end within 30 days. Set endDate to ");
    }
  });

  it("says that a preview does not know an end", () => {
    expect(judge(certificates, of(UNKNOWN_TEXT), { days: 30 })).toEqual({
      violations: [],
      unknown: "string value at .endDate can't be known during preview",
    });
  });
});

it("certificates: passes other resources over", () => {
  expect(judge(certificates, { type: EntraType.ApplicationPassword, props: {} }).violations).toEqual([]);
});
