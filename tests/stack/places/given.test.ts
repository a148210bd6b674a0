import { describe, expect, it } from "@jest/globals";

import { DAY } from "../../../components/secrets/secretLifetime.ts";
import { type Given, givenIn, givenWords, needsOf, type Wanted } from "../../../stack/places/given.ts";

const NOW = new Date("2030-06-01T06:00:00Z");
const day = (days: number): string => new Date(NOW.getTime() + days * DAY).toISOString();

const GIVEN: Given = {
  stack: "prod",
  clientId: "Client",
  secret: "one",
  keyId: "Key-1",
  issued: day(-10),
  mailbox: "aem@contoso.com",
  at: day(-9),
};
const WANTED: Wanted = { ...GIVEN, hasToken: true };

describe("what a place lacks", () => {
  it.each<[string, Partial<Given> | undefined, Partial<Wanted>, string]>([
    ["all, where nothing is known of it", undefined, {}, "secret and token"],
    ["the secret alone, where there is no token", undefined, { hasToken: false }, "secret"],
    ["nothing, where it has all", {}, {}, ""],
    ["nothing, however the ids are written", { clientId: "client", keyId: "KEY-1" }, {}, ""],
    ["the secret, where it has another", { keyId: "key-0" }, {}, "secret"],
    ["both, of another application", { clientId: "other" }, {}, "secret and token"],
    ["both, of another stack", { stack: "stage" }, {}, "secret and token"],
    ["no token, where that is a bit older", { issued: day(-37.9) }, {}, ""],
    ["the token, where that is four weeks older", { issued: day(-38) }, {}, "token"],
    [
      "the token too, where it is older and the place restarts anyway",
      { issued: day(-11), keyId: "k" },
      {},
      "secret and token",
    ],
    ["the token, of another mailbox", { mailbox: "other@contoso.com" }, {}, "token"],
    ["the token, where nobody knows its age", { issued: undefined as never }, {}, "token"],
    ["no token, where the place has the younger one", { issued: day(-1) }, {}, ""],
    ["the token, near its end", { issued: day(-63) }, { issued: day(-40) }, "token"],
  ])("is %s", (_, given, wanted, lacks) => {
    const place = given === undefined ? undefined : { ...GIVEN, ...given };
    const { secret, token } = needsOf(place, { ...WANTED, ...wanted }, NOW, false);
    expect([secret ? ["secret"] : [], token ? ["token"] : []].flat().join(" and ")).toBe(lacks);
  });

  it("is no token where a person would have to come, before the end is near", () => {
    const given = { ...GIVEN, issued: day(-50) };
    expect(needsOf(given, WANTED, NOW, true).token).toBe(false);
    expect(needsOf(given, WANTED, NOW, false).token).toBe(true);
    expect(needsOf({ ...GIVEN, issued: day(-63) }, WANTED, NOW, true).token).toBe(true);
  });
});

describe("a record of what a place was given", () => {
  it("is read back, without what does not belong there", () => {
    expect(givenIn({ ...GIVEN, value: "hush" })).toEqual(GIVEN);
    expect(JSON.stringify(givenIn({ ...GIVEN, value: "hush" }))).not.toContain("hush");
  });

  it.each([
    undefined,
    null,
    "text",
    [],
    {},
    { ...GIVEN, at: "yesterday" },
    { ...GIVEN, keyId: "" },
    { ...GIVEN, secret: 1 },
    { ...GIVEN, issued: 5 },
  ])("is none where it is %j", (value) => {
    expect(givenIn(value)).toBeUndefined();
  });

  it("is said in words", () => {
    expect(givenWords(undefined)).toBe("nothing that is known of");
    expect(givenWords(GIVEN)).toBe('client secret "one" (Key-1), the refresh token of 2030-05-22, since 2030-05-23');
  });
});
