import { parseArgs } from "node:util";

import { describe, expect, it } from "@jest/globals";

import { optionError } from "../../commandLine/optionError.ts";

const OPTIONS = {
  help: { type: "boolean" },
  mailbox: { type: "string" },
  stack: { type: "string", short: "s" },
} as const;

/** What Node says of a command line, in our words. */
function wordsOf(...args: string[]): string {
  try {
    parseArgs({ args, options: OPTIONS });
    return "nothing";
  } catch (error) {
    return optionError(error, OPTIONS, "Usage: npx it\n\nA help of many lines\n").message.split("\n")[0] ?? "";
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
    const error = optionError(new Error("--a and --b are two different things."), OPTIONS, "Usage: npx it\n\nMore\n");
    expect(error.message).toBe("--a and --b are two different things.\n\nUsage: npx it\n--help tells of every option.");
  });
});
