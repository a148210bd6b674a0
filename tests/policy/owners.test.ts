import { describe, expect, it } from "@jest/globals";

import { owners } from "../../policy/owners.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_LIST, UNKNOWN_TEXT } from "./judge.ts";

const ONE = "aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa";
const TWO = "bbbbbbbb-1111-4111-8111-bbbbbbbbbbbb";
const single = (ownerObjectId: string) => ({ type: EntraType.ApplicationOwner, props: { ownerObjectId } });
const FIX = "Remove it, or have it added to the list of this policy.";

describe("owners", () => {
  it("allows none by itself", () => {
    expect(judge(owners, single(ONE)).violations).toEqual([
      `ownerObjectId is the owner ${ONE}; allowed: no owners. ${FIX}`,
    ]);
  });

  it.each([EntraType.Application, EntraType.ServicePrincipal])("names each in the list of %s", (type) => {
    expect(judge(owners, { type, props: { owners: [ONE, TWO] } }, { allowed: [ONE] }).violations).toEqual([
      `owners[1] is the owner ${TWO}; allowed: ${ONE}. ${FIX}`,
    ]);
    expect(judge(owners, { type, props: {} }).violations).toEqual([]);
    expect(judge(owners, { type, props: { owners: [] } }).violations).toEqual([]);
    expect(judge(owners, { type, props: { owners: UNKNOWN_LIST } }).unknown).toBe(
      "Array value at .owners can't be known during preview",
    );
  });

  it("allows those of its configuration, in upper or lower case", () => {
    expect(judge(owners, single(ONE.toUpperCase()), { allowed: [ONE] })).toEqual({
      violations: [],
      unknown: undefined,
    });
    expect(judge(owners, single(ONE), { allowed: [ONE.toUpperCase()] }).violations).toEqual([]);
    expect(judge(owners, single(TWO), { allowed: [ONE] }).violations).toHaveLength(1);
  });

  it("judges what is known, and says what a preview does not know", () => {
    expect(judge(owners, single(UNKNOWN_TEXT)).unknown).toBe(
      "string value at .ownerObjectId can't be known during preview",
    );
    const some = judge(owners, { type: EntraType.Application, props: { owners: [UNKNOWN_TEXT, TWO] } });
    expect(some.violations).toHaveLength(1);
    expect(some.unknown).toBeDefined();
  });
});
