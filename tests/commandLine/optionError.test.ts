import { parseArgs } from "node:util";

import { describe, expect, it } from "@jest/globals";

import { flag, text } from "../../commandLine/option.ts";
import { optionError } from "../../commandLine/optionError.ts";

const OPTIONS = {
  help: flag("show this text"),
  mailbox: text("M", "the mailbox"),
  stack: { ...text("S", "the stack"), short: "s" },
};

/** What Node says of a command line, in our words. */
function wordsOf(...args: string[]): string {
  try {
    parseArgs({ args, options: OPTIONS });
    return "nothing";
  } catch (error) {
    return optionError(error, OPTIONS, { usage: "it" }).message.split("\n")[0] ?? "";
  }
}

describe("an option that cannot be taken", () => {
  it.each([
    [["--mailbx", "a"], "There is no option --mailbx. Did you mean --mailbox?"],
    [["-x"], "There is no option -x."],
    [["--stack"], "--stack needs a value."],
    [["--stack", "--help"], "--stack needs a value."],
    [["--help=yes"], "--help takes no value."],
  ])("%j is told in a sentence", (args, words) => {
    expect(wordsOf(...args)).toBe(words);
  });

  it("is followed by the line of usage and no more of the help", () => {
    const error = optionError(new Error("--a and --b are two different things."), OPTIONS, { usage: "it" });
    expect(error.message).toBe(
      "--a and --b are two different things.\n\nUsage: npx aem-mail-oauth it\n--help lists every option.",
    );
  });
});
