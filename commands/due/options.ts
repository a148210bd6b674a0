import { type Asked, commandLine } from "../../commandLine/commandLine.ts";
import { COMMON_OPTIONS, JSON_OUTPUT } from "../../commandLine/commonOptions.ts";
import { flag, inWords, text } from "../../commandLine/option.ts";
import { parseLifetime } from "../../components/secrets/secretLifetime.ts";
import { UserError } from "../../support/userError.ts";

const OPTIONS = {
  stack: inWords(COMMON_OPTIONS.stack, "one stack (default: all that have a file)"),
  within: { ...text("DAYS", "how soon (default 30d)"), default: "30d" },
  live: flag("the secrets' real dates, from the deployment; needs its backend"),
  write: flag("with --live: record them in stacks/S.secrets.yaml, to be committed; nothing in it is secret"),
  json: JSON_OUTPUT,
} as const;

/** What `due` is asked, checked. */
export interface DueOptions extends Omit<Asked<typeof OPTIONS>, "within"> {
  /** Days. */
  readonly within: number;
}

export const DUE = commandLine(
  {
    usage: "due [--within DAYS] [--stack S] [--live [--write]] [--json]",
    does: [
      "Lists the client secrets and refresh tokens that end soon, from the files alone: no login, no network. A secret ends on " +
        "the date in the stack's file, or on the one that --live --write recorded; a token 90 days after it was issued, used or " +
        "not. What has an unknown end is listed, and never counts as good.",
    ],
    options: OPTIONS,
    notes: [
      'JSON: {"within": days, "due": boolean, "unread": [stacks], "items": [{stack, kind: secret or token, name, status, date, ' +
        "days, issued, why, next}]}",
    ],
  },
  (asked): DueOptions => {
    const within = parseLifetime(asked.within);
    if (within === undefined)
      throw new UserError(`--within "${asked.within}": write a whole number of days from 1d to 9999d, like 30d.`);

    if (asked.write && !asked.live)
      throw new UserError("--write records what --live finds out: write both, --live --write.");

    return { ...asked, within };
  },
);
