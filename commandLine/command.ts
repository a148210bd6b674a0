import { audited } from "./audit/audited.ts";
import type { CommandLine, Placed } from "./commandLine.ts";
import { ExitCode } from "./exitCodes.ts";
import { helpOf, type HelpText } from "./help.ts";
import { noAction } from "./optionError.ts";

/** A command as it is started: what it takes, and what runs it. */
export interface Command {
  /** What it takes; loaded when asked for. */
  readonly line: () => Promise<CommandLine>;
  /** Gets the words behind the name and resolves with the exit code. */
  readonly run: (args: readonly string[], called: Called) => Promise<number>;
}

/** How a command was called. */
interface Called {
  /** Its name, the new one. */
  readonly name: string;
  /** What its help says besides, as of an old name. */
  readonly note?: string | undefined;
}

/**
 * A command that is loaded only when it is to run: its help, and what is wrong with its options, are told before, because engines, tenants
 * and mail clients take ten times as long to load. Its words are read once, here.
 */
export function command<T extends Placed>(
  line: () => Promise<CommandLine<T>>,
  load: () => Promise<(asked: T) => Promise<number>>,
): Command {
  return {
    line,
    async run(args, { name, note }) {
      const { read, ...said } = await line();
      const asked = read(args);
      if (asked !== undefined) {
        const work = async (): Promise<number> => (await load())(asked);
        const { audit, action, stack } = asked;
        const isAction = action !== undefined && said.actions.includes(action);
        const words = isAction ? `${name} ${action}` : name;
        return audit === undefined ? work() : audited({ file: audit, command: words, stack }, work);
      }
      process.stdout.write(helpOf(note === undefined ? said : { ...said, does: [...said.does, note] }));
      return ExitCode.Good;
    },
  };
}

/** The first word of commands that have two. */
export interface GroupText extends Omit<HelpText, "lists" | "options"> {
  /** The second words, and what each does. */
  readonly actions: Readonly<Record<string, string>>;
}

/** Explains the commands that begin with a word, to whoever wrote nothing that is one of them behind it. */
export function explainGroup({ actions, ...said }: GroupText, [name]: readonly string[]): number {
  if (name !== undefined && !isHelp(name)) throw noAction(said.usage.split(" ")[0] ?? "", name, Object.keys(actions));

  process.stdout.write(helpOf({ ...said, lists: { Actions: actions } }));
  return name === undefined ? ExitCode.Yours : ExitCode.Good;
}

/** Whether a word asks for help where a command's name is expected. */
export function isHelp(word: string): boolean {
  return ["--help", "-h", "help"].includes(word);
}
