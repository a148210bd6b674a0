import { COMMON_OPTIONS, parseOptions } from "../../../commandLine/commonOptions.ts";
import { EXIT_CODES_HELP } from "../../../commandLine/exitCodes.ts";

export const HELP = `Usage: npx aem-mail-oauth rotate repair --stack S [SECRET ...] [--yes] [--json]

Names client secrets of the application that the stack's state does not know: left by an update that was cut off, or made by hand.
Removes those that you agree to, and never one that the state knows.

Options:
  SECRET         label or id of one to remove; default: each that is found is asked for
  --stack S, -s  the stack, as in stacks/Pulumi.S.yaml
  --yes          do not ask; the secrets to remove have to be named
  --json         one JSON object on standard output; asks nothing
  --folder DIR   where stack local keeps everything (default .local)
  --cwd DIR      find Pulumi.yaml from there, upwards, instead of from the working folder

${EXIT_CODES_HELP}`;

export const OPTIONS = {
  ...COMMON_OPTIONS,
  json: { type: "boolean", default: false },
  yes: { type: "boolean", default: false },
} as const;

/**
 * The command line of `rotate repair`.
 *
 * @throws UserError for what cannot be parsed
 */
export function repairOptions(args: string[]) {
  return parseOptions(args, OPTIONS, HELP, Infinity);
}
