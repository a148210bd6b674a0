import { describe, expect, it } from "@jest/globals";

import { type Facts, nextStep, type PlaceSeen } from "../../../commands/upkeep/nextStep.ts";
import { DAY } from "../../../components/secrets/secretLifetime.ts";
import type { Given, Wanted } from "../../../stack/places/given.ts";

const NOW = new Date("2030-06-01T06:00:00Z");
const day = (days: number): string => new Date(NOW.getTime() + days * DAY).toISOString();

const WANTED: Wanted = {
  stack: "prod",
  clientId: "client",
  secret: "one",
  keyId: "key-1",
  issued: day(-10),
  mailbox: "aem@contoso.com",
  hasToken: true,
};
const GIVEN: Given = {
  stack: "prod",
  clientId: "client",
  secret: "one",
  keyId: "key-1",
  issued: day(-10),
  mailbox: "aem@contoso.com",
  at: day(-9),
};
const place = (given: Partial<Given> | undefined, status?: string): PlaceSeen => ({
  name: "place",
  isByHand: false,
  given: given === undefined ? undefined : { ...GIVEN, ...given },
  ...(status === undefined ? {} : { status }),
});

/** A stack of which all is well, with an environment of Cloud Manager. */
const facts = (changed: Partial<Facts> = {}): Facts => ({
  now: NOW,
  cutOff: undefined,
  mayRepair: true,
  isSelfRepairing: false,
  declared: ["one"],
  live: [{ label: "one", expires: day(100) }],
  inState: ["one"],
  takesToken: true,
  token: { issued: day(-10) },
  wanted: WANTED,
  places: [place({})],
  lifetime: 180,
  rotateEvery: undefined,
  ...changed,
});

/** A rotation under way: the second secret is deployed. */
const ROTATING = {
  declared: ["two", "one"],
  live: [
    { label: "two", expires: day(170) },
    { label: "one", expires: day(10) },
  ],
  inState: ["one", "two"],
  wanted: { ...WANTED, secret: "two", keyId: "key-2" },
};

describe("a deployment", () => {
  it.each<[string, Partial<Facts>]>([
    ["the only secret is another one by now", { declared: ["old"] }],
    ["so it is, and nothing is known of the places", { declared: ["old"], places: [place(undefined)] }],
    ["a place has the secret that goes", { ...ROTATING, declared: ["one"], places: [place({ secret: "two" })] }],
  ])("is left to a person where it takes from AEM what it uses: %s", (_, changed) => {
    expect(nextStep(facts(changed))).toMatchObject({ step: "up", cutsOff: true });
  });

  it.each<[string, Partial<Facts>]>([
    [
      "another one stays, which every place has",
      { ...ROTATING, declared: ["two"], places: [place({ secret: "two" })] },
    ],
    ["a new one comes above it", { declared: ["two", "one"] }],
    ["nothing is deployed", { live: [], inState: [], wanted: undefined, places: [] }],
  ])("is not where %s", (_, changed) => {
    const { step, cutsOff } = nextStep(facts(changed));
    expect({ step, cutsOff }).toEqual({ step: "up", cutsOff: undefined });
  });
});

describe("the next step", () => {
  it("is none where all is well, and the next date is the earliest of what is to come", () => {
    expect(nextStep(facts())).toEqual({
      step: undefined,
      why: "nothing is due",
      next: { step: "renew", at: new Date(day(20)) },
    });
    expect(nextStep(facts({ live: [{ label: "one", expires: day(45) }] })).next).toEqual({
      step: "add",
      at: new Date(day(15)),
    });
  });

  it.each<[string, Partial<Facts>, ReturnType<typeof nextStep>["step"]]>([
    ["repair, before all else", { cutOff: "an update was cut off", token: undefined }, "repair"],
    ["up, where the deployment repairs itself", { cutOff: "an update was cut off", isSelfRepairing: true }, "up"],
    ["up, where nothing is deployed", { live: [], inState: [], wanted: undefined, places: [] }, "up"],
    ["up, where a secret is declared that is not deployed", { declared: ["two", "one"] }, "up"],
    ["up, where one is deployed that is not declared", { inState: ["one", "old"] }, "up"],
    ["up, where the outputs lag behind the state", { inState: ["one", "two"], declared: ["two", "one"] }, "up"],
    ["consent, where no token is kept", { token: undefined }, "consent"],
    [
      "consent, where the chain has ended, however young the token is",
      { token: { issued: day(-10), ended: "refused" } },
      "consent",
    ],
    ["nothing else, where the application is refused", { token: { issued: day(-10), refused: "refused" } }, undefined],
    ["renew, where the token is a month old", { token: { issued: day(-30) } }, "renew"],
    ["nothing, a moment before that", { token: { issued: day(-29.99) } }, undefined],
    ["renew, where nobody knows how old the token is", { token: { issued: undefined } }, "renew"],
    ["renew, where the token is of tomorrow", { token: { issued: day(1) } }, "renew"],
    ["no renewal, where AEM signs in by itself", { takesToken: false, token: undefined }, undefined],
    ["deliver, to a place of which nothing is known", { places: [place({}), place(undefined)] }, "deliver"],
    ["deliver, of another secret", { places: [place({ keyId: "key-0" })] }, "deliver"],
    ["deliver, of another application", { places: [place({ clientId: "other" })] }, "deliver"],
    ["deliver, of a token that is a month younger", { places: [place({ issued: day(-38) })] }, "deliver"],
    [
      "nothing, for a token that is a bit younger: AEM would restart",
      { places: [place({ issued: day(-37) })] },
      undefined,
    ],
    [
      "deliver, of another sign-in's token, however young the one in AEM is",
      { wanted: { ...WANTED, issued: day(-1), signedIn: day(-1) }, places: [place({ issued: day(-10) })] },
      "deliver",
    ],
    [
      "nothing, for a successor of the same sign-in's token",
      { wanted: { ...WANTED, issued: day(-1), signedIn: day(-10) }, places: [place({ issued: day(-10) })] },
      undefined,
    ],
    ["deliver, of another mailbox's token", { places: [place({ mailbox: "other@contoso.com" })] }, "deliver"],
    [
      "deliver, by hand, shortly before the token in AEM ends",
      { places: [{ ...place({ issued: day(-63) }), isByHand: true }] },
      "deliver",
    ],
    ["nothing, by hand, before that", { places: [{ ...place({ issued: day(-61) }), isByHand: true }] }, undefined],
    ["add, a month before the secret ends", { live: [{ label: "one", expires: day(30) }] }, "add"],
    [
      "add, although somebody has to sign in: the secret would end meanwhile",
      { live: [{ label: "one", expires: day(20) }], token: undefined },
      "add",
    ],
    [
      "add, although a person has not entered the one before",
      { live: [{ label: "one", expires: day(20) }], places: [{ ...place({ keyId: "key-0" }), isByHand: true }] },
      "add",
    ],
    [
      "nothing yet, of a secret that lives for 30 days",
      { lifetime: 30, live: [{ label: "one", expires: day(11) }] },
      undefined,
    ],
    [
      "retire, although an environment hibernates that has the new one",
      { ...ROTATING, places: [place({ keyId: "key-2", at: day(-3) }, "hibernated")] },
      "retire",
    ],
    ["nothing, a day before that", { live: [{ label: "one", expires: day(31) }] }, undefined],
    ["add, at the age that rotateEvery says", { rotateEvery: 80, live: [{ label: "one", expires: day(100) }] }, "add"],
    ["nothing, before that age", { rotateEvery: 81, live: [{ label: "one", expires: day(100) }] }, undefined],
    ["deliver, of the new secret", { ...ROTATING, places: [place({})] }, "deliver"],
    ["retire, two days later", { ...ROTATING, places: [place({ keyId: "key-2", at: day(-2) })] }, "retire"],
    ["nothing, before that", { ...ROTATING, places: [place({ keyId: "key-2", at: day(-1.9) })] }, undefined],
    [
      "nothing, while an environment restarts",
      { ...ROTATING, places: [place({ keyId: "key-2", at: day(-3) }, "updating")] },
      undefined,
    ],
    [
      "deliver, as long as one place has the old secret",
      { ...ROTATING, places: [place({ keyId: "key-2", at: day(-9) }), place({ keyId: "key-1" })] },
      "deliver",
    ],
  ])("is %s", (_, changed, step) => {
    expect(nextStep(facts(changed)).step).toBe(step);
  });

  it("never retires where no place is known", () => {
    expect(nextStep(facts({ ...ROTATING, places: [] })).step).not.toBe("retire");
  });
});
