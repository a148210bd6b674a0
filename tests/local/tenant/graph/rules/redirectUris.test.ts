import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { redirectUriFault } from "../../../../../local/tenant/graph/rules/redirectUris.ts";

const web = (...redirectUris: string[]) => ({ web: { redirectUris } });
const why = (uri: string, personal = false) => redirectUriFault(web(uri), personal)?.why;

describe("redirectUriFault", () => {
  it.each([
    "https://login.microsoftonline.com/common/oauth2/nativeclient",
    "http://localhost",
    "http://localhost/",
    "http://localhost:8443/callback",
    "http://127.0.0.1/callback",
    `https://a.example/${"x".repeat(238)}`,
  ])("takes %s with and without personal accounts", (uri) => {
    expect([why(uri), why(uri, true)]).toEqual([undefined, undefined]);
  });

  it.each([
    ["http://a.example/", "'http://a.example/' must start with https; http is for localhost alone"],
    ["http://[::1]/", "'http://[::1]/' must start with https; http is for localhost alone"],
    ["http://localhost.a.example/", "'http://localhost.a.example/' must start with https; http is for localhost alone"],
    ["ftp://a.example/", "'ftp://a.example/' must start with https, or with http for localhost"],
    ["localhost", "'localhost' is no absolute URI"],
    ["https://a.example/a b", "'https://a.example/a b' is no absolute URI"],
    ["https://a.example/#top", "'https://a.example/#top' has a fragment"],
    ["https://me@a.example/", "'https://me@a.example/' carries user information"],
    [
      `https://a.example/${"x".repeat(239)}`,
      `'https://a.example/${"x".repeat(239)}' has 257 characters; at most 256 are allowed`,
    ],
    ["https://a.example/*", "'https://a.example/*' has a wildcard"],
  ])("refuses %s", (uri, expected) => {
    expect(why(uri)).toBe(expected);
  });

  it("refuses queries and wildcard hosts with personal accounts alone", () => {
    expect([why("https://a.example/?q=1"), why("https://a.example/?q=1", true)]).toEqual([
      undefined,
      "'https://a.example/?q=1' has a query, which personal accounts do not allow",
    ]);
    expect([why("https://*.a.example/"), why("https://*.a.example/", true)]).toEqual([
      undefined,
      "'https://*.a.example/' has a wildcard",
    ]);
  });

  it("refuses every character that Entra forbids, wherever it stands", () => {
    const forbidden = fc.constantFrom(..."! $ ' ( ) , ;".split(" "));
    const word = fc.stringMatching(/^[a-z]{0,8}$/);
    fc.assert(
      fc.property(word, forbidden, word, (before, character, after) => {
        expect(why(`https://a.example/${before}${character}${after}`)).toMatch(/ holds one of ! \$ ' \( \) , ;$/);
      }),
    );
  });

  it("refuses a URI given twice but not the two spellings of http://localhost", () => {
    expect(redirectUriFault(web("http://localhost", "http://localhost/"), true)).toBeUndefined();
    expect(redirectUriFault(web("http://localhost", "http://localhost"), true)).toEqual({
      property: "web",
      why: "'http://localhost' is given twice",
    });
  });

  it("names the property and lets public clients have schemes of their own", () => {
    expect(
      redirectUriFault({ publicClient: { redirectUris: ["myapp://auth", "urn:ietf:wg:oauth:2.0:oob"] } }, false),
    ).toBeUndefined();
    expect(redirectUriFault({ publicClient: { redirectUris: ["javascript:alert"] } }, false)?.property).toBe(
      "publicClient",
    );
    expect(redirectUriFault({ spa: { redirectUris: ["http://a.example"] } }, false)?.property).toBe("spa");
  });
});
