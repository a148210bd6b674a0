import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { parseFilter } from "../../../../../local/tenant/graph/odata/filter.ts";
import type { JsonObject } from "../../../../../local/tenant/state/json.ts";

const ITEM: JsonObject = {
  displayName: "AEM Forms mail (dev)",
  appId: "00000003-0000-0000-c000-000000000000",
  accountEnabled: true,
  createdDateTime: "2026-11-21T03:30:54.571Z",
  count: 3,
  description: null,
  identifierUris: ["api://forms", "https://forms.example/api"],
  info: { marketingUrl: "https://a.example" },
  passwordCredentials: [{ keyId: "k1", hint: "abc" }],
  tags: [],
};
const KNOWN = Object.keys(ITEM);
const parse = (filter: string) => parseFilter(filter, KNOWN, "Application");
const refused = (filter: string): string => {
  try {
    parse(filter);
    return "taken";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("parseFilter", () => {
  it.each([
    ["displayName eq 'AEM Forms mail (dev)'", true],
    ["displayName eq 'aem forms MAIL (dev)'", true],
    ["displayName eq 'AEM'", false],
    ["appId eq '00000003-0000-0000-C000-000000000000'", true],
    ["appId eq 00000003-0000-0000-c000-000000000000", true],
    ["accountEnabled eq true", true],
    ["accountEnabled eq false", false],
    ["description eq null", true],
    ["displayName eq null", false],
    ["count ge 3 and count lt 4", true],
    ["count gt 3 or count le 2", false],
    ["createdDateTime ge 2026-11-21T00:00:00Z", true],
    ["createdDateTime eq 2026-11-21T04:30:54.571+01:00", true],
    ["createdDateTime lt 2026-11-21T03:30:54Z", false],
    ["info/marketingUrl eq 'https://a.example'", true],
    ["startswith(displayName,'aem')", true],
    ["startswith(displayName, 'forms')", false],
    ["endswith(displayName,'(dev)')", true],
    ["displayName in ('x', 'AEM Forms mail (dev)')", true],
    ["displayName in ('x')", false],
    ["identifierUris/any(uri:uri eq 'api://forms')", true],
    ["identifierUris/any(u:startswith(u,'https:'))", true],
    ["identifierUris/any(u:u eq 'api://other')", false],
    ["passwordCredentials/any(p:p/keyId eq 'k1' and p/hint eq 'abc')", true],
    ["identifierUris/any()", true],
    ["tags/any()", false],
    ["not(displayName eq 'x')", true],
    ["not startswith(displayName,'AEM')", false],
    ["displayName ne 'x'", true],
    ["count eq 1 or count eq 3 and accountEnabled eq true", true],
    ["(count eq 3 or count eq 1) and accountEnabled eq false", false],
    ["displayName gt 1", false],
  ])("answers %s with %s", (filter, expected) => {
    expect(parse(filter).matches(ITEM)).toBe(expected);
  });

  it("knows which filters need eventual consistency", () => {
    const advanced = ["displayName ne 'x'", "not(count eq 1)", "endswith(displayName,'x')"];
    const plain = ["displayName eq 'x'", "startswith(displayName,'x')", "displayName in ('x')"];
    expect([...advanced, ...plain].map((filter) => parse(filter).advanced)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it.each([
    [
      "colour eq 'red'",
      "Unsupported or invalid query filter clause specified for property 'colour' of resource 'Application'.",
    ],
    ["contains(displayName,'x')", "The function 'contains' is not supported in a filter of resource 'Application'."],
    ["displayName", "Invalid filter clause: displayName"],
    ["displayName eq", "Invalid filter clause: displayName eq"],
    ["displayName constructor 'x'", "Invalid filter clause: displayName constructor 'x'"],
    ["displayName is 'x'", "Invalid filter clause: displayName is 'x'"],
    ["displayName eq x", "Invalid filter clause: displayName eq x"],
    ["displayName eq 'x' 'y'", "Invalid filter clause: displayName eq 'x' 'y'"],
    ["(count eq 1", "Invalid filter clause: (count eq 1"],
    ["displayName eq 'x", "Invalid filter clause: displayName eq 'x"],
    ["", "Invalid filter clause: "],
  ])("refuses %s", (filter, message) => {
    expect(refused(filter)).toBe(message);
  });

  it("finds any text again, however it is quoted", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        const { matches } = parse(`displayName eq '${name.replaceAll("'", "''")}'`);
        expect(matches({ displayName: name })).toBe(true);
      }),
    );
  });
});
