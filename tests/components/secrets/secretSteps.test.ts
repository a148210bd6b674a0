import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { secretStepFaults, secretStepWarning } from "../../../components/secrets/secretSteps.ts";

describe("secretStepFaults", () => {
  it.each([
    ["a first deployment", undefined, ["a"]],
    ["a first deployment of two", undefined, ["b", "a"]],
    ["a deployment after everything was destroyed", [], ["b", "a"]],
    ["no change of one", ["a"], ["a"]],
    ["a new one on top", ["a"], ["b", "a"]],
    ["a new one instead of the only one", ["a"], ["b"]],
    ["no change of two", ["b", "a"], ["b", "a"]],
    ["the old one retired", ["b", "a"], ["b"]],
    ["the new one revoked", ["b", "a"], ["a"]],
  ])("takes %s: %j to %j", (_, previous, declared) => {
    expect(secretStepFaults(previous, declared)).toEqual([]);
  });

  it.each([
    ["two swapped", ["b", "a"], ["a", "b"]],
    ["the old one replaced by a new one on top", ["b", "a"], ["c", "b"]],
    ["the old one replaced below", ["b", "a"], ["b", "c"]],
    ["the new one replaced", ["b", "a"], ["c", "a"]],
    ["both replaced by one", ["b", "a"], ["c"]],
    ["both replaced", ["b", "a"], ["d", "c"]],
    ["a third", ["b", "a"], ["c", "b", "a"]],
  ])("refuses %s: %j to %j", (_, previous, declared) => {
    expect(secretStepFaults(previous, declared)).toEqual([
      {
        setting: "clientSecrets",
        given: `${declared.map((label) => `"${label}"`).join(", ")}, after "b", "a"`,
        allowed: 'with 2 secrets live, one fewer and nothing else: "a" or "b"',
        fix:
          'Write "b", "a" again without the one that is to go, deploy that, and make the next change after it. ' +
          "`npx aem-mail-oauth rotate retire` keeps the first, `npx aem-mail-oauth rotate revoke <label>` the other.",
      },
    ]);
  });

  it.each([
    ["a new one below, where nobody would be given it", ["a", "b"]],
    ["two new ones instead of one", ["c", "b"]],
  ])("refuses from one live %s: %j", (_, declared) => {
    expect(secretStepFaults(["a"], declared)).toEqual([
      {
        setting: "clientSecrets",
        given: `${declared.map((label) => `"${label}"`).join(", ")}, after "a"`,
        allowed: 'with one secret live, a new one above it (then "a") or a new one instead of it',
        fix:
          'Put one new secret above "a", deploy that, and make the next change after it. ' +
          "`npx aem-mail-oauth rotate add` does so.",
      },
    ]);
  });

  const labels = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 2 });

  it("never lets more than two be live, although what is new is made before what is old is deleted", () => {
    fc.assert(
      fc.property(labels, labels, (previous, declared) => {
        const legal = secretStepFaults(previous, declared).length === 0;
        expect(!legal || new Set([...previous, ...declared]).size <= 2).toBe(true);
      }),
    );
  });

  it("always lets a step be repeated, and the list before be put back after one that did not happen", () => {
    fc.assert(
      fc.property(labels, (live) => {
        expect(secretStepFaults(live, live)).toEqual([]);
      }),
    );
  });

  it("leads from any list to any other in at most four steps, keeping a live secret but for a replaced only one", () => {
    fc.assert(
      fc.property(labels, labels, (from, to) => {
        expect(stepsBetween(from, to)).toBeLessThanOrEqual(4);
      }),
    );
  });

  it("allows no step from two live that makes a secret", () => {
    fc.assert(
      fc.property(labels, labels, (previous, declared) => {
        fc.pre(previous.length === 2 && declared.some((label) => !previous.includes(label)));
        expect(secretStepFaults(previous, declared)).toHaveLength(1);
      }),
    );
  });
});

describe("secretStepWarning", () => {
  it("says what AEM loses when its only secret is replaced", () => {
    expect(secretStepWarning(["a"], ["b"])).toBe(
      'This update revokes "a", the only client secret that AEM can have: AEM can neither send nor read mail from then until it ' +
        'is given "b". If that is not meant, put "a" back below it and deploy that instead.',
    );
  });

  it.each([
    [undefined, ["a"]],
    [[], ["a"]],
    [["a"], ["a"]],
    [["a"], ["b", "a"]],
    [["b", "a"], ["b"]],
    [["b", "a"], ["a"]],
  ])("is silent from %j to %j", (previous, declared) => {
    expect(secretStepWarning(previous, declared)).toBeUndefined();
  });
});

/** Number of legal steps from one list to another, found by trying all; infinite where there is no way. */
function stepsBetween(from: readonly string[], to: readonly string[]): number {
  const all = ["a", "b", "c", "d"];
  const lists = [
    ...all.map((one) => [one]),
    ...all.flatMap((one) => all.filter((two) => two !== one).map((two) => [one, two])),
  ];
  const reached = new Map([[from.join(), 0]]);
  const queue = [from];
  for (const live of queue) {
    for (const next of lists.filter((list) => !reached.has(list.join()) && secretStepFaults(live, list).length === 0)) {
      reached.set(next.join(), (reached.get(live.join()) ?? 0) + 1);
      queue.push(next);
    }
  }
  return reached.get(to.join()) ?? Infinity;
}
