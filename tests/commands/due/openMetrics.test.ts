import { describe, expect, it } from "@jest/globals";

import { openMetrics } from "../../../commands/due/openMetrics.ts";
import type { DueItem } from "../../../stack/ends/dueItems.ts";
import { parseOpenMetrics } from "./parseOpenMetrics.ts";

const NOW = new Date("2026-11-21T06:00:00Z");
const secret = (name: string, item: Partial<DueItem> = {}): DueItem => ({
  stack: "prod",
  kind: "secret",
  name,
  status: "ok",
  date: "2030-01-01T00:00:00Z",
  ...item,
});

describe("OpenMetrics of what is due", () => {
  it("are gauges of what ends when, is due or unknown, of the stacks, and of the run itself", () => {
    const text = openMetrics(
      [
        secret("initial"),
        secret("old", { status: "expired", date: "2026-01-01T00:00:00Z" }),
        { stack: "dev", kind: "token", name: "forms@contoso.com", status: "unknown" },
      ],
      [
        { stack: "dev", isRead: true, lastSuccess: undefined },
        { stack: "prod", isRead: false, lastSuccess: new Date("2026-11-20T06:00:00.900Z") },
      ],
      NOW,
    );
    expect(text).toContain(
      "# TYPE aem_mail_oauth_end_timestamp_seconds gauge\n# UNIT aem_mail_oauth_end_timestamp_seconds seconds\n# HELP aem_mail_oauth_end_timestamp_seconds ",
    );
    const token = '{stack="dev",kind="token",name="forms@contoso.com"}';
    const [initial, old] = ["initial", "old"].map((name) => `{stack="prod",kind="secret",name="${name}"}`);
    expect(parseOpenMetrics(text)).toEqual({
      aem_mail_oauth_run_timestamp_seconds: 1_795_240_800,
      'aem_mail_oauth_last_success_timestamp_seconds{stack="prod"}': 1_795_154_400,
      'aem_mail_oauth_read{stack="dev"}': 1,
      'aem_mail_oauth_read{stack="prod"}': 0,
      [`aem_mail_oauth_end_timestamp_seconds${initial}`]: 1_893_456_000,
      [`aem_mail_oauth_end_timestamp_seconds${old}`]: 1_767_225_600,
      [`aem_mail_oauth_due${initial}`]: 0,
      [`aem_mail_oauth_due${old}`]: 1,
      [`aem_mail_oauth_due${token}`]: 0,
      [`aem_mail_oauth_unknown${initial}`]: 0,
      [`aem_mail_oauth_unknown${old}`]: 0,
      [`aem_mail_oauth_unknown${token}`]: 1,
    });
  });

  it("have one value where several things have one name, the worst", () => {
    const text = openMetrics(
      [secret("twice"), secret("twice", { status: "due", date: "2027-01-01T00:00:00Z" }), secret("twice")],
      [
        { stack: "gone", isRead: true, lastSuccess: undefined },
        { stack: "gone", isRead: false, lastSuccess: undefined },
      ],
      NOW,
    );
    expect(parseOpenMetrics(text)).toMatchObject({
      'aem_mail_oauth_end_timestamp_seconds{stack="prod",kind="secret",name="twice"}': 1_798_761_600,
      'aem_mail_oauth_due{stack="prod",kind="secret",name="twice"}': 1,
      'aem_mail_oauth_read{stack="gone"}': 0,
    });
  });

  it("hold names that nobody expects", () => {
    const text = openMetrics(
      [secret('a"b\\c\nd"} 1'), secret("\ud800"), secret("\u001b[31m::error::x"), secret("bücher")],
      [],
      NOW,
    );
    expect(text).toContain('name="a\\"b\\\\c\\nd\\"} 1"');
    expect(text).not.toContain("\u001b");
    expect(Object.keys(parseOpenMetrics(text))).toHaveLength(13);
  });

  it("are those of the run alone where there is nothing", () => {
    expect(parseOpenMetrics(openMetrics([], [], NOW))).toEqual({ aem_mail_oauth_run_timestamp_seconds: 1_795_240_800 });
  });
});

describe("the check of this grammar", () => {
  const good = "# TYPE a_seconds gauge\n# UNIT a_seconds seconds\n# HELP a_seconds A.\na_seconds 1\n# EOF\n";

  it("takes what is good", () => {
    expect(parseOpenMetrics(good)).toEqual({ a_seconds: 1 });
  });

  it.each([
    ["no end", good.replace("# EOF\n", "")],
    ["something behind the end", `${good}\n`],
    ["a sample of no family", good.replace("\na_seconds 1", "\nb 1")],
    ["a unit that is not in the name", good.replaceAll("a_seconds", "a")],
    ["a series twice", good.replace("a_seconds 1\n", "a_seconds 1\na_seconds 1\n")],
    ["a family that comes back", good.replace("# EOF", '# TYPE b gauge\nb 1\na_seconds{x="y"} 1\n# EOF')],
    ["a quotation mark that is not escaped", good.replace("a_seconds 1", 'a_seconds{x="a"b"} 1')],
    ["an escape that there is not", good.replace("a_seconds 1", 'a_seconds{x="a\\tb"} 1')],
    ["no number", good.replace("a_seconds 1", "a_seconds one")],
    ["an empty line", good.replace("# HELP", "\n# HELP")],
    ["a carriage return", good.replaceAll("\n", "\r\n")],
  ])("refuses %s", (_, text) => {
    expect(() => parseOpenMetrics(text)).toThrow(/./);
  });
});
