import { type Asked, commandLine } from "../../commandLine/commandLine.ts";
import { AUDIT, JSON_OUTPUT, YES } from "../../commandLine/commonOptions.ts";
import { inWords } from "../../commandLine/option.ts";

const OPTIONS = {
  yes: inWords(YES, "do each step that is shown, without asking; for pipelines that run one at a time"),
  json: inWords(JSON_OUTPUT, "one JSON object on standard output; asks nothing"),
  audit: AUDIT,
};

export type RepairOptions = Asked<typeof OPTIONS>;

/** `repair`: its words are labels and ids of secrets. */
export const REPAIR = commandLine({
  usage: "repair --stack S [SECRET ...] [--yes] [--json]",
  does: [
    "Puts a stack right after an update that was killed, or whose machine went down. It says whose the lock on the stack is and takes " +
      "it away; finds in the tenant what the update made and did not write down, and imports it; removes secrets whose value is lost; " +
      "clears what is pending; and ends with a preview of what is left for pulumi up.",
    "Each step is shown before it is done, and asked for. Where nobody can be asked and there is no --yes, nothing is done: the steps " +
      "are shown, and the exit code is 4. Whatever stops it, the next run goes on from there.",
  ],
  arguments: {
    SECRET:
      "label or id of a secret to remove; default: those that the update left, and on a terminal it asks about each other",
  },
  words: Infinity,
  options: OPTIONS,
  notes: [
    "--yes does not take away the lock of an update that is seen running on this machine, and does not remove a secret that somebody " +
      "else made, unless it is named.",
  ],
});
