import { parseArgs, type ParseArgsConfig } from "node:util";

import { optionError } from "./optionError.ts";

/** What all actions of `rotate` share. */
export const COMMON_OPTIONS = {
  cwd: { type: "string" },
  folder: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
  stack: { type: "string", short: "s" },
} as const satisfies ParseArgsConfig["options"];

/** Of the actions that make a secret. */
export const NEW_SECRET_OPTIONS = {
  ...COMMON_OPTIONS,
  expires: { type: "string" },
  label: { type: "string" },
  lifetime: { type: "string" },
  up: { type: "boolean", default: false },
} as const satisfies ParseArgsConfig["options"];

/**
 * Parses the words after an action's name.
 *
 * @throws UserError with the line of usage when they cannot be parsed, or when there are more words than `positionals`
 */
export function parseOptions<O extends NonNullable<ParseArgsConfig["options"]>>(
  args: string[],
  options: O,
  help: string,
  positionals = 0,
) {
  try {
    const parsed = parseArgs({ args, options, allowPositionals: true });
    const extra = parsed.positionals[positionals];
    if (extra !== undefined) throw new Error(`"${extra}" means nothing here.`);
    return parsed;
  } catch (error) {
    throw optionError(error, options, help);
  }
}
