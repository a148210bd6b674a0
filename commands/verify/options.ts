import { checkAddress } from "../../commandLine/checks.ts";
import { type Asked, commandLine } from "../../commandLine/commandLine.ts";
import { JSON_OUTPUT, MAILBOX } from "../../commandLine/commonOptions.ts";
import { flag, inWords, text } from "../../commandLine/option.ts";
import { UserError } from "../../support/userError.ts";

const OPTIONS = {
  mailbox: inWords(
    MAILBOX,
    "address of the mailbox (default: that of the consent whose token is kept, else setting mailbox, else whoever's token it is)",
  ),
  "token-file": text(
    "FILE",
    "the token of a file, or - for standard input (default: the one that consent --save kept)",
  ),
  "secret-label": text("L", "use the live client secret of that label (default: the one that AEM is given next)"),
  save: flag("keep the successor that the refresh gave, where all works; only of the token that the stack keeps"),
  send: flag("also send a message from the mailbox to itself, find it by IMAP, and delete it"),
  json: JSON_OUTPUT,
};

export type VerifyOptions = Asked<typeof OPTIONS>;

export const VERIFY = commandLine(
  {
    usage: "verify --stack S [options]",
    does: [
      "Tries a refresh token: refreshes it once, and signs in to the mailbox over IMAP, POP and SMTP as far as the stack's " +
        "permissions go. Good is only when all that AEM needs works. POP failing is a note: AEM does not need it. Changes no file, unless --save is given.",
    ],
    options: OPTIONS,
  },
  (asked) => {
    checkAddress("--mailbox", asked.mailbox);
    if (asked.save && asked["token-file"] !== undefined) {
      throw new UserError(
        "--save keeps the successor of the token that the stack keeps. Leave out --token-file, or --save.",
      );
    }

    return asked;
  },
);
