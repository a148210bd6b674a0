import { describe, expect, it } from "@jest/globals";

import { secretWarnings } from "../../../components/secrets/secretWarnings.ts";

const NOW = new Date("2030-01-01T00:00:00Z");
const ROTATE =
  "To rotate it, add a secret with a new label above it and deploy, give AEM the new value, then remove this one.";

describe("secretWarnings", () => {
  it.each([
    ["2029-12-31T00:00:00Z", "expired on 2029-12-31T00:00:00Z: AEM can no longer sign in with it."],
    ["2030-01-01T00:00:00Z", "expired on 2030-01-01T00:00:00Z: AEM can no longer sign in with it."],
    ["2030-01-01T23:00:00Z", "expires on 2030-01-01T23:00:00Z, in less than a day."],
    ["2030-01-02T23:00:00Z", "expires on 2030-01-02T23:00:00Z, in 1 day."],
    ["2030-01-30T23:59:59Z", "expires on 2030-01-30T23:59:59Z, in 29 days."],
  ])("of a secret that ends at %s: %s", (real, text) => {
    expect(secretWarnings("first", undefined, real, NOW)).toEqual([`The client secret "first" ${text} ${ROTATE}`]);
  });

  it("does not warn of an end 30 days ahead", () => {
    expect(secretWarnings("first", "2030-01-31", "2030-01-31T00:00:00Z", NOW)).toEqual([]);
  });

  it("takes the same moment in another notation for the same", () => {
    expect(secretWarnings("first", "2030-06-01T02:00:00+02:00", "2030-06-01T00:00:00.4Z", NOW)).toEqual([]);
  });

  it("warns of a declared end that is not the real one", () => {
    expect(secretWarnings("first", "2030-07-01", "2030-06-01T00:00:00Z", NOW)).toEqual([
      'The client secret "first" is declared to expire on 2030-07-01T00:00:00Z, but the real one expires on ' +
        `2030-06-01T00:00:00Z: an edited date changes nothing. ${ROTATE}`,
    ]);
  });

  it("warns of both at once", () => {
    expect(secretWarnings("first", "2031-01-01", "2029-01-01T00:00:00Z", NOW)).toHaveLength(2);
  });

  it("says nothing while the real end is unknown", () => {
    expect(secretWarnings("first", "2030-07-01", "", NOW)).toEqual([]);
  });
});
