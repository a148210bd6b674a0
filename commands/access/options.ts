import { parseArgs, type ParseArgsConfig } from "node:util";

import { EXIT_CODES_HELP } from "../../commandLine/exitCodes.ts";
import { optionError } from "../../commandLine/optionError.ts";

export const HELP = `Usage: npx aem-mail-oauth access [options]

Says in words what each stack gives the application access to, in stacks/<stack>.access.yaml, by running the program without an
engine, a login or the network. Commit these files: their difference is what a reviewer reads.

  (no option)          write the files
  --check              change nothing; fail when a file is out of date, or when the secrets make an illegal step since --base
  --diff BASE[..HEAD]  what changes between two commits, as Markdown for a pull request; without HEAD: the work tree.
                       BASE...HEAD compares with where the two parted, as pull requests do
  --live               read the application from Microsoft Graph and name everything that is not as declared; writes nothing

Options:
  --stack S, -s        this stack alone (--live needs one)
  --base REF           with --check: the commit that is deployed (default HEAD)
  --format md|text|json   with --diff (default md)
  --fail-on widening   with --diff: exit with 4 when access grows, with 5 when nobody can tell
  --accept-code COMMIT   with --fail-on: the code as it is at the newer commit, named by its whole id, was reviewed
  --at-most N          with --diff as md or text: characters that the report may have (at least 1000); it counts what it leaves out
  --json               with --live: one JSON object
  --folder DIR         with --live: where stack local is kept (default .local)
  --cwd DIR            find Pulumi.yaml from there, upwards, instead of from the working folder

${EXIT_CODES_HELP}`;

export const OPTIONS = {
  "accept-code": { type: "string" },
  "at-most": { type: "string" },
  base: { type: "string" },
  check: { type: "boolean", default: false },
  diff: { type: "string" },
  "fail-on": { type: "string" },
  cwd: { type: "string" },
  folder: { type: "string" },
  format: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
  json: { type: "boolean", default: false },
  live: { type: "boolean", default: false },
  stack: { type: "string", short: "s" },
} as const satisfies ParseArgsConfig["options"];

/** Which options go with which action; `--stack` goes with all. */
const BELONGS: Readonly<Record<string, readonly string[]>> = {
  write: [],
  check: ["base"],
  diff: ["format", "fail-on", "accept-code", "at-most"],
  live: ["json", "folder"],
};

/**
 * The command line of `access`, and which of its actions that is.
 *
 * @throws UserError for what cannot be parsed, or does not go together
 */
export function accessOptions(args: string[]) {
  try {
    const { values, tokens } = parseArgs({ args, options: OPTIONS, tokens: true });
    if (values.help) return { action: "help", values };
    const actions = ["check", "diff", "live"].filter((name) =>
      tokens.some((it) => it.kind === "option" && it.name === name),
    );
    if (actions.length > 1) throw new Error(`--${actions.join(" and --")} are two different things. Ask for one.`);
    const [action = "write"] = actions;
    const given = tokens.flatMap((token) => (token.kind === "option" ? [token.name] : []));
    const stray = given.find((name) => name !== action && name !== "stack" && BELONGS[action]?.includes(name) !== true);
    if (stray !== undefined) {
      throw new Error(
        `--${stray} means nothing ${action === "write" ? "here" : `with --${action}`}${homeOf(stray)}${stray === "json" && action !== "live" ? "; with --diff it is --format json" : ""}.`,
      );
    }
    oneOf("format", values.format, ["md", "text", "json"]);
    oneOf("fail-on", values["fail-on"], ["widening"]);
    if (values["accept-code"] !== undefined && values["fail-on"] === undefined)
      throw new Error("--accept-code means nothing without --fail-on widening.");

    const most = values["at-most"];
    if (most !== undefined && !/^[1-9]\d{3,8}$/.test(most))
      throw new Error(`--at-most ${most}: allowed is a number of characters, 1000 or more.`);

    if (most !== undefined && values.format === "json") throw new Error("--at-most means nothing with --format json.");
    return { action, values };
  } catch (error) {
    throw optionError(error, OPTIONS, HELP);
  }
}

/** Where an option does mean something, in words; empty where nowhere else. */
function homeOf(option: string): string {
  const [home] = Object.entries(BELONGS).find(([, options]) => options.includes(option)) ?? [];
  return home === undefined ? "" : `, it goes with --${home}`;
}

function oneOf(option: string, given: string | undefined, allowed: readonly string[]): void {
  if (given !== undefined && !allowed.includes(given))
    throw new Error(`--${option} ${given}: allowed is ${allowed.join(", ")}.`);
}
