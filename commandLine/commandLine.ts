import { parseArgs } from "node:util";

import { COMMON_OPTIONS } from "./commonOptions.ts";
import type { HelpText } from "./help.ts";
import type { Option, Options } from "./option.ts";
import { Misuse, noAction, optionError } from "./optionError.ts";

/** What a command line says of itself. */
interface Said<O extends Options> extends Omit<HelpText, "lists" | "options"> {
  /** Words that may stand first, and what each does. */
  readonly actions?: Readonly<Record<string, string>>;
  /** How many other words it takes. Default: none. */
  readonly words?: number;
  /** Besides the common ones. One of these with the name of a common one takes its place. */
  readonly options: O;
}

type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>["values"];

/** What was asked for: the value of each option, and the words that are no options. */
export type Asked<O extends Options> = Placed & Values<O> & { readonly words: readonly string[] };

/** What every command is asked, whatever else it makes of its options: the values of the common ones. */
export interface Placed {
  readonly stack?: string | undefined;
  readonly folder?: string | undefined;
  readonly cwd?: string | undefined;
  /** Of a command that has the option: the file that gets a line about it. */
  readonly audit?: string | undefined;
  /** Which of the command's actions, where it has any. */
  readonly action?: string | undefined;
}

/** A command, or an action of one: how it explains itself, and how it reads what a person wrote. Loads nothing of what it does. */
export interface CommandLine<T extends Placed = Placed> extends HelpText {
  readonly options: Options;
  /** Words that may stand first. */
  readonly actions: readonly string[];
  /**
   * Reads the words behind its name, once. Undefined: help is asked for.
   *
   * @throws UserError for what cannot be parsed, or does not go together
   */
  readonly read: (args: readonly string[]) => T | undefined;
}

/** A command line from what it says of itself, and what it makes of the values; `given` names the options that were written. */
export function commandLine<const O extends Options>(said: Said<O>): CommandLine<Asked<O>>;
export function commandLine<const O extends Options, T extends Placed>(
  said: Said<O>,
  check: (asked: Asked<O>, given: readonly string[]) => T,
): CommandLine<T>;
export function commandLine(
  { actions = {}, words = 0, ...said }: Said<Options>,
  check: (asked: never, given: readonly string[]) => Placed = (asked) => asked,
): CommandLine {
  const options = withCommon(said.options);
  const names = Object.keys(actions);
  const line = { ...said, options, actions: names, lists: names.length === 0 ? {} : { Actions: actions } };
  return {
    ...line,
    read(args) {
      try {
        const { values, positionals, tokens } = parseArgs({ args, options, allowPositionals: true, tokens: true });
        if (values.help === true) return undefined;
        if (names.length > 0) expectAction(positionals, names, said.usage);
        const extra = names.length > 0 ? undefined : positionals[words];
        if (extra !== undefined) throw new Misuse(`"${extra}" means nothing here.`);
        const given = tokens.flatMap((token) => (token.kind === "option" ? [token.name] : []));
        const asked = check({ ...values, words: positionals } as never, given);
        return typeof values.audit === "string" ? { ...asked, audit: values.audit } : asked;
      } catch (error) {
        throw error instanceof Misuse || isParsers(error) ? optionError(error, options, line) : error;
      }
    },
  };
}

/** The stack first, as the options that matter most, and last what is the same everywhere. */
function withCommon(own: Options): Options {
  const { stack, ...common } = COMMON_OPTIONS;
  const last = Object.entries(common).map(([name, option]) => [name, own[name] ?? option] as const);
  const first = Object.entries({ stack, ...own }).filter(([name]) => !(name in common));
  return Object.fromEntries<Option>([...first, ...last]);
}

/** None means the usual one. */
function expectAction([action, ...rest]: readonly string[], names: readonly string[], usage: string): void {
  if (action !== undefined && (rest.length > 0 || !names.includes(action)))
    throw noAction(usage.split(" ")[0] ?? "", [action, ...rest].join(" "), names);
}

/** Whether Node's parser refused the words. */
function isParsers(error: unknown): boolean {
  return String((Object(error) as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS_");
}
