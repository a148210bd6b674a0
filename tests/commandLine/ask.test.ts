import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import { describe, expect, it } from "@jest/globals";

import { agreed } from "../../commandLine/ask.ts";

/** A terminal on which somebody types this. */
function typing(words: string, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  input.end(words);
  return { input, output };
}

describe("agreed", () => {
  it.each([
    ["y\n", true],
    ["yes\n", true],
    [" YES \n", true],
    ["n\n", false],
    ["\n", false],
    ["yesterday\n", false],
    ["", false],
  ])("takes %j for %s", async (words, expected) => {
    await expect(agreed("Sure?", "Say --yes.", typing(words))).resolves.toBe(expected);
  });

  it("shows the question and the way to answer", async () => {
    const terminal = typing("y\n");
    await agreed("Sure?", "Say --yes.", terminal);
    terminal.output.end();
    await expect(text(terminal.output)).resolves.toBe("Sure? [y/N] ");
  });

  it("refuses to guess where nobody can answer", async () => {
    await expect(agreed("Sure?", "Say --yes.", typing("y\n", false))).rejects.toThrow(
      "Sure?\nNobody can answer this here: standard input is no terminal. Say --yes.",
    );
  });
});
