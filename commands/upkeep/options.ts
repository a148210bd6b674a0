import { type Asked, commandLine } from "../../commandLine/commandLine.ts";
import { AUDIT, JSON_OUTPUT } from "../../commandLine/commonOptions.ts";
import { flag, inWords, text } from "../../commandLine/option.ts";
import { UserError } from "../../support/userError.ts";

const OPTIONS = {
  "dry-run": flag("say which step is due, and when the next one is, and change nothing"),
  reviewed: flag("never deploy: what changes is files, which a pull request brings in"),
  only: text("STEP", "do nothing else than this step, which --dry-run showed: what is due may be another by now"),
  audit: AUDIT,
  json: inWords(JSON_OUTPUT, "with --dry-run: one JSON object on standard output"),
};

export type UpkeepOptions = Asked<typeof OPTIONS>;

export const UPKEEP = commandLine(
  {
    usage: "upkeep --stack S [--dry-run [--json]] [--reviewed] [--only STEP]",
    does: [
      "Does the one step that is due to keep the mail going, says when the next one is, and ends: repair after a killed update, deploy, renew the token, " +
        "deliver to AEM, verify and retire the old secret, add the next one. Run it daily: what it waits for is a date, and a run that was killed " +
        "is completed by the next.",
      "Where a person has to act, it says who and how, and exits with 3.",
    ],
    options: OPTIONS,
  },
  (asked) => {
    if (asked.json && !asked["dry-run"]) {
      throw new UserError(
        "--json shows what is due. Write both, --dry-run --json; what a step says is for people, and --audit FILE for programs.",
      );
    }

    return asked;
  },
);
