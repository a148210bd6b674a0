import { describe, expect, it } from "@jest/globals";

import { checkSecretPolicy, durationOf, secretTerms } from "../../../../../local/tenant/graph/rules/secrets.ts";

const NOW = new Date("2020-02-29T12:00:00Z");
const DAY = 24 * 60 * 60 * 1000;

describe("secretTerms", () => {
  it("starts now and ends two years after the start unless told otherwise", () => {
    expect(secretTerms({}, NOW)).toEqual({ displayName: null, start: NOW, end: new Date("2022-03-01T12:00:00Z") });
    expect(secretTerms({ displayName: "a", startDateTime: "2021-01-01T00:00:00+01:00" }, NOW)).toEqual({
      displayName: "a",
      start: new Date("2020-12-31T23:00:00Z"),
      end: new Date("2022-12-31T23:00:00Z"),
    });
  });

  it.each([
    ["2020-02-29T12:00:00Z", "Key credential end date is invalid."],
    ["2019-01-01T00:00:00Z", "Key credential end date is invalid."],
    ["soon", "Cannot convert the literal 'soon' to the expected type 'Edm.DateTimeOffset'."],
    [
      "2027-05-20 00:00:00 +0000 UTC",
      "Cannot convert the literal '2027-05-20 00:00:00 +0000 UTC' to the expected type 'Edm.DateTimeOffset'.",
    ],
  ])("refuses the end date %s", (endDateTime, message) => {
    expect(() => secretTerms({ endDateTime }, NOW)).toThrow(message);
  });
});

describe("checkSecretPolicy", () => {
  const terms = (days: number) => ({ displayName: null, start: NOW, end: new Date(NOW.getTime() + days * DAY) });
  const policy = (restriction: object, isEnabled = true) => ({
    isEnabled,
    applicationRestrictions: {
      passwordCredentials: [{ restrictionType: "passwordLifetime", maxLifetime: "P90D", ...restriction }],
    },
  });
  const check = (given: ReturnType<typeof policy>, days: number) => () => {
    checkSecretPolicy(given, "the-policy", "2020-01-01T00:00:00Z", terms(days));
  };

  it("refuses a lifetime over the one allowed and takes the one allowed", () => {
    expect(check(policy({}), 91)).toThrow(
      "Credential lifetime exceeds the max value allowed as per assigned policy 'the-policy'.",
    );
    expect(check(policy({}), 90)).not.toThrow();
  });

  it("says nothing while the policy or the restriction is off, or for applications that are older", () => {
    expect(check(policy({}, false), 91)).not.toThrow();
    expect(check(policy({ state: "disabled" }), 91)).not.toThrow();
    expect(check(policy({ restrictForAppsCreatedAfterDateTime: "2020-01-02T00:00:00Z" }), 91)).not.toThrow();
    expect(check(policy({ restrictForAppsCreatedAfterDateTime: "2019-12-31T00:00:00Z" }), 91)).toThrow(
      /^Credential lifetime/,
    );
  });

  it("refuses every secret where adding one is forbidden", () => {
    expect(check(policy({ restrictionType: "passwordAddition" }), 1)).toThrow(
      "Credential type not allowed as per assigned policy 'the-policy'.",
    );
  });
});

describe("durationOf", () => {
  it.each([
    ["P90D", 90 * DAY],
    ["P4DT12H30M5S", 4 * DAY + 45005000],
    ["P1Y2M1W", (365 + 60 + 7) * DAY],
    ["PT0S", 0],
  ])("reads %s", (duration, milliseconds) => {
    expect(durationOf(duration)).toBe(milliseconds);
  });

  it.each(["", "P", "PT", "P1DT", "90 days", "-P1D"])("refuses %j", (duration) => {
    expect(durationOf(duration)).toBeUndefined();
  });
});
