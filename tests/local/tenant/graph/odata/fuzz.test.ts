import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { GraphError } from "../../../../../local/tenant/graph/errors.ts";
import { isDay, timeOf } from "../../../../../local/tenant/graph/odata/dates.ts";
import { parseFilter } from "../../../../../local/tenant/graph/odata/filter.ts";
import type { JsonObject } from "../../../../../local/tenant/state/json.ts";
import { isObject } from "../../../../../local/tenant/state/json.ts";
import { startTestTenant, type TestTenant } from "../../testTenant.ts";

const ITEM: JsonObject = {
  displayName: "AEM Forms mail (dev)",
  accountEnabled: true,
  createdDateTime: "2026-11-21T03:30:54.571Z",
  count: 3,
  description: null,
  tags: ["a", 1, null],
  info: { marketingUrl: "https://a.example" },
  passwordCredentials: [{ keyId: "k1" }],
};
const KNOWN = Object.keys(ITEM);

/** Pieces of the language, whole and broken, and what a program would trip over. */
const PIECES = [
  ...KNOWN,
  ...["eq", "ne", "gt", "ge", "lt", "le", "and", "or", "not", "in", "startswith", "endswith", "any", "all", "contains"],
  ...[
    "(",
    ")",
    ",",
    ":",
    "((",
    "))",
    "'",
    "''",
    "'a'",
    "'it''s'",
    "/",
    "/any(",
    "tags/any(t:t",
    "any(x:",
    "info/marketingUrl",
  ],
  ...[
    "true",
    "null",
    "1",
    "-1",
    "1e999",
    "NaN",
    "2020-99-99",
    "2020-02-30",
    "2020-01-01T00:00:00Z",
    "2020-01-01T99:99:99Z",
  ],
  ...[
    "'2020-99-99T00:00:00Z'",
    "00000003-0000-0000-c000-000000000000",
    "00000003-0000-",
    "0-0-0",
    "9999-12-31T23:59:59+99:99",
  ],
  ...["__proto__", "constructor", "toString", "info/__proto__/x", "$it", "\\", "\u0000", "é", "\ud800", "%", " "],
];
const anything = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((words) => words.join(" ")) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((words) => words.join("")) },
  { weight: 1, arbitrary: fc.string({ maxLength: 60, unit: "binary" }) },
);
/** Filters that are taken, so that it is not all refusals that are tried. */
const comparison = fc
  .tuple(
    fc.constantFrom(...KNOWN, "info/marketingUrl", "info/__proto__"),
    fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le"),
    fc.constantFrom("'a'", "1", "true", "null", "2020-01-01T00:00:00Z", "'2020-99-99T00:00:00Z'", "2020-01-01"),
  )
  .map((words) => words.join(" "));
const { filter: good } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    comparison,
    tie("filter").map((inner) => `(${inner})`),
    tie("filter").map((inner) => `not (${inner})`),
    fc.tuple(tie("filter"), fc.constantFrom("and", "or"), tie("filter")).map((words) => words.join(" ")),
    tie("filter").map((inner) => `passwordCredentials/any(p:${inner} or p/keyId eq 'k1')`),
  ),
}));

/** Whether it is taken; anything but a 400 in Graph's words is thrown. */
function isTaken(filter: string): boolean {
  try {
    const { matches } = parseFilter(filter, KNOWN, "Application");
    return typeof matches(ITEM) === "boolean";
  } catch (error) {
    if (error instanceof GraphError && error.status === 400) return false;
    throw error;
  }
}

describe("a filter", () => {
  it("is taken or refused with 400, whatever is in it", () => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof(anything, good), (filter) => {
        seen[isTaken(filter) ? "taken" : "refused"] += 1;
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
  });

  it("is taken where it is a good one", () => {
    fc.assert(
      fc.property(good, (filter) => {
        expect(isTaken(filter)).toBe(true);
      }),
    );
  });

  it.each([
    ["brackets", (depth: number) => `${"(".repeat(depth)}count eq 3${")".repeat(depth)}`],
    ["not", (depth: number) => `${"not ".repeat(depth)}count eq 3`],
    ["any", (depth: number) => `${"tags/any(t:".repeat(depth)}count eq 3${")".repeat(depth)}`],
  ])("is not nested without end (%s)", (_, nested) => {
    expect([1, 50, 99].map((depth) => isTaken(nested(depth)))).toEqual([true, true, true]);
    expect([100, 2000, 50_000].map((depth) => isTaken(nested(depth)))).toEqual([false, false, false]);
  });

  it("may be long, where it is not deep", () => {
    expect(isTaken(Array(5000).fill("(count eq 3)").join(" or "))).toBe(true);
  });
});

describe("a date", () => {
  it.each(["2020-02-29", "2026-12-31", "0001-01-01"])("exists: %s", (day) => {
    expect([isDay(day), timeOf(`${day}T12:00:00Z`) !== undefined]).toEqual([true, true]);
  });

  it.each(["2020-99-99", "2020-02-30", "2021-02-29", "2020-00-01", "2020-1-1", "20200101", "2020-01-01x"])(
    "does not exist: %s",
    (day) => {
      expect([isDay(day), timeOf(`${day}T12:00:00Z`)]).toEqual([false, undefined]);
      expect(isTaken(`createdDateTime ge ${day}T12:00:00Z`)).toBe(false);
    },
  );

  it.each(["T24:00:01Z", "T12:60:00Z", "T12:00:00", "T12:00:00+99:99", "T", ""])("has no such time: %s", (time) => {
    expect(timeOf(`2020-01-01${time}`)).toBeUndefined();
  });
});

describe("the tenant", () => {
  let t: TestTenant;
  beforeAll(async () => {
    t = await startTestTenant();
  });
  afterAll(() => t.close());

  it.each([
    `$filter=${"(".repeat(101)}displayName eq 'a'${")".repeat(101)}`,
    "$filter=createdDateTime ge 2020-99-99",
    "$filter=createdDateTime ge 2020-99-99T00:00:00Z",
    "$skiptoken=!!!",
    "$skiptoken=LTU",
    "$top=1e1",
    "$top=0",
    "$filter=displayName eq 'a'&$filter=displayName eq 'b'",
  ])("answers 400 in Graph's shape: %s", async (query) => {
    const answer = await t.graph("GET", `/applications?${query.replaceAll(" ", "%20").replaceAll("'", "%27")}`);
    expect(answer.status).toBe(400);
    expect(isObject(answer.body.error) && Object.keys(answer.body.error)).toEqual(["code", "message", "innerError"]);
  });

  it("answers no query with 500", async () => {
    const option = fc.constantFrom(
      "$filter",
      "$select",
      "$top",
      "$skiptoken",
      "$count",
      "$orderby",
      "$format",
      "$x",
      "x",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(option, anything), { maxLength: 3 }), async (query) => {
        const search = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString();
        const { status } = await t.graph("GET", `/applications?${search}`);
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 300 },
    );
  });
});
