import { describe, expect, it } from "@jest/globals";

import { parsePulumiYaml } from "../../pulumi/pulumiYaml.ts";
import { UserError } from "../../support/userError.ts";

const parse = (text: string): unknown => parsePulumiYaml(text, "Pulumi.prod.yaml").toJS();

describe("YAML that Pulumi reads too", () => {
  it("is read where both parsers agree", () => {
    const text =
      "---\n# head\na: yes # why\nb: \"a\\r\\nb \\u2028\"\nc: [1, -2, 1.5, true, ~, 180d, 1.2.3]\nd: { e: 'f' }\nh: |-\n  one\n  two\n";
    expect(parse(text)).toEqual({
      a: "yes",
      b: "a\r\nb \u2028",
      c: [1, -2, 1.5, true, null, "180d", "1.2.3"],
      d: { e: "f" },
      h: "one\ntwo",
    });
    expect(parse(`\uFEFF${text.replaceAll("\n", "\r\n")}`)).toEqual(parse(text));
  });

  it.each([
    ["a: b\n# note\u2028  c: d\n", "line 2, column 7: here is the character U+2028 (line separator)"],
    ["a: b\u2029\n", "line 1, column 5: here is the character U+2029 (paragraph separator)"],
    ["a: b\u0085c: d\n", "line 1, column 5: here is the character U+0085 (next line)"],
    ["a: b\rc: d\n", "line 1, column 5: here is a carriage return without a line feed"],
    ["a: b\n\uFEFFc: d\n", "line 2, column 1: here is a byte order mark (U+FEFF) inside"],
    ["a: \uFFFD\n", "line 1, column 4: here is a character that is not UTF-8, or its replacement U+FFFD"],
    ["a: \u0000\n", "line 1, column 4: here is a control character"],
    ["a:\tb\n", "line 1, column 3: here is a tab"],
    ["%YAML 1.1\n---\na: b\n", "line 1, column 1: a line that begins with % is a directive"],
    ["a: b\n---\nc: d\n", "line 2, column 1: --- begins another document"],
    ["--- { a: b }\n", "line 1, column 1: --- begins another document, or is before a value"],
    ["a: b\n...\n", "line 2, column 1: ... ends the settings"],
    ["a: !!binary YQ==\n", "line 1, column 4: an explicit tag (!...)"],
    ["!!str <<: { a: b }\n", "line 1, column 1: an explicit tag (!...)"],
    ["? a\n: b\n", 'line 1, column 1: an explicit key ("? ...")'],
    ["x: { <<: { a: b } }\n", 'line 1, column 6: this merges settings in with "<<"'],
    ["12: a\n", "line 1, column 1: this key is no text"],
    ["a: 012\n", "line 1, column 4: this is one number to one YAML parser"],
    ["a: [x, 1_000]\n", "line 1, column 8: this is one number to one YAML parser"],
    [
      "a: 2030-05-20\n",
      'line 1, column 4: this date has no quotes, and YAML tools turn it into a time. Write "2030-05-20"',
    ],
    ["a: &x [1, *x]\n", "line 1, column 4: an anchor (&...)"],
    ["a: *x\n", "line 1, column 4: an alias (*...)"],
    ["a: |\n  b", "line 1, column 4: this text ends with the file, whose last line has no end"],
    ["a: [b:]\n", "line 1, column 5: this key within { } or [ ] has no value"],
    ["a: { b }\n", "line 1, column 6: this key within { } or [ ] has no value"],
    ['a: [?"x"]\n', "line 1, column 5: a text within { } or [ ] that begins with ? or :"],
    ["a: [http://h:]\n", "line 1, column 5: "],
    ["a: |\n\n  b\n", "line 1, column 4: this text of several lines begins with a space or an empty line"],
    ['a: " b\\n"\n', "line 1, column 4: this text of several lines begins with a space or an empty line"],
    ["a: [1\nb: c\n", "line 2, column 1: this is not well-formed YAML."],
  ])("is refused by name and place where they part: %j", (text, words) => {
    expect(() => parse(text)).toThrow(UserError);
    expect(() => parse(text)).toThrow(`Pulumi.prod.yaml, ${words}`);
  });

  it.each([60, 6000])("is refused where it is nested %d levels deep", (levels) => {
    for (const text of [`a: ${"[".repeat(levels)}${"]".repeat(levels)}\n`, `a:\n  ${"- ".repeat(levels)}b\n`]) {
      expect(() => parse(text)).toThrow(UserError);
      expect(() => parse(text)).toThrow("lists and maps are nested deeper than 50 levels");
    }
    expect(parse(`a: ${"[".repeat(40)}${"]".repeat(40)}\n`)).toHaveProperty("a");
  });
});
