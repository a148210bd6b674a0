import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { ago, isYoung, lostOf, named, straysOf } from "../../../../commands/repair/secrets/strays.ts";
import { secret } from "../../access/live/liveSample.ts";

const NOW = new Date("2031-05-20T12:00:00Z");
const KNOWN = new Map([["k1", "current"]]);
const at = (milliseconds: number): string => new Date(NOW.getTime() - milliseconds).toISOString();

describe("straysOf", () => {
  it("is what is live and not known, oldest first, with what tells one from another", () => {
    const live = [
      secret({ keyId: "k3", displayName: null, hint: null, startDateTime: null, endDateTime: null }),
      secret({ keyId: "k2", startDateTime: "2030-01-01T00:00:00Z" }),
      secret({ keyId: "k1" }),
    ];
    expect(straysOf(live, new Set(KNOWN.keys()))).toEqual([
      { keyId: "k3", label: "", hint: "", made: "", ends: "" },
      { keyId: "k2", label: "initial", hint: "abc", made: "2030-01-01T00:00:00Z", ends: "2030-06-30T00:00:00Z" },
    ]);
  });

  it("never has a known one, whatever is live and known", () => {
    const ids = fc.uniqueArray(fc.uuid());
    fc.assert(
      fc.property(ids, ids, (live, known) => {
        const strays = straysOf(
          [...live, ...known].map((keyId) => secret({ keyId })),
          new Set(known),
        ).map(({ keyId }) => keyId);
        expect(strays.filter((id) => known.includes(id))).toEqual([]);
        expect(new Set(strays)).toEqual(new Set(live.filter((id) => !known.includes(id))));
      }),
    );
  });
});

describe("named", () => {
  const strays = straysOf(
    [
      secret({ keyId: "k2" }),
      secret({ keyId: "k3", displayName: "twin" }),
      secret({ keyId: "k4", displayName: "twin" }),
    ],
    new Set(),
  );
  const ids = (...names: string[]): string[] => named(names, strays, KNOWN).map(({ keyId }) => keyId);

  it("finds by label and by id, each once", () => {
    expect(ids("initial", "K3", "k2")).toEqual(["k2", "k3"]);
    expect(ids()).toEqual([]);
  });

  it("refuses a label that several have, and gives their ids", () => {
    expect(() => ids("twin")).toThrow(/^Several unknown secrets are called "twin"\. .* k3, k4\.$/);
  });

  it.each(["k1", "current"])("refuses what the state knows: %s", (name) => {
    expect(() => ids(name)).toThrow(`"${name}" is known to the stack's state, so it is not removed here.`);
  });

  it("refuses what is not there at all", () => {
    expect(() => ids("gone")).toThrow('No unknown secret is called "gone" or has that id.');
  });
});

describe("lostOf", () => {
  const pending = (displayName: string, endDate: string, type = "creating") => ({
    type,
    resource: {
      urn: `urn:pulumi:prod::p::t::mail-secret-${displayName}`,
      type: "azuread:index/applicationPassword:ApplicationPassword",
      inputs: { displayName, endDate },
    },
  });
  const strays = straysOf([secret({ keyId: "k2", endDateTime: "2031-06-30T00:00:00.4Z" })], new Set());

  it("is what has label and end of a secret that was being made, to the second", () => {
    expect(lostOf(strays, [pending("initial", "2031-06-30T00:00:00Z")])).toEqual(strays);
    expect(lostOf(strays, [pending("initial", "2031-06-30T02:00:00+02:00")])).toEqual(strays);
  });

  it.each([
    ["another label", pending("other", "2031-06-30T00:00:00Z")],
    ["another end", pending("initial", "2031-06-30T00:00:01Z")],
    ["no end", pending("initial", "")],
    ["a secret that was being deleted", pending("initial", "2031-06-30T00:00:00Z", "deleting")],
  ])("is nothing for %s", (_, operation) => {
    expect(lostOf(strays, [operation])).toEqual([]);
    expect(lostOf(straysOf([secret({ endDateTime: null })], new Set()), [operation])).toEqual([]);
  });
});

describe("ago", () => {
  it.each([
    [at(30_000), "0 minutes ago"],
    [at(61_000), "1 minute ago"],
    [at(59 * 60_000), "59 minutes ago"],
    [at(3_600_000), "1 hour ago"],
    [at(86_400_000), "1 day ago"],
    [at(400 * 86_400_000), "400 days ago"],
    [at(-5000), "0 minutes ago"],
    ["", "at an unknown time"],
  ])("says of %s: %s", (time, words) => {
    expect(ago(time, NOW)).toBe(words);
  });
});

describe("isYoung", () => {
  it("is what a running update may just have made", () => {
    const young = [at(14 * 60_000), at(16 * 60_000), ""].map((made) => {
      return isYoung({ keyId: "", label: "", hint: "", ends: "", made }, NOW);
    });
    expect(young).toEqual([true, false, false]);
  });
});
