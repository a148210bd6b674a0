import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { SignInAudience } from "../../../components/catalogue/audiences.ts";
import { redirectUriFaults } from "../../../components/rules/redirectUris.ts";

const PERSONAL = SignInAudience.AzureADandPersonalMicrosoftAccount;
const ORGANISATIONS = SignInAudience.AzureADMultipleOrgs;

const faults = (redirectUris: string[], signInAudience: SignInAudience = PERSONAL) =>
  redirectUriFaults({ redirectUris, signInAudience });

describe("redirectUriFaults of one URI", () => {
  it.each([
    "https://login.microsoftonline.com/common/oauth2/nativeclient",
    "https://aem.contoso.com:8443/a/b-c_d~e.f/%C3%A4?".replace("?", ""),
    "https://[2001:db8::1]/callback",
    "http://localhost",
    "http://localhost/",
    "http://localhost:4503/services/mailer/oauth2/token",
  ])("takes %s", (uri) => {
    expect(faults([uri])).toEqual([]);
  });

  it.each([
    ["http://aem.contoso.com/callback", "Write https://: Entra takes http for localhost alone."],
    ["http://localhost.contoso.com", "Write https://: Entra takes http for localhost alone."],
    ["http://127.0.0.1:8080", "Write http://localhost: Entra takes loopback addresses by that name alone."],
    ["http://[::1]/", "Write http://localhost: Entra takes loopback addresses by that name alone."],
    ["https://a b.contoso.com", "Remove spaces and control characters, and percent-encode all that is not ASCII."],
    ["https://aem.contoso.com/\n", "Remove spaces and control characters, and percent-encode all that is not ASCII."],
    ["https://aem.contoso.com/ä", "Remove spaces and control characters, and percent-encode all that is not ASCII."],
    ["", "Write the complete URI, scheme and host in lower case, as the application behind it receives it."],
    ["https://", "Write the complete URI, scheme and host in lower case, as the application behind it receives it."],
    [
      "aem.contoso.com",
      "Write the complete URI, scheme and host in lower case, as the application behind it receives it.",
    ],
    [
      "HTTPS://aem.contoso.com",
      "Write the complete URI, scheme and host in lower case, as the application behind it receives it.",
    ],
    [
      "https:\\\\aem.contoso.com",
      "Write the complete URI, scheme and host in lower case, as the application behind it receives it.",
    ],
    [
      "msal1234://auth",
      "Write the complete URI, scheme and host in lower case, as the application behind it receives it.",
    ],
    [
      "urn:ietf:wg:oauth:2.0:oob",
      "Write the complete URI, scheme and host in lower case, as the application behind it receives it.",
    ],
  ])("refuses %j for its scheme or form", (uri, fix) => {
    expect(faults([uri])).toEqual([
      {
        setting: "redirectUris[0]",
        given: JSON.stringify(uri),
        allowed: "https://<host>..., or http://localhost with any port and path",
        fix,
      },
    ]);
  });

  it.each([
    ["https://aem.contoso.com/#", "a URI without a fragment"],
    ["https://aem.contoso.com/a#b", "a URI without a fragment"],
    ["https://aem.contoso.com/*", "a URI without wildcards"],
    ["https://*.contoso.com", "a URI without wildcards"],
    ["https://aem@contoso.com", "a URI without user info"],
    ["https://aem:secret@contoso.com/", "a URI without user info"],
    ["https://aem.contoso.com/?a=b", "a URI without a query, where personal accounts may sign in"],
    ["http://localhost?", "a URI without a query, where personal accounts may sign in"],
  ])("refuses %s: allowed is %s", (uri, allowed) => {
    expect(faults([uri]).map((fault) => fault.allowed)).toEqual([allowed]);
  });

  it.each(["!", "$", "'", "(", ")", ",", ";"])("refuses the character %s", (character) => {
    expect(faults([`https://aem.contoso.com/a${character}b`])).toEqual([
      {
        setting: "redirectUris[0]",
        given: `"https://aem.contoso.com/a${character}b"`,
        allowed: "a URI without any of ! $ ' ( ) , ;",
        fix: `Remove ${character} from it: Entra refuses these characters.`,
      },
    ]);
  });

  it("takes a query where personal accounts may not sign in", () => {
    expect(faults(["https://aem.contoso.com/?a=b"], ORGANISATIONS)).toEqual([]);
  });

  it("takes 256 characters and refuses 257", () => {
    const uri = "https://aem.contoso.com/".padEnd(256, "a");
    expect(faults([uri])).toEqual([]);
    expect(faults([`${uri}a`])).toMatchObject([{ allowed: "256 characters", fix: "Shorten it by 1." }]);
  });

  it("names every rule that a URI breaks", () => {
    expect(faults(["https://me@contoso.com/(*)?a#b"]).map(({ allowed }) => allowed)).toEqual([
      "a URI without a fragment",
      "a URI without wildcards",
      "a URI without user info",
      "a URI without any of ! $ ' ( ) , ;",
      "a URI without a query, where personal accounts may sign in",
    ]);
  });
});

describe("redirectUriFaults of several URIs", () => {
  it("refuses a URI given twice, byte for byte", () => {
    expect(faults(["https://a.contoso.com", "https://b.contoso.com", "https://a.contoso.com"])).toEqual([
      {
        setting: "redirectUris[2]",
        given: '"https://a.contoso.com"',
        allowed: "each URI once",
        fix: "Remove it: redirectUris[0] is the same.",
      },
    ]);
  });

  it("takes http://localhost beside http://localhost/, which AEM as a Cloud Service needs", () => {
    expect(faults(["http://localhost", "http://localhost/"])).toEqual([]);
  });

  it.each([
    ["http://localhost", "http://localhost:8080"],
    ["http://localhost:4502/a", "http://localhost:4503/a"],
  ])("refuses %s beside %s, which differ in their port only", (one, other) => {
    expect(faults([one, other])).toMatchObject([
      { setting: "redirectUris[1]", allowed: "each http://localhost URI once, whatever its port" },
    ]);
  });

  it.each([
    ["http://localhost:4502/a", "http://localhost:4503/b"],
    ["https://localhost:4502/a", "https://localhost:4503/a"],
    ["https://aem.contoso.com:1/", "https://aem.contoso.com:2/"],
  ])("takes %s beside %s", (one, other) => {
    expect(faults([one, other])).toEqual([]);
  });

  const many = (count: number) => Array.from({ length: count }, (_, index) => `https://aem.contoso.com/${index}`);

  it.each([
    [100, PERSONAL],
    [256, SignInAudience.AzureADMyOrg],
    [256, ORGANISATIONS],
  ])("takes %d with %s, and not one more", (most, audience) => {
    expect(faults(many(most), audience)).toEqual([]);
    expect(faults(many(most + 1), audience)).toMatchObject([
      { setting: "redirectUris", given: `${most + 1} URIs`, fix: "Remove 1." },
    ]);
  });

  it("refuses none at all: the consent link needs one", () => {
    expect(faults([])).toMatchObject([{ setting: "redirectUris", given: "an empty list" }]);
  });
});

/** Characters that make a host or a whole URI unusable, wherever they stand. */
const FORBIDDEN = [
  "!",
  "$",
  "'",
  "(",
  ")",
  ",",
  ";",
  "*",
  "#",
  "@",
  " ",
  '"',
  "<",
  ">",
  "^",
  "{",
  "|",
  "}",
  "\\",
  "\u0000",
  "ä",
];

describe("redirectUriFaults of anything", () => {
  it("finds among others whatever it finds in a URI alone", () => {
    const uri = fc.oneof(fc.string(), fc.webUrl({ withFragments: true, withQueryParameters: true }));
    fc.assert(
      fc.property(fc.uniqueArray(uri), (uris) => {
        const alone = uris.flatMap((one, index) =>
          faults([one]).map((fault) => ({ ...fault, setting: `redirectUris[${index}]` })),
        );
        expect(faults(uris)).toEqual(expect.arrayContaining(alone));
      }),
    );
  });

  it("takes any https URI of a host and a plain path", () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9._~-]{1,20}$/);
    fc.assert(
      fc.property(fc.domain(), fc.array(segment, { maxLength: 5 }), (host, path) => {
        const uri = ["https://" + host, ...path].join("/");
        fc.pre(uri.length <= 256);
        expect(faults([uri])).toEqual([]);
      }),
    );
  });

  it("refuses any URI into which a forbidden character was put", () => {
    fc.assert(
      fc.property(fc.constantFrom(...FORBIDDEN), fc.nat({ max: 9 }), (character, position) => {
        const host = "contoso.example";
        const uri = `https://${host.slice(0, position)}${character}${host.slice(position)}/`;
        expect(faults([uri]).length).toBeGreaterThan(0);
      }),
    );
  });
});
