import { describe, expect, it } from "@jest/globals";

import { printable, printableText } from "../../support/printable.ts";

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
