import { execFileSync } from "node:child_process";

import { describe, expect, it } from "@jest/globals";

import { shellWord } from "../../support/shellWord.ts";

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
