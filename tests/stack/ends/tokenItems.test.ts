import { describe, expect, it } from "@jest/globals";

import type { ConsentRecord } from "../../../stack/consents.ts";
import { describe as inWords, isDue } from "../../../stack/ends/dueItems.ts";
import { tokenItems } from "../../../stack/ends/tokenItems.ts";
import { refOf } from "../../checkout.ts";

const NOW = new Date("2030-01-01T12:00:00Z");
const CONSENT = {
  mailbox: "forms@contoso.com",
  user: "forms@contoso.com",
  at: "2029-12-31T12:00:00Z",
  scopes: ["SMTP.Send"],
};

function items(consent: Partial<ConsentRecord>, within = 30, now = NOW) {
  return tokenItems(
    refOf("prod"),
    { consents: [{ ...CONSENT, ...consent }], keptIn: undefined, mailbox: undefined },
    within,
    now,
  );
}

describe("a refresh token", () => {
  it.each([
    // 90 days after its issue, on the minute.
    ["2029-11-02T12:00:00Z", 30, "ok", 30],
    ["2029-11-02T11:59:59Z", 30, "due", 29],
    ["2029-11-02T11:59:59Z", 29, "ok", 29],
    ["2029-10-03T12:00:01Z", 1, "due", 0],
    ["2029-10-03T12:00:00Z", 1, "expired", 0],
    ["2029-10-01T12:00:00Z", 30, "expired", -2],
  ])("that was issued on %s is, within %d days, %s", (issued, within, status, days) => {
    const [item] = items({ issued }, within);
    expect(item).toMatchObject({ kind: "token", name: "forms@contoso.com", status, days, issued });
    expect(item?.next).toBe(
      status === "ok" ? undefined : "npx aem-mail-oauth consent --stack prod --mailbox forms@contoso.com",
    );
  });

  it("ends 90 days after its issue, whenever somebody signed in or used it", () => {
    expect(items({ issued: "2029-10-10T00:00:00Z", at: "2029-12-31T12:00:00Z" })).toMatchObject([
      { date: "2030-01-08T00:00:00Z", status: "due" },
    ]);
  });

  it("whose issue nobody wrote down is due, however late the sign-in was", () => {
    const [item] = items({});
    expect(item).toMatchObject({ status: "due" });
    expect(item).not.toHaveProperty("date");
    expect(item === undefined ? "" : inWords(item)).toBe(
      "prod: refresh token of forms@contoso.com: nobody wrote down when it was issued (signed in on 2029-12-31); it ends 90 days after that, used or not",
    );
  });

  it.each([
    ["2030-01-01T12:05:01Z", "due"],
    ["2999-01-01T00:00:00Z", "due"],
    ["2030-01-01T12:05:00Z", "ok"],
  ])("that was issued on %s, after now, is %s: minutes are forgiven to clocks, and no more", (issued, status) => {
    const [item] = items({ issued });
    expect(item?.status).toBe(status);
    expect(item?.why?.includes("still to come by this machine's clock") ?? false).toBe(status === "due");
  });

  it("of a personal account may end whenever it likes, and is due after the same time", () => {
    const [young] = items({ issued: "2029-12-31T12:00:00Z", account: "personal" });
    expect(young).toMatchObject({ status: "unknown", days: 89 });
    expect(young?.why).toContain("Microsoft does not say");
    expect(items({ issued: "2029-10-10T00:00:00Z", account: "personal" })).toMatchObject([{ status: "due" }]);
    expect(items({ issued: "2029-12-31T12:00:00Z", account: "work" })).toMatchObject([{ status: "ok" }]);
  });

  it("is asked for again as it was: by whom, for which mailbox, and where it was kept", () => {
    const [item] = items({ user: "ann@contoso.com", saved: true });
    expect(item?.next).toBe(
      "npx aem-mail-oauth consent --stack prod --mailbox forms@contoso.com --user ann@contoso.com --save",
    );
    // Nobody told who signed in.
    expect(items({ user: "" })[0]?.next).not.toContain("--user");
    expect(items({ mailbox: "a b@contoso.com" })[0]?.next).toContain("--mailbox 'a b@contoso.com'");
  });

  it("says when it was issued and when it ends", () => {
    expect(items({ issued: "2029-12-31T12:00:00Z" }).map(inWords)).toEqual([
      "prod: refresh token of forms@contoso.com: issued on 2029-12-31, ends on 2030-03-31, in 89 days",
    ]);
    expect(items({ issued: "2029-09-01T12:00:00Z" }).map(inWords)).toEqual([
      "prod: refresh token of forms@contoso.com: issued on 2029-09-01, ended on 2029-11-30, 32 days ago",
    ]);
  });
});

describe("a token in the settings", () => {
  const issued = "2029-12-31T12:00:00Z";
  const kept = (consents: readonly ConsentRecord[], mailbox?: string) =>
    tokenItems(refOf("prod"), { consents, keptIn: "the stack's settings", mailbox }, 30, NOW);

  it("that no record tells of is due", () => {
    expect(kept([])).toMatchObject([
      {
        kind: "token",
        name: "the stack's settings",
        status: "due",
        next: "npx aem-mail-oauth consent --stack prod --save",
      },
    ]);
    expect(kept([], "forms@contoso.com")).toMatchObject([{ name: "forms@contoso.com" }]);
  });

  it("is not the one of a sign-in whose token went elsewhere", () => {
    expect(kept([{ ...CONSENT, issued }]).map(({ status }) => status)).toEqual(["ok", "due"]);
    expect(kept([{ ...CONSENT, issued, saved: true }]).filter(isDue)).toEqual([]);
  });
});
