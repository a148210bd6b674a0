import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { newSecret } from "../../../commands/rotate/newSecret.ts";
import { secretFaults } from "../../../components/secrets/secretRules.ts";
import type { DeclaredSecrets } from "../../../stack/declaredSecrets.ts";
import { NOTHING_SET } from "../../heldTokens.ts";

const NOW = new Date("2030-01-31T23:59:30Z");
const DECLARED: DeclaredSecrets = {
  keeping: NOTHING_SET,
  secrets: [{ label: "initial" }],
  maxSecretLifetime: undefined,
  preset: "aem-forms-jee",
  cloud: "public",
  mailbox: undefined,
};

describe("newSecret", () => {
  it("is called by the minute and ends 180 days from now, on a whole day, if nothing is asked for", () => {
    expect(newSecret({}, DECLARED, NOW)).toEqual({ label: "s-2030-01-31-2359", expires: "2030-07-30" });
  });

  it("takes another label where there is one of the same minute", () => {
    const secrets = [{ label: "s-2030-01-31-2359" }, { label: "s-2030-01-31-2359-2" }];
    expect(newSecret({}, { ...DECLARED, secrets }, NOW).label).toBe("s-2030-01-31-2359-3");
  });

  it.each([
    ["a shorter maxSecretLifetime", {}, "90d", "2030-05-01"],
    ["a longer maxSecretLifetime", {}, "365d", "2030-07-30"],
    ["a lifetime", { lifetime: "10d" }, undefined, "2030-02-10"],
    ["the longest lifetime", { lifetime: "90d" }, "90d", "2030-05-01"],
    ["a date", { expires: "2030-03-01" }, "90d", "2030-03-01"],
    ["a time", { expires: "2030-03-01T12:00:00Z" }, undefined, "2030-03-01T12:00:00Z"],
  ])("ends as %s says", (_, wishes, maxSecretLifetime, expires) => {
    expect(newSecret(wishes, { ...DECLARED, maxSecretLifetime }, NOW).expires).toBe(expires);
  });

  it.each([
    [
      { label: "Über" },
      undefined,
      '--label "Über": a label is 1 to 32 of a-z, 0-9 and -, beginning with a letter, like summer-2.',
    ],
    [
      { label: "Q~secret-value-that-somebody-pasted-here" },
      undefined,
      "--label of 40 characters: a label is 1 to 32 of a-z, 0-9 and -, beginning with a letter, like summer-2.",
    ],
    [
      { label: "initial" },
      undefined,
      "--label initial: there is a secret with this label, and only a new label makes a new secret.",
    ],
    [
      { expires: "2030-05-20", lifetime: "180d" },
      undefined,
      "--expires and --lifetime say the same in two ways. Write one of them.",
    ],
    [
      { expires: "2030-02-30" },
      undefined,
      '--expires "2030-02-30": write a day that the calendar has, like 2030-05-20.',
    ],
    [{ expires: "soon" }, undefined, '--expires "soon": write a day that the calendar has, like 2030-05-20.'],
    [{ expires: "2030-01-31" }, undefined, "--expires 2030-01-31: that is past. Write a day to come."],
    [
      { expires: "2030-05-02" },
      "90d",
      "--expires 2030-05-02: the stack's maxSecretLifetime is 90d, which allows 2030-05-01 at the latest.",
    ],
    [{ lifetime: "180" }, undefined, '--lifetime "180": write a whole number of days from 1d to 9999d, like 180d.'],
    [{ lifetime: "91d" }, "90d", "--lifetime 91d: the stack's maxSecretLifetime is 90d. Write that or less."],
  ])("refuses %j with maxSecretLifetime %s", (wishes, maxSecretLifetime, words) => {
    expect(() => newSecret(wishes, { ...DECLARED, maxSecretLifetime }, NOW)).toThrow(new Error(words));
  });

  it("is always something that the program takes", () => {
    const most = fc.option(fc.integer({ min: 1, max: 9999 }), { nil: undefined });
    const lifetime = fc.option(fc.integer({ min: 1, max: 9999 }), { nil: undefined });
    const now = fc.date({ min: new Date("2000-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(most, lifetime, now, (limit, days, moment) => {
        fc.pre(limit === undefined || days === undefined || days <= limit);
        const maxSecretLifetime = limit === undefined ? undefined : `${limit}d`;
        const wishes = days === undefined ? {} : { lifetime: `${days}d` };
        const secret = newSecret(wishes, { ...DECLARED, maxSecretLifetime }, moment);
        const clientSecrets = [secret, ...DECLARED.secrets];
        expect(secretFaults({ clientSecrets, maxSecretLifetime }, moment)).toEqual([]);
      }),
    );
  });
});
