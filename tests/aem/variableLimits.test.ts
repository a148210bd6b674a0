import { describe, expect, it } from "@jest/globals";

import { tells } from "../../aem/refusals.ts";
import { DOUBTED_SECRET, VARIABLE_LIMITS, variableFaults, variableNotices } from "../../aem/variableLimits.ts";

const one = (name: string, value = "x", secret = false) => ({ name, value, secret });
const { longestName, longestValue, most } = VARIABLE_LIMITS;

describe("the limits of variables", () => {
  it.each(["AB", "a1", "_x", "A".repeat(longestName), "MAIL_ADOBE_X"])("let the name %s", (name) => {
    expect(variableFaults([one(name)])).toEqual([]);
  });

  it.each([
    ["A", "'A' has 1 characters"],
    ["A".repeat(longestName + 1), "has 101 characters"],
    ["1A", "is no name of a variable"],
    ["A-B", "is no name of a variable"],
    ["A.B", "is no name of a variable"],
    ["Ä1", "is no name of a variable"],
    ["INTERNAL_X", "Cloud Manager ignores such variables and says nothing"],
    ["ADOBE_X", "Cloud Manager ignores such variables and says nothing"],
    ["CONST_X", "Cloud Manager ignores such variables and says nothing"],
    ["AEM_X", "is for names that AEM itself defines"],
  ])("stop the name %s", (name, words) => {
    expect(variableFaults([one(name)])).toEqual([expect.stringContaining(words.replace("is for", "which is for"))]);
  });

  it("let the longest value and stop the next, without a word of it", () => {
    expect(variableFaults([one("AB", "v".repeat(longestValue), true)])).toEqual([]);
    const [fault, ...more] = variableFaults([one("AB", "v".repeat(longestValue + 1), true)]);
    expect([fault, more]).toEqual([expect.stringContaining("2049 characters"), []]);
    expect(fault).not.toContain("vvv");
  });

  it("do not repeat a value that was given for a name", () => {
    const [fault] = variableFaults([one(`p8e-${"hush".repeat(40)}`)]);
    expect(fault).not.toContain("hushhush");
  });

  it("notice a secret of the length that Adobe's pages disagree on, and nothing shorter or readable", () => {
    const [long, short] = ["v".repeat(DOUBTED_SECRET), "v".repeat(DOUBTED_SECRET - 1)];
    expect(variableNotices([one("AB", long, true)])).toEqual([expect.stringContaining("fewer than 500")]);
    expect(variableNotices([one("AB", short, true), one("CD", long)])).toEqual([]);
  });

  it("count what is there with what is sent, of all services", () => {
    const existing = Array.from({ length: most }, (_, at) => ({ name: `V${at}`, secret: false, service: "author" }));
    expect(variableFaults([one("V0")], existing, "author")).toEqual([]);
    expect(variableFaults([one("V0")], existing)).toEqual([expect.stringContaining("would have 201 variables")]);
    expect(variableFaults([one("NEW"), one("V1", "")], existing, "author")).toEqual([]);
    expect(variableFaults([one("V1", "")], existing, "author")).toEqual([]);
  });

  it("hold a variable to its type, unless it is deleted or another service's", () => {
    const existing = [{ name: "AB", secret: true }];
    expect(variableFaults([one("AB")], existing)).toEqual([expect.stringContaining("is there as a secret variable")]);
    expect(variableFaults([one("AB", "")], existing)).toEqual([]);
    expect(variableFaults([one("AB")], existing, "publish")).toEqual([]);
  });
});

describe("words that tell a value", () => {
  const value = "abcdefghijklmnop";

  it.each([`it was ${value}`, "cut: abcdefgh...", "its end ...ijklmnop"])("are found in '%s'", (words) => {
    expect(tells(words, [value])).toBe(true);
  });

  it("are not found where there are none", () => {
    expect(tells("length must be between 0 and 499; abcdefg", [value, ""])).toBe(false);
    expect(tells("short", ["ort"])).toBe(true);
  });
});
