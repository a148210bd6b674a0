import { describe, expect, it } from "@jest/globals";

import { mappedClaims } from "../../policy/mappedClaims.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_OBJECT, UNKNOWN_SWITCH, UNKNOWN_TEXT } from "./judge.ts";

const whole = (mappedClaimsEnabled: unknown, displayName = "Forms") => ({
  type: EntraType.Application,
  props: { displayName, api: { mappedClaimsEnabled } },
});

describe("mapped-claims", () => {
  it("lets an application pass that has none, also one whose name is not known yet", () => {
    for (const off of [undefined, false, "false"])
      expect(judge(mappedClaims, whole(off, UNKNOWN_TEXT))).toEqual({ violations: [], unknown: undefined });

    const bare = { type: EntraType.Application, props: {} };
    expect(judge(mappedClaims, bare)).toEqual({ violations: [], unknown: undefined });
  });

  it.each([true, "true", "1"])("names one that has them on: %p", (on) => {
    expect(judge(mappedClaims, whole(on)).violations).toEqual([
      'api.mappedClaimsEnabled is true; allowed: false. Remove it, or have "Forms" added to the applications of this policy.',
    ]);
  });

  it("lets those of its configuration pass, and no others", () => {
    expect(judge(mappedClaims, whole(true), { applications: ["Forms"] }).violations).toEqual([]);
    expect(judge(mappedClaims, whole(true), { applications: ["forms "] }).violations).toHaveLength(1);
  });

  it("says what a preview does not know", () => {
    expect(judge(mappedClaims, whole(UNKNOWN_SWITCH)).unknown).toContain("mappedClaimsEnabled");
    const api = { type: EntraType.Application, props: { api: UNKNOWN_OBJECT } };
    expect(judge(mappedClaims, api).unknown).toBeDefined();
    expect(judge(mappedClaims, whole(true, UNKNOWN_TEXT)).unknown).toContain("displayName");
  });
});
