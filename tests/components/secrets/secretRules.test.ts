import { describe, expect, it } from "@jest/globals";

import type { ClientSecretArgs } from "../../../components/mailApplicationArgs.ts";
import { secretFaults } from "../../../components/secrets/secretRules.ts";

const NOW = new Date("2030-01-01T00:00:00Z");
const faults = (clientSecrets: ClientSecretArgs[], maxSecretLifetime?: string) =>
  secretFaults({ clientSecrets, maxSecretLifetime }, NOW);

describe("secretFaults", () => {
  it.each([
    [[{ label: "initial" }]],
    [[{ label: "b-2" }, { label: "a" }]],
    [[{ label: "a".repeat(32), expires: "2030-05-20" }]],
    [[{ label: "past", expires: "2001-01-01" }]],
  ])("takes %j", (clientSecrets) => {
    expect(faults(clientSecrets)).toEqual([]);
  });

  it("refuses none", () => {
    expect(faults([])).toEqual([
      {
        setting: "clientSecrets",
        given: "an empty list",
        allowed: "1 secret in daily life, 2 while AEM is switched from one to the other",
        fix: 'Declare one, for example {label: "initial"}: AEM cannot sign in without.',
      },
    ]);
  });

  it("refuses three", () => {
    expect(faults([{ label: "c" }, { label: "b" }, { label: "a" }])).toEqual([
      {
        setting: "clientSecrets",
        given: "3 secrets",
        allowed: "1 secret in daily life, 2 while AEM is switched from one to the other",
        fix: "Keep the newest 2; remove the one that AEM has stopped using.",
      },
    ]);
  });

  it("refuses a label given twice", () => {
    expect(faults([{ label: "a" }, { label: "a" }])).toMatchObject([
      { setting: "clientSecrets[1].label", given: '"a"', allowed: "each label once" },
    ]);
  });

  it.each(["", "A", "2030", "-a", "a_b", "a b", "ä", "a\n", "a.b"])("refuses the label %j", (label) => {
    expect(faults([{ label }])).toMatchObject([
      {
        setting: "clientSecrets[0].label",
        given: JSON.stringify(label),
        allowed: "1 to 32 of a-z, 0-9 and -, beginning with a letter",
      },
    ]);
  });

  it("refuses a label of 33 characters without showing it: it may be a secret pasted in the wrong place", () => {
    expect(faults([{ label: "a".repeat(33) }])).toMatchObject([{ given: "33 characters" }]);
  });

  it.each([
    [
      "2030-05-20 00:00:00 +0000 UTC",
      'Write "2030-05-20" with the quotes: without them, YAML tools turn a date into this.',
    ],
    ["2030-05-20 00:00:00", 'Write "2030-05-20" with the quotes: without them, YAML tools turn a date into this.'],
    ["2030-05-20T00:00:00", 'Write "2030-05-20" with the quotes: without them, YAML tools turn a date into this.'],
    ["2030-02-30", "Write a day that the calendar has, and times as in RFC 3339."],
    ["2030-02-30 00:00:00 +0000 UTC", "Write a day that the calendar has, and times as in RFC 3339."],
    ["20 May 2030", "Write year, month and day with hyphens and in quotes."],
  ])("refuses to let a secret expire on %j and says: %s", (expires, fix) => {
    expect(faults([{ label: "a" }, { label: "b", expires }])).toEqual([
      {
        setting: "clientSecrets[1].expires",
        given: JSON.stringify(expires),
        allowed: 'a date in quotes ("2030-05-20") or an RFC 3339 time ("2030-05-20T12:00:00Z")',
        fix,
      },
    ]);
  });

  it("takes an end at the longest lifetime, and none after it", () => {
    expect(faults([{ label: "a", expires: "2030-04-01" }], "90d")).toEqual([]);
    expect(faults([{ label: "a", expires: "2030-04-01T00:00:01Z" }], "90d")).toEqual([
      {
        setting: "clientSecrets[0].expires",
        given: '"2030-04-01T00:00:01Z"',
        allowed: "at most 90d from now (maxSecretLifetime), that is until 2030-04-01T00:00:00Z",
        fix: 'Write "2030-04-01" or an earlier date, or leave expires out.',
      },
    ]);
  });

  it.each(["180", "6 months", "P180D", "0d"])("refuses the longest lifetime %j", (lifetime) => {
    expect(faults([{ label: "a", expires: "2099-01-01" }], lifetime)).toEqual([
      {
        setting: "maxSecretLifetime",
        given: JSON.stringify(lifetime),
        allowed: 'a whole number of days from "1d" to "9999d"',
        fix: 'Write it like "180d".',
      },
    ]);
  });
});
