import { type Asked, commandLine } from "../../../commandLine/commandLine.ts";
import { AUDIT, JSON_OUTPUT, YES } from "../../../commandLine/commonOptions.ts";
import { inWords } from "../../../commandLine/option.ts";

const OPTIONS = {
  yes: inWords(YES, "do not ask; the secrets to remove have to be named"),
  json: inWords(JSON_OUTPUT, "one JSON object on standard output; asks nothing"),
  audit: AUDIT,
};

export type StraySecretsOptions = Asked<typeof OPTIONS>;

/** `rotate repair`: its words are labels and ids of secrets. */
export const ROTATE_REPAIR = commandLine({
  usage: "rotate repair --stack S [SECRET ...] [--yes] [--json]",
  does: [
    "Names client secrets of the application that the stack's state does not know: left by an update that was cut off, or made by " +
      "hand. Removes those that you agree to, and never one that the state knows.",
  ],
  arguments: { SECRET: "label or id of one to remove; default: the command asks about each that it finds" },
  words: Infinity,
  options: OPTIONS,
});
