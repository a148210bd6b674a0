import { COMMON_OPTIONS, parseOptions } from "../../commandLine/commonOptions.ts";
import { EXIT_CODES_HELP } from "../../commandLine/exitCodes.ts";
import { helpFirst } from "../../commandLine/helpFirst.ts";
import { noAction } from "../../commandLine/optionError.ts";
import type { Backend } from "../../stack/backend.ts";
import type { CommandLine } from "../commandLines.ts";
import { ADD, DUE, RETIRE, REVOKE } from "./actionOptions.ts";
import * as REPAIR from "./repair/options.ts";

const HELP = `Usage: npx aem-mail-oauth rotate <action> [options]

Changes the client secret without an outage: add, deploy, switch AEM, retire, deploy.

Actions:
  add            declare a new secret beside the one that AEM uses
  retire         take the old one away, when AEM has the new one everywhere
  revoke LABEL   take away one that leaked
  due            which secrets and consents run out soon; for a scheduled job
  repair         find live secrets that nobody declared, and remove them

npx aem-mail-oauth rotate <action> --help tells more.

${EXIT_CODES_HELP}`;

type Action = (args: string[], backend: Backend, now: Date) => Promise<number>;

const told = ({ HELP: help, OPTIONS }: Pick<CommandLine, "HELP" | "OPTIONS">, words: number) => ({
  help,
  wantsHelp: (args: string[]): boolean =>
    parseOptions(args, { ...OPTIONS, ...COMMON_OPTIONS }, help, words).values.help,
});

/** Loaded when called, so that each starts as fast as what it needs. */
const ACTIONS: Readonly<Record<string, Action>> = {
  add: helpFirst(told(ADD, 0), async () => (await import("./add.ts")).add),
  retire: helpFirst(told(RETIRE, 0), async () => (await import("./retire.ts")).retire),
  revoke: helpFirst(told(REVOKE, 1), async () => (await import("./revoke.ts")).revoke),
  due: helpFirst(told(DUE, 0), async () => (await import("../due/due.ts")).due),
  repair: helpFirst<[backend: Backend, now: Date]>(
    told(REPAIR, Infinity),
    async () => (await import("./repair/repair.ts")).repair,
  ),
};

/** `rotate`: from one client secret to the next. */
export async function rotate(args: string[], backend: Backend): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(HELP);
    return name === undefined ? 1 : 0;
  }
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) throw noAction("rotate", name, Object.keys(ACTIONS));

  return action(rest, backend, new Date());
}
