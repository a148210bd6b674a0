import { describe, expect, it } from "@jest/globals";

import { describe as inWords, isDue, orphanItem, secretItems, undeclaredItems } from "../../../stack/ends/dueItems.ts";
import { refOf } from "../../checkout.ts";

const PROD = refOf("prod");
const NOW = new Date("2030-01-01T12:00:00Z");
const KEY = "0f8e7a1c-1111-4222-8333-444455556666";
const recorded = (ends: string, seen = "2029-12-01T00:00:00Z") => [{ label: "a", keyId: KEY, ends, seen }];

describe("secretItems", () => {
  it.each([
    ["2030-03-01", { status: "ok", date: "2030-03-01T00:00:00Z", days: 58 }],
    ["2030-01-31T12:00:00Z", { status: "ok", date: "2030-01-31T12:00:00Z", days: 30 }],
    [
      "2030-01-31",
      { status: "due", date: "2030-01-31T00:00:00Z", days: 29, next: "npx aem-mail-oauth rotate add --stack prod" },
    ],
    [
      "2030-01-02",
      { status: "due", date: "2030-01-02T00:00:00Z", days: 0, next: "npx aem-mail-oauth rotate add --stack prod" },
    ],
    [
      "2030-01-01",
      { status: "expired", date: "2030-01-01T00:00:00Z", days: -1, next: "npx aem-mail-oauth rotate add --stack prod" },
    ],
  ])("within 30 days, one that ends on %s: %j", (expires, expected) => {
    expect(secretItems(PROD, [{ label: "a", expires }], 30, NOW)).toEqual([
      { stack: "prod", kind: "secret", name: "a", ...expected },
    ]);
  });

  it("names one without a date, of which nobody can tell, and the command that finds it out", () => {
    const items = secretItems(PROD, [{ label: "a" }], 30, NOW, []);
    const next = "npx aem-mail-oauth due --live --write --stack prod";
    expect(items).toMatchObject([{ kind: "secret", name: "a", status: "unknown", next }]);
    expect(items.filter(isDue)).toEqual([]);
    expect(secretItems(PROD, [{ label: "a" }], 30, NOW)).toMatchObject([
      { status: "unknown", why: "the deployment does not say when it ends", next: "pulumi up -s prod" },
    ]);
  });

  it("looks at the previous one too, and retires before it adds", () => {
    const secrets = [
      { label: "b", expires: "2030-06-30" },
      { label: "a", expires: "2030-01-10" },
    ];
    expect(secretItems(PROD, secrets, 30, NOW)).toMatchObject([
      { name: "b", status: "ok" },
      { name: "a", status: "due", next: "npx aem-mail-oauth rotate retire --stack prod" },
    ]);
  });
});

describe("of two secrets, when the newest is due", () => {
  const next = (first: string, second: string | undefined) =>
    secretItems(
      PROD,
      [
        { label: "b", expires: first },
        { label: "a", ...(second === undefined ? {} : { expires: second }) },
      ],
      30,
      NOW,
      [],
    )[0]?.next;

  it.each([
    // Retiring would keep the one that is dead, or dies first.
    ["2029-01-01", "2030-06-30", "revoke b"],
    ["2029-01-01", undefined, "revoke b"],
    ["2030-01-10", "2030-06-30", "revoke b"],
    ["2030-01-10", "2030-01-05", "retire"],
    ["2030-01-10", "2030-01-10", "retire"],
    ["2030-01-10", undefined, "retire"],
  ])("on %s, and the previous on %s, the way on is %s", (first, second, action) => {
    expect(next(first, second)).toBe(`npx aem-mail-oauth rotate ${action} --stack prod`);
  });
});

describe("secretItems with a recorded end", () => {
  const of = (secret: { label: string; expires?: string }, records: ReturnType<typeof recorded>) =>
    secretItems(PROD, [secret], 30, NOW, records);

  it("counts from it where the file has no date", () => {
    expect(of({ label: "a" }, recorded("2030-03-01T00:00:00Z"))).toEqual([
      { stack: "prod", kind: "secret", name: "a", status: "ok", date: "2030-03-01T00:00:00Z", days: 58 },
    ]);
    expect(of({ label: "a" }, recorded("2030-01-10T00:00:00Z"))).toMatchObject([{ status: "due", days: 8 }]);
  });

  it("does not take that of another label for it", () => {
    expect(of({ label: "b" }, recorded("2030-03-01T00:00:00Z"))).toMatchObject([{ name: "b", status: "unknown" }]);
  });

  it.each([
    ["2031-01-01", "2030-01-10T00:00:00Z"],
    ["2030-01-10", "2031-01-01T00:00:00Z"],
  ])("believes the earlier of %s in the file and %s recorded, and says that they differ", (expires, ends) => {
    const [item] = of({ label: "a", expires }, recorded(ends));
    expect(item).toMatchObject({ status: "due", date: "2030-01-10T00:00:00Z" });
    expect(item?.why).toBe(
      `the file says ${expires}, and its deployment said ${ends.slice(0, 10)}; the earlier counts`,
    );
  });

  it("says nothing of a difference within the day", () => {
    expect(of({ label: "a", expires: "2030-03-01" }, recorded("2030-03-01T00:00:00Z"))[0]).not.toHaveProperty("why");
  });

  it("cannot tell where the record was written at a time that is still to come", () => {
    const [item] = of({ label: "a" }, recorded("2031-03-01T00:00:00Z", "2030-06-01T00:00:00Z"));
    expect(item).toMatchObject({ status: "unknown", next: expect.stringContaining("--live --write") });
    expect(item?.why).toContain("still to come by this machine's clock");
  });
});

describe("undeclaredItems", () => {
  const next = "npx aem-mail-oauth due --live --write --stack prod";
  const why = "recorded as live, and no longer declared";
  const of = (label: string, ends: string, seen?: string) =>
    undeclaredItems(PROD, [{ label }], 30, NOW, recorded(ends, seen));

  it("are those of the record that the file does not declare, by their dates", () => {
    expect(of("b", "2030-01-02T00:00:00Z")).toMatchObject([{ name: "a", status: "due", days: 0, why, next }]);
    expect(of("b", "2029-12-30T00:00:00Z")).toMatchObject([{ name: "a", status: "expired", why, next }]);
    expect(of("b", "2031-01-01T00:00:00Z")).toMatchObject([{ name: "a", status: "ok", why }]);
    expect(of("a", "2030-01-02T00:00:00Z")).toEqual([]);
  });

  it("cannot be told where the clock was wrong that recorded them", () => {
    expect(of("b", "2031-03-01T00:00:00Z", "2030-06-01T00:00:00Z")).toMatchObject([
      { status: "unknown", why: expect.stringMatching(`^${why}; its end was looked up`) },
    ]);
  });

  it("are unknown of a stack that is gone, save where they end, and tell no command", () => {
    const orphan = (ends: string) => of("b", ends).map((item) => orphanItem(item, "stacks/prod.secrets.yaml"));
    expect(orphan("2031-01-01T00:00:00Z")).toMatchObject([{ status: "unknown" }]);
    expect(orphan("2031-01-01T00:00:00Z")[0]).not.toHaveProperty("next");
    expect(orphan("2030-01-02T00:00:00Z")).toMatchObject([{ status: "due" }]);
  });
});

describe("the words", () => {
  it.each([
    [{ expires: "2030-03-01" }, 'prod: client secret "a": ends on 2030-03-01, in 58 days'],
    [{ expires: "2030-01-02" }, 'prod: client secret "a": ends on 2030-01-02, in less than a day'],
    [{ expires: "2030-01-01" }, 'prod: client secret "a": ended on 2030-01-01, 1 day ago'],
    [{}, 'prod: client secret "a": its file has no date, and none is recorded'],
  ])("for %j", (secret, words) => {
    expect(secretItems(PROD, [{ label: "a", ...secret }], 30, NOW, []).map(inWords)).toEqual([words]);
  });
});
