import { type Command, command, type GroupText } from "../commandLine/command.ts";
import { flag, type Options } from "../commandLine/option.ts";
import type { Backend } from "../stack/backend.ts";
import { backend } from "./backend.ts";

/** The first word of every command, by what a person wants, in the order in which it is wanted. */
export const GROUPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Start: { local: "run everything on this machine, against a local tenant, with no Azure account" },
  Review: { access: "say in words what each stack gives access to, and what changes" },
  Connect: {
    consent: "sign the mailbox in once, and get the refresh token that AEM is given",
    sheet: "show what to enter where in AEM",
  },
  Keep: {
    upkeep: "do the one step that is due to keep the mail going; for a daily job",
    renew: "redeem the kept refresh token for its successor, before it ends",
    deliver: "bring secret and token to where AEM reads them, and write down what each place has",
    rotate: "change the client secret without an outage, or take away one that leaked",
    repair: "put a stack right after an update that was killed",
    due: "list the secrets and refresh tokens that end soon; for a scheduled job",
  },
  Diagnose: { verify: "try a refresh token: does it open the mailbox over IMAP, POP and SMTP" },
};

/** Every command, by the words that it begins with. Each is loaded when called, so that it starts as fast as what it needs. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  local: command(
    async () => (await import("./local/options.ts")).LOCAL,
    async () => handed((await import("./local/local.ts")).local),
  ),
  access: command(
    async () => (await import("./access/options.ts")).ACCESS,
    async () => handed((await import("./access/access.ts")).access),
  ),
  consent: command(
    async () => (await import("./consent/options.ts")).CONSENT,
    async () => handed((await import("./consent/consent.ts")).consent),
  ),
  sheet: command(
    async () => (await import("./sheet/options.ts")).SHEET,
    async () => handed((await import("./sheet/sheet.ts")).sheet),
  ),
  upkeep: command(
    async () => (await import("./upkeep/options.ts")).UPKEEP,
    async () => handed((await import("./upkeep/upkeep.ts")).upkeep),
  ),
  renew: command(
    async () => (await import("./renew/options.ts")).RENEW,
    async () => handed((await import("./renew/renew.ts")).renew),
  ),
  deliver: command(
    async () => (await import("./deliver/options.ts")).DELIVER,
    async () => handed((await import("./deliver/deliver.ts")).deliver),
  ),
  "rotate add": command(
    async () => (await import("./rotate/options.ts")).ADD,
    async () => handed((await import("./rotate/add.ts")).add),
  ),
  "rotate retire": command(
    async () => (await import("./rotate/options.ts")).RETIRE,
    async () => handed((await import("./rotate/retire.ts")).retire),
  ),
  "rotate revoke": command(
    async () => (await import("./rotate/options.ts")).REVOKE,
    async () => handed((await import("./rotate/revoke.ts")).revoke),
  ),
  "rotate repair": command(
    async () => (await import("./repair/secrets/options.ts")).ROTATE_REPAIR,
    async () => handed((await import("./repair/secrets/straySecrets.ts")).straySecrets),
  ),
  repair: command(
    async () => (await import("./repair/options.ts")).REPAIR,
    async () => handed((await import("./repair/repair.ts")).repair),
  ),
  due: command(
    async () => (await import("./due/options.ts")).DUE,
    async () => handed((await import("./due/due.ts")).due),
  ),
  verify: command(
    async () => (await import("./verify/options.ts")).VERIFY,
    async () => handed((await import("./verify/verify.ts")).verify),
  ),
};

/** First words that need a second one. */
export const FIRST_WORDS: Readonly<Record<string, () => Promise<GroupText>>> = {
  rotate: async () => (await import("./rotate/options.ts")).ROTATE,
};

/** Old names, which go on working without a word about it, and the new ones. */
export const OLD_NAMES: Readonly<Record<string, string>> = { settings: "sheet", "rotate due": "due" };

/** The command that a line begins with, under its new name, and the words behind it; `old` is the old name if that was written. */
export interface Found {
  readonly name: string;
  readonly old: string | undefined;
  readonly command: Command;
  readonly rest: readonly string[];
}

export function findCommand(words: readonly string[]): Found | undefined {
  for (const count of [2, 1]) {
    const written = words.slice(0, count).join(" ");
    const old = Object.hasOwn(OLD_NAMES, written) ? written : undefined;
    const name = (old === undefined ? undefined : OLD_NAMES[old]) ?? written;
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command !== undefined) return { name, old, command, rest: words.slice(count) };
  }
  return undefined;
}

/** What may stand behind two dashes for a first word: options, those of all its commands together, and second words written like options. */
export async function dashedWordsOf(first: string): Promise<Options> {
  const begins = (name: string): boolean => name.split(" ")[0] === first;
  const olds = Object.keys(OLD_NAMES).filter(begins);
  const names = [...Object.keys(COMMANDS).filter(begins), ...olds];
  const lines = await Promise.all(names.map(async (name) => COMMANDS[OLD_NAMES[name] ?? name]?.line()));
  const seconds = [...names.map((name) => name.split(" ")[1]), ...lines.flatMap((line) => line?.actions ?? [])];
  return {
    ...Object.fromEntries(seconds.flatMap((name) => (name === undefined ? [] : [[name, flag("")]]))),
    ...(Object.assign({}, ...lines.map((line) => line?.options)) as Options),
  };
}

/** Hands a command what it reaches stacks by. */
function handed<T>(run: (asked: T, backend: Backend) => Promise<number>): (asked: T) => Promise<number> {
  return (asked) => run(asked, backend);
}
