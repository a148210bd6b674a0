import { type Asked, commandLine } from "../../commandLine/commandLine.ts";
import { AUDIT, JSON_OUTPUT } from "../../commandLine/commonOptions.ts";
import { text } from "../../commandLine/option.ts";
import { parseLifetime } from "../../components/secrets/secretLifetime.ts";
import { UserError } from "../../support/userError.ts";

const OPTIONS = {
  "if-older-than": text("DAYS", "only a token that was issued so many days ago, such as 30d (default: any)"),
  audit: AUDIT,
  json: JSON_OUTPUT,
};

/** What `renew` is asked, checked. */
export interface RenewOptions extends Omit<Asked<typeof OPTIONS>, "if-older-than"> {
  /** Days; undefined for a token of any age. */
  readonly olderThan: number | undefined;
}

export const RENEW = commandLine(
  {
    usage: "renew --stack S [--if-older-than DAYS] [--json]",
    does: [
      "Redeems the refresh token that the stack keeps for its successor, which has 90 days of its own; tries that one, and keeps it only " +
        "if all that AEM needs works. Until then the old one stays. Nobody signs in. AEM gets the successor by `deliver`.",
    ],
    options: OPTIONS,
  },
  ({ "if-older-than": given, ...asked }): RenewOptions => {
    const olderThan = given === undefined ? undefined : parseLifetime(given);
    if (given !== undefined && olderThan === undefined)
      throw new UserError(`--if-older-than "${given}": write a whole number of days from 1d to 9999d, like 30d.`);

    return { ...asked, olderThan };
  },
);
