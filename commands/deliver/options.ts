import { type Asked, commandLine } from "../../commandLine/commandLine.ts";
import { AUDIT, JSON_OUTPUT, YES } from "../../commandLine/commonOptions.ts";
import { flag, inWords, text } from "../../commandLine/option.ts";
import { UserError } from "../../support/userError.ts";

const OPTIONS = {
  "dry-run": flag("say what each place lacks, and change nothing"),
  wait: {
    ...text("MINUTES", "how long to wait for an environment that takes no change now (default 10)"),
    default: "10",
  },
  yes: inWords(YES, "where a person enters the values: say that it is done in every place"),
  again: flag(
    "every place, whatever is written down of it, as after AEM was restored or somebody changed a value there",
  ),
  "take-over": flag("deliver to an environment that another stack delivered to"),
  audit: AUDIT,
  json: JSON_OUTPUT,
} as const;

/** What `deliver` is asked, checked. */
export interface DeliverOptions extends Omit<Asked<typeof OPTIONS>, "wait"> {
  /** Minutes. */
  readonly wait: number;
}

export const DELIVER = commandLine(
  {
    usage: "deliver --stack S [--dry-run] [--wait MINUTES] [--yes] [--again] [--take-over] [--json]",
    does: [
      "Brings client id, client secret and refresh token to where AEM reads them, and writes down what each place has: to the environments of " +
        "Cloud Manager that setting deliverTo names, in one change each; otherwise it shows the sheet, and asks place by place what a person entered. " +
        "The values are tried before, and a place that has them is left alone.",
      "An environment restarts for a change. While it takes none, or outside of the hours of deliverBetween, that is said, and is no failure: run it again.",
    ],
    options: OPTIONS,
  },
  (asked): DeliverOptions => {
    const wait = Number(asked.wait);
    if (!/^\d{1,3}$/.test(asked.wait))
      throw new UserError(`--wait "${asked.wait}": write whole minutes from 0 to 999, like 10.`);

    return { ...asked, wait };
  },
);
