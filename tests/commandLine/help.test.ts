import { describe, expect, it } from "@jest/globals";

import { helpOf } from "../../commandLine/help.ts";
import { flag, text } from "../../commandLine/option.ts";

const LONG = "word ".repeat(60).trim();

describe("help", () => {
  it("shows usage, what it does, lists, options, notes and exit codes, in columns", () => {
    const help = helpOf({
      usage: "it WHAT [options]",
      does: ["Does it.", "And more."],
      lists: { Start: { a: "the first" }, Keep: { longer: "the second" } },
      arguments: { WHAT: "what it is done to" },
      options: { stack: { ...text("S", "the stack"), short: "s" }, force: flag("at any price") },
      notes: ["Noted."],
    });
    expect(help).toMatch(
      new RegExp(
        `^Usage: npx aem-mail-oauth it WHAT \\[options\\]

Does it\\.

And more\\.

Start:
  a       the first

Keep:
  longer  the second

Options:
  WHAT           what it is done to
  --stack S, -s  the stack
  --force        at any price

Noted\\.

Exit codes:
  0  (.|\n)*\n$`,
      ),
    );
  });

  it("leaves out what there is nothing of", () => {
    expect(helpOf({ usage: "it", does: [] })).toMatch(/^Usage: npx aem-mail-oauth it\n\nExit codes:\n/);
  });

  it("breaks lines at spaces before column 120, below where they began", () => {
    const help = helpOf({ usage: "it", does: [LONG], options: { option: text("VALUE", LONG) } });
    const lines = help.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(lines.filter((line) => line.startsWith("word")).length).toBe(3);
    expect(lines.filter((line) => /^ {18}word/.test(line)).length).toBe(2);
    expect(help.match(/word/g)).toHaveLength(120);
  });
});
