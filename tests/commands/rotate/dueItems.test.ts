import { describe, expect, it } from "@jest/globals";

import { consentItems, describe as inWords, isDue, secretItems } from "../../../commands/rotate/dueItems.ts";

const NOW = new Date("2030-01-01T12:00:00Z");
const consent = (at: string) => ({ mailbox: "forms@contoso.com", user: "ann@contoso.com", at, scopes: ["SMTP.Send"] });

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
    expect(secretItems("prod", [{ label: "a", expires }], 30, NOW)).toEqual([
      { stack: "prod", kind: "secret", name: "a", ...expected },
    ]);
  });

  it("names one without a date, which is not due by itself", () => {
    const items = secretItems("prod", [{ label: "a" }], 30, NOW);
    expect(items).toEqual([{ stack: "prod", kind: "secret", name: "a", status: "unknown" }]);
    expect(items.filter(isDue)).toEqual([]);
  });

  it("looks at the previous one too, and retires before it adds", () => {
    const secrets = [
      { label: "b", expires: "2030-06-30" },
      { label: "a", expires: "2030-01-10" },
    ];
    expect(secretItems("prod", secrets, 30, NOW)).toMatchObject([
      { name: "b", status: "ok" },
      { name: "a", status: "due", next: "npx aem-mail-oauth rotate retire --stack prod" },
    ]);
  });
});

describe("consentItems", () => {
  it.each([
    ["2029-11-02T12:00:00Z", "ok", 60],
    ["2029-11-01T12:00:00Z", "due", 61],
  ])("of %s are %s", (at, status, days) => {
    expect(consentItems("prod", [consent(at)], NOW)).toMatchObject([{ kind: "consent", status, days, date: at }]);
  });
});

describe("the words", () => {
  it.each([
    [{ expires: "2030-03-01" }, 'prod: client secret "a": ends on 2030-03-01, in 58 days'],
    [{ expires: "2030-01-02" }, 'prod: client secret "a": ends on 2030-01-02, in less than a day'],
    [{ expires: "2030-01-01" }, 'prod: client secret "a": ended on 2030-01-01, 1 day ago'],
    [{}, 'prod: client secret "a": no date in the file, so nobody can tell from it; --live looks at the real one'],
  ])("for %j", (secret, words) => {
    expect(secretItems("prod", [{ label: "a", ...secret }], 30, NOW).map(inWords)).toEqual([words]);
  });

  it.each([
    ["2029-11-01T12:00:00Z", "given on 2029-11-01, 61 days ago; older than 60 days"],
    ["2029-12-31T12:00:00Z", "given on 2029-12-31, 1 day ago"],
  ])("for a consent of %s", (at, words) => {
    expect(consentItems("prod", [consent(at)], NOW).map(inWords)).toEqual([
      `prod: consent for forms@contoso.com: ${words}`,
    ]);
  });
});
