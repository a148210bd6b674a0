import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { endDateOf, graphTime, parseExpires, parseLifetime } from "../../../components/secrets/secretLifetime.ts";

describe("parseExpires", () => {
  it.each([
    ["2030-05-20", "2030-05-20T00:00:00Z"],
    ["2028-02-29", "2028-02-29T00:00:00Z"],
    ["2030-05-20T00:00:00Z", "2030-05-20T00:00:00Z"],
    ["2030-05-20t12:30:00z", "2030-05-20T12:30:00Z"],
    ["2030-05-20T12:30:00.25+02:00", "2030-05-20T10:30:00Z"],
    ["2030-05-20T23:30:00-05:30", "2030-05-21T05:00:00Z"],
  ])("reads %s as %s", (expires, time) => {
    expect(graphTime(parseExpires(expires) ?? new Date(0))).toBe(time);
  });

  it.each([
    "2030-05-20 00:00:00 +0000 UTC",
    "2030-05-20 00:00:00",
    "2030-05-20T00:00:00",
    "2030-05-20T00:00Z",
    "2030-05-20T24:00:00Z",
    "2030-05-20T12:60:00Z",
    "2030-02-30",
    "2029-02-29",
    "2030-02-30T12:00:00Z",
    "2030-13-01",
    "2030-00-10",
    "2030-5-2",
    "20300520",
    "20.05.2030",
    "+02030-05-20",
    " 2030-05-20",
    "2030-05-20\n",
    "180d",
    "never",
    "",
  ])("does not take %j", (expires) => {
    expect(parseExpires(expires)).toBeUndefined();
  });

  it("takes every day of the calendar as its start in UTC, and what it writes is taken again", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1000-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true }),
        (date) => {
          const day = date.toISOString().slice(0, 10);
          expect(parseExpires(day)?.toISOString()).toBe(`${day}T00:00:00.000Z`);
          expect(parseExpires(graphTime(date))?.getTime()).toBe(Math.floor(date.getTime() / 1000) * 1000);
        },
      ),
    );
  });
});

describe("parseLifetime", () => {
  it.each([
    ["1d", 1],
    ["180d", 180],
    ["9999d", 9999],
  ])("reads %s as %d days", (lifetime, days) => {
    expect(parseLifetime(lifetime)).toBe(days);
  });

  it.each(["180", "0d", "-1d", "1.5d", "6m", "180 d", "P180D", "10000d", "180d\n", ""])(
    "does not take %j",
    (lifetime) => {
      expect(parseLifetime(lifetime)).toBeUndefined();
    },
  );
});

describe("endDateOf", () => {
  const now = new Date("2030-01-01T08:00:00.999Z");

  it.each([
    ["the declared end", "2030-02-01", undefined, "2030-02-01T00:00:00Z"],
    ["180 days from now where none is declared", undefined, undefined, "2030-06-30T08:00:00Z"],
    ["the longest lifetime where it is shorter", undefined, "30d", "2030-01-31T08:00:00Z"],
    ["180 days where the longest lifetime is longer", undefined, "365d", "2030-06-30T08:00:00Z"],
  ])("is %s", (_, expires, most, end) => {
    expect(endDateOf(expires, most, now)).toBe(end);
  });
});
