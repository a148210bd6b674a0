import { describe, expect, it } from "@jest/globals";

import { pastSecretFaults, pastSecretWarnings } from "../../../components/secrets/secretPast.ts";

const NOW = new Date("2027-06-01T12:00:00Z");
const SECRETS = [{ label: "new", expires: "2024-11-28" }, { label: "initial" }];

describe("a secret that would have ended before it is made", () => {
  it("is refused with the date from which one is good, and with the clock that may be wrong", () => {
    expect(pastSecretFaults(SECRETS, ["initial"], NOW)).toEqual([
      {
        setting: "clientSecrets[0].expires",
        given: '"2024-11-28"',
        allowed: 'a date after 2027-06-01T12:00:00Z, because "new" is yet to be made',
        fix: expect.stringContaining("the clock of the machine that wrote it was behind"),
      },
    ]);
    expect(pastSecretWarnings(SECRETS, ["initial"], NOW)).toEqual([]);
  });

  it.each([undefined, []])("is warned of where nobody knows what is live (%p)", (live) => {
    expect(pastSecretFaults(SECRETS, live, NOW)).toEqual([]);
    expect(pastSecretWarnings(SECRETS, live, NOW)).toEqual([
      expect.stringContaining('"new" is declared to expire on 2024-11-28, which is past.'),
    ]);
  });
});

it("lets a live secret have ended, a secret end later, and one have no date", () => {
  expect(pastSecretFaults(SECRETS, ["new", "initial"], NOW)).toEqual([]);
  const later = [{ label: "new", expires: "2027-06-02" }, { label: "other" }];
  expect(pastSecretFaults(later, ["initial"], NOW)).toEqual([]);
  expect(pastSecretWarnings(later, undefined, NOW)).toEqual([]);
});

it("refuses one that ends this very moment, and leaves what is no date to the other rules", () => {
  expect(pastSecretFaults([{ label: "new", expires: "2027-06-01T12:00:00Z" }], ["initial"], NOW)).toHaveLength(1);
  expect(pastSecretFaults([{ label: "new", expires: "soon" }], ["initial"], NOW)).toEqual([]);
});
