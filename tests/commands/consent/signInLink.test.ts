import { describe, expect, it } from "@jest/globals";

import { localRedirectUri, withPort } from "../../../commands/consent/signInLink.ts";

describe("the redirect URI on this machine", () => {
  it.each([
    [["https://x.example/", "http://localhost"], "http://localhost:5"],
    [["http://localhost/"], "http://localhost:5/"],
    [["http://localhost:4503/services/mailer/oauth2/token"], "http://localhost:5/services/mailer/oauth2/token"],
    [["http://localhost/long", "http://localhost"], "http://localhost:5"],
  ])("of %j keeps its spelling", (uris, expected) => {
    expect(withPort(localRedirectUri(uris, "prod").exact, 5)).toBe(expected);
  });

  it("is missed where only others are registered", () => {
    expect(() => localRedirectUri(["https://x.example/", "http://localhost.evil.example/"], "prod")).toThrow(
      /^Stack prod has no http:\/\/localhost among its redirectUris, .* Add --paste /,
    );
  });
});
