import { type Asked, commandLine } from "../../commandLine/commandLine.ts";
import { AUDIT, COMMON_OPTIONS, JSON_OUTPUT } from "../../commandLine/commonOptions.ts";
import { flag, inWords, text } from "../../commandLine/option.ts";
import { parseLifetime } from "../../components/secrets/secretLifetime.ts";
import { UserError } from "../../support/userError.ts";

const OPTIONS = {
  stack: inWords(COMMON_OPTIONS.stack, "one stack (default: all that have a file)"),
  within: { ...text("DAYS", "how soon (default 30d)"), default: "30d" },
  live: flag("the secrets' real dates, from the deployment; needs its backend"),
  write: flag("with --live: record them in stacks/S.secrets.yaml, to be committed; nothing in it is secret"),
  format: text("WHICH", "text (default), json (the same as --json) or openmetrics, for a monitor"),
  json: JSON_OUTPUT,
  audit: inWords(AUDIT, `with --write: ${AUDIT.help}`),
} as const;

/** What `due` is asked, checked. */
export interface DueOptions extends Omit<Asked<typeof OPTIONS>, "format" | "within"> {
  /** Days. */
  readonly within: number;
  readonly format: Format;
}

const FORMATS = ["text", "json", "openmetrics"] as const;
type Format = (typeof FORMATS)[number];

export const DUE = commandLine(
  {
    usage: "due [--within DAYS] [--stack S] [--live [--write]] [--format WHICH | --json]",
    does: [
      "Lists the client secrets and refresh tokens that end soon, from the files alone: no login, no network. A secret ends on " +
        "the date in the stack's file, or on the one that --live --write recorded; a token 90 days after it was issued, used or " +
        "not. What has an unknown end is listed, and never counts as good.",
    ],
    options: OPTIONS,
    notes: [
      'JSON: {"within": days, "due": boolean, "unread": [stacks], "items": [{stack, kind: secret or token, name, status, date, ' +
        "days, issued, why, next}]}",
      "OpenMetrics: gauges for a monitor, with when they were written and when `upkeep` last succeeded; docs/monitoring.md.",
    ],
  },
  (asked): DueOptions => {
    const within = parseLifetime(asked.within);
    if (within === undefined)
      throw new UserError(`--within "${asked.within}": write a whole number of days from 1d to 9999d, like 30d.`);

    if (asked.write && !asked.live)
      throw new UserError("--write records what --live finds out: write both, --live --write.");

    if (asked.audit !== undefined && !asked.write)
      throw new UserError("--audit goes with what changes something: --live --write.");

    return { ...asked, within, format: formatOf(asked.format, asked.json) };
  },
);

function formatOf(given: string | undefined, json: boolean): Format {
  const format = FORMATS.find((known) => known === (given ?? (json ? "json" : "text")));
  if (format === undefined) throw new UserError(`--format ${given ?? ""}: allowed is ${FORMATS.join(", ")}.`);
  if (json && format !== "json")
    throw new UserError(`--json is --format json, and --format ${format} is another. Ask for one.`);
  return format;
}
