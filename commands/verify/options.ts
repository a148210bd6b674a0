import { COMMON_OPTIONS, parseOptions } from "../../commandLine/commonOptions.ts";
import { EXIT_CODES_HELP } from "../../commandLine/exitCodes.ts";
import { checkAddress } from "../consent/options.ts";

export const HELP = `Usage: npx aem-mail-oauth verify --stack S [options]

Tries a refresh token: refreshes it once, and signs in to the mailbox over IMAP, POP and SMTP as far as the stack's permissions go.
Good is only when all that AEM needs works. POP failing is a note: AEM does not need it.

Options:
  --stack S, -s      the stack
  --mailbox M        address of the mailbox (default: that of the consent whose token is kept, else setting mailbox, else whoever's token it is)
  --token-file FILE  the token of a file, or - for standard input (default: the one that consent --save kept)
  --secret-label L   use the live client secret of that label (default: the one that AEM is given next)
  --send             also send a message from the mailbox to itself, find it by IMAP, and delete it
  --json             one JSON object on standard output, all else on standard error
  --folder DIR       where stack local keeps everything (default .local)
  --cwd DIR          find Pulumi.yaml from there, upwards, instead of from the working folder

${EXIT_CODES_HELP}`;

export const OPTIONS = {
  ...COMMON_OPTIONS,
  json: { type: "boolean", default: false },
  mailbox: { type: "string" },
  "secret-label": { type: "string" },
  send: { type: "boolean", default: false },
  "token-file": { type: "string" },
} as const;

/**
 * The command line of `verify`, checked.
 *
 * @throws UserError for what cannot be parsed
 */
export function verifyOptions(args: string[]) {
  const { values } = parseOptions(args, OPTIONS, HELP);
  checkAddress("--mailbox", values.mailbox);
  return values;
}
