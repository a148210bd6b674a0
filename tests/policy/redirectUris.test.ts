import { describe, expect, it } from "@jest/globals";

import { redirectUris } from "../../policy/redirectUris.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_LIST, UNKNOWN_TEXT } from "./judge.ts";

const uris = (...list: string[]) => ({
  type: EntraType.ApplicationRedirectUris,
  props: { type: "Web", redirectUris: list },
});
const HTTPS = "https://aem.contoso.com/callback";

describe("redirect-uris", () => {
  it("lets https and localhost pass", () => {
    const passing = uris(HTTPS, "http://localhost", "http://localhost:4503/services/mailer/oauth2/token");
    expect(judge(redirectUris, passing)).toEqual({ violations: [], unknown: undefined });
  });

  it("names what would be sent in the clear, what is no web address, and what has a wildcard", () => {
    expect(
      judge(redirectUris, uris("http://aem.contoso.com/callback", "myapp://auth", "https://*.contoso.com")).violations,
    ).toEqual([
      'redirectUris[0] is "http://aem.contoso.com/callback"; allowed: https://<host>..., or http://localhost with any port and path. ' +
        "Write https://: Entra takes http for localhost alone.",
      'redirectUris[1] is "myapp://auth"; allowed: https://<host>..., or http://localhost with any port and path. ' +
        "Write the complete URI, scheme and host in lower case, as the application behind it receives it.",
      'redirectUris[2] is "https://*.contoso.com"; allowed: a URI without wildcards. ' +
        "Write each redirect URI out: a wildcard lets codes go astray.",
    ]);
  });

  it("looks into each kind of a whole application's redirect URIs", () => {
    const bad = { redirectUris: [HTTPS, "http://aem.contoso.com"] };
    const resource = {
      type: EntraType.Application,
      props: { web: bad, singlePageApplication: bad, publicClient: bad },
    };
    const { violations } = judge(redirectUris, resource);
    expect(violations.map((message) => message.split(" ")[0])).toEqual([
      "web.redirectUris[1]",
      "singlePageApplication.redirectUris[1]",
      "publicClient.redirectUris[1]",
    ]);
    expect(judge(redirectUris, { type: EntraType.Application, props: {} }).violations).toEqual([]);
  });

  it("leaves to others what depends on other resources", () => {
    expect(judge(redirectUris, uris()).violations).toEqual([]);
    expect(judge(redirectUris, uris(HTTPS, HTTPS)).violations).toEqual([]);
  });

  it("lets the URIs pass that the configuration allows, to the letter", () => {
    const config = { allowed: ["myapp://auth"] };
    expect(judge(redirectUris, uris("myapp://auth"), config).violations).toEqual([]);
    expect(judge(redirectUris, uris("myapp://auth/"), config).violations).toHaveLength(1);
  });

  it("judges what is known, and says what a preview does not know", () => {
    const some = judge(redirectUris, uris(UNKNOWN_TEXT, "http://aem.contoso.com"));
    expect(some.violations).toHaveLength(1);
    expect(some.unknown).toBe("string value at .redirectUris.0 can't be known during preview");
    const none = { type: EntraType.Application, props: { web: { redirectUris: UNKNOWN_LIST } } };
    expect(judge(redirectUris, none)).toEqual({
      violations: [],
      unknown: "Array value at .web.redirectUris can't be known during preview",
    });
  });
});
