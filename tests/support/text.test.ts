import { execFileSync } from "node:child_process";

import { describe, expect, it } from "@jest/globals";

import { escapeHtml, printable, printableText, shellWord } from "../../support/text.ts";

describe("printable text", () => {
  it.each([
    ["a\u001b[2K\rb", "a?[2K?b"],
    ["a\u2028b\u202ec\u0085d", "a?b?c?d"],
  ])("%j has nothing that moves a cursor: %j", (raw, shown) => {
    expect(printable(raw)).toBe(shown);
  });

  it.each([
    ["::warning::x", "?:warning::x"],
    ["a\n \u00a0 ::stop-commands::x", "a\n \u00a0 ?:stop-commands::x"],
    ["a\r::error::x", "a?::error::x"],
    ["text ##[add-mask]x", "text ##?[add-mask]x"],
    ["a: b ::warning:: in a line", "a: b ::warning:: in a line"],
  ])("%j commands no job: %j", (raw, shown) => {
    expect(printableText(raw)).toBe(shown);
  });
});

describe("shellWord", () => {
  it("leaves alone what a shell takes as it is", () => {
    expect(shellWord("aem@contoso.com")).toBe("aem@contoso.com");
    expect(shellWord("/opt/a-b_c/d.ts")).toBe("/opt/a-b_c/d.ts");
  });

  it.each(["o'brien@contoso.com", "a b", "", "$HOME", "`id`", "a\nb", "*", "~", "ä", '"', "a;b", "'"])(
    "makes one word of %j, which a shell gives back as it was",
    (value) => {
      expect(execFileSync("sh", ["-c", `printf %s ${shellWord(value)}`], { encoding: "utf8" })).toBe(value);
    },
  );
});

it("leaves nothing in a text that ends it, between tags or in an attribute", () => {
  expect(escapeHtml(`<a title="x" b='y'>&amp;</a>`)).toBe(
    "&lt;a title=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;",
  );
});
