import { parseArgs, type ParseArgsConfig } from "node:util";

import { EXIT_CODES_HELP } from "../../commandLine/exitCodes.ts";
import { optionError } from "../../commandLine/optionError.ts";
import { OPERATIONS } from "../../stack/localStack.ts";
import { LOCAL } from "../../stack/stackRef.ts";

export const HELP = `Usage: npx aem-mail-oauth local [<action> [options]]

Runs stack local on this machine, against a local tenant on loopback: no Azure account is needed.

Actions:
  up         create or update the application (default)
  preview    show what up would change
  refresh    take over into the state what was changed by hand in the tenant
  destroy    delete the application; the tenant keeps it among its deleted items
  outputs    show the stack's outputs
  serve      keep the tenant running and print what other clients need to reach it
  reset      throw away the tenant, the stack and everything else in the folder

Options:
  --config key=value   a setting for this run alone, repeatable; key or path as in \`pulumi config set --path\`
  --show-secrets       show secret outputs instead of [secret]
  --json               one JSON object on standard output, all else on standard error
  --diff               show every property that changes, and addresses in full
  --policy-pack DIR    with up and preview: hold the resources to a policy pack, such as policy
  --policy-pack-config FILE   its settings, as JSON
  --port N             the tenant's port from now on (at first 8443; 0 takes any free one)
  --folder DIR         where everything is kept (default .local)
  --cwd DIR            find Pulumi.yaml from there, upwards, instead of from the working folder
  --stack S, -s        taken so that every command takes it; here it can only be local

${EXIT_CODES_HELP}`;

/** Words that may stand first. */
export const ACTIONS = [...OPERATIONS, "serve", "reset"];

export const OPTIONS = {
  config: { type: "string", multiple: true, default: [] },
  diff: { type: "boolean", default: false },
  cwd: { type: "string" },
  folder: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
  json: { type: "boolean", default: false },
  "policy-pack": { type: "string" },
  "policy-pack-config": { type: "string" },
  port: { type: "string" },
  "show-secrets": { type: "boolean", default: false },
  stack: { type: "string", short: "s", default: LOCAL },
} as const satisfies ParseArgsConfig["options"];

/**
 * The command line of `local`.
 *
 * @throws UserError for what cannot be parsed
 */
export function localOptions(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw optionError(error, OPTIONS, HELP);
  }
}
