import { describe, expect, it } from "@jest/globals";

import { endsOf } from "../../../commands/upkeep/ends.ts";
import type { Facts } from "../../../commands/upkeep/nextStep.ts";

const UNDATED = {
  stack: "prod",
  clientId: "client",
  secret: "one",
  keyId: "key-1",
  mailbox: "aem@contoso.com",
  at: "2030-01-02T00:00:00Z",
};
const GIVEN = { ...UNDATED, issued: "2030-01-01T00:00:00Z" };

const FACTS: Facts = {
  now: new Date("2030-02-01T00:00:00Z"),
  cutOff: undefined,
  mayRepair: true,
  isSelfRepairing: false,
  declared: ["two", "one"],
  live: [
    { label: "two", expires: "2030-08-01T00:00:00Z" },
    { label: "one", expires: "2030-03-01T00:00:00Z" },
  ],
  inState: ["one", "two"],
  takesToken: true,
  token: { issued: "2030-01-31T00:00:00Z" },
  wanted: { ...GIVEN, secret: "two", keyId: "key-2", issued: "2030-01-31T00:00:00Z", hasToken: true },
  places: [{ name: "author", given: GIVEN, isByHand: true }],
  lifetime: 180,
  rotateEvery: undefined,
};

const KEPT = [
  { what: "secret", name: "two", at: "2030-08-01T00:00:00Z" },
  { what: "secret", name: "one", at: "2030-03-01T00:00:00Z" },
  { what: "token", name: "aem@contoso.com", at: "2030-05-01T00:00:00Z" },
];

describe("what ends when", () => {
  it("counts what a place in AEM has from what it was given, and not from what is kept", () => {
    expect(endsOf(FACTS)).toEqual([
      { what: "secret", name: "one", place: "author", at: "2030-03-01T00:00:00Z" },
      { what: "token", name: "aem@contoso.com", place: "author", at: "2030-04-01T00:00:00Z" },
      ...KEPT,
    ]);
  });

  it("knows no end of a place that nothing is known of, of a secret that is not live, or of a token without its issue", () => {
    expect(
      endsOf({
        ...FACTS,
        places: [
          { name: "author", given: undefined, isByHand: true },
          { name: "publish", given: { ...UNDATED, secret: "gone" }, isByHand: true },
        ],
      }),
    ).toEqual([
      { what: "secret", name: null, place: "author", at: null },
      { what: "token", name: null, place: "author", at: null },
      { what: "secret", name: "gone", place: "publish", at: null },
      { what: "token", name: "aem@contoso.com", place: "publish", at: null },
      ...KEPT,
    ]);
  });

  it("has no tokens where AEM signs in by itself", () => {
    const ends = endsOf({ ...FACTS, takesToken: false, token: undefined });
    expect(ends.map(({ what }) => what)).toEqual(["secret", "secret", "secret"]);
  });
});
