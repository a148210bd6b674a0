import { UserError } from "../local/userError.ts";
import { EXIT_CODES_HELP } from "./exitCodes.ts";
import { helpFirst } from "./helpFirst.ts";

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

type Action = (args: string[], now: Date) => Promise<number>;

/** Loaded when called, so that each starts as fast as what it needs. */
const ACTIONS: Readonly<Record<string, () => Promise<Action>>> = {
  add: async () => (await import("./rotate/add.ts")).add,
  retire: async () => (await import("./rotate/retire.ts")).retire,
  revoke: async () => (await import("./rotate/revoke.ts")).revoke,
  due: async () => (await import("./rotate/due.ts")).due,
  repair: async () => {
    const { HELP: help, repairOptions } = await import("./repair/options.ts");
    const wantsHelp = (words: string[]): boolean => repairOptions(words).values.help;
    return helpFirst<[now: Date]>({ help, wantsHelp }, async () => (await import("./repair.ts")).repair);
  },
};

/** `rotate`: from one client secret to the next. */
export async function rotate(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(HELP);
    return name === undefined ? 1 : 0;
  }
  const load = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (load === undefined) {
    throw new UserError(`"${name}" is no action of rotate. One of: ${Object.keys(ACTIONS).join(", ")}.`);
  }
  return (await load())(rest, new Date());
}
