import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { textOf } from "../../../../../local/tenant/state/json.ts";
import { refusal, startTestTenant, type TestTenant } from "../../testTenant.ts";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
  for (const name of ["delta", "Alpha", "charlie", "Bravo"])
    await t.application({ displayName: name, signInAudience: "AzureADMyOrg", tags: ["listed"] });
});
afterAll(() => t.close());

const EVENTUAL = { headers: { ConsistencyLevel: "eventual" } };
const ours = "$filter=tags/any(t:t eq 'listed')";
const get = (query: string, ask = {}) =>
  t.graph("GET", `/applications?${query.replaceAll(" ", "%20").replaceAll("'", "%27")}`, ask);
const names = (value: { displayName?: unknown }[]) => value.map(({ displayName }) => displayName);

describe("GET /applications", () => {
  it("$filter finds, $select narrows and shows in @odata.context", async () => {
    const { body } = await get(`${ours} and displayName eq 'alpha'&$select=displayName,tags`);
    expect(body).toEqual({
      "@odata.context": `${t.tenant.url}/v1.0/$metadata#applications(displayName,tags)`,
      value: [{ displayName: "Alpha", tags: ["listed"] }],
    });
  });

  it("$top pages, and @odata.nextLink leads through all of it", async () => {
    const pages: unknown[] = [];
    let path = `/applications?$top=3&${ours.replaceAll(" ", "%20").replaceAll("'", "%27")}`;
    for (let page = 0; page < 9 && path !== ""; page++) {
      const { value, body } = await t.graph("GET", path);
      pages.push(names(value));
      path = textOf(body["@odata.nextLink"]).replace(`${t.tenant.url}/v1.0`, "");
    }
    expect(pages).toEqual([["delta", "Alpha", "charlie"], ["Bravo"]]);
  });

  it("$count counts before paging, with eventual consistency alone", async () => {
    const eventual = await get(`${ours}&$count=true&$top=1`, EVENTUAL);
    const strong = await get(`${ours}&$count=true&$top=1`);
    expect([eventual.body["@odata.count"], eventual.value.length]).toEqual([4, 1]);
    expect(strong.body["@odata.count"]).toBeUndefined();
  });

  it("/$count answers the bare number", async () => {
    const path = `/applications/$count?${ours.replaceAll(" ", "%20").replaceAll("'", "%27")}`;
    const counted = await t.graph("GET", path, EVENTUAL);
    expect([counted.status, counted.headers["content-type"], counted.text]).toEqual([200, "text/plain", "4"]);
    expect(refusal(await t.graph("GET", path))).toBe("400 Request_BadRequest: $count is not currently supported.");
    expect((await t.graph("GET", "/users/$count", EVENTUAL)).text).toBe("4");
    expect((await t.graph("GET", "/servicePrincipals/$count", EVENTUAL)).text).toBe("5");
  });

  it("$orderby sorts both ways", async () => {
    const up = await get(`${ours}&$orderby=displayName&$count=true`, EVENTUAL);
    const down = await get(`${ours}&$orderby=displayName desc&$count=true`, EVENTUAL);
    expect(names(up.value)).toEqual(["Alpha", "Bravo", "charlie", "delta"]);
    expect(names(down.value)).toEqual(["delta", "charlie", "Bravo", "Alpha"]);
  });

  it.each([
    [
      "$filter=displayName ne 'x'",
      "400 Request_UnsupportedQuery: The specified filter needs advanced query capabilities: send the header ConsistencyLevel: eventual and $count=true.",
    ],
    [
      "$select=colour",
      "400 BadRequest: Parsing OData Select and Expand failed: Could not find a property named 'colour' on type 'microsoft.graph.application'.",
    ],
    ["$top=0", "400 Request_BadRequest: Invalid page size specified: '0'. Must be between 1 and 999 inclusive."],
    ["$top=1000", "400 Request_BadRequest: Invalid page size specified: '1000'. Must be between 1 and 999 inclusive."],
    ["$skiptoken=eHl6", "400 Request_BadRequest: Skip token is null, malformed or expired."],
    ["$orderby=colour", "400 Request_UnsupportedQuery: Unsupported sort property 'colour' for 'Application'."],
    [
      "$orderby=displayName&$filter=displayName eq 'x'",
      "400 Request_UnsupportedQuery: Sorting not supported for current query.",
    ],
    ["$expand=owners", "400 BadRequest: The query parameter '$expand' is not supported here."],
  ])("refuses %s", async (query, expected) => {
    expect(refusal(await get(query))).toBe(expected);
  });
});
