import { inspect } from "node:util";

import { explainGroup, isHelp } from "../commandLine/command.ts";
import { ExitCode } from "../commandLine/exitCodes.ts";
import { failureOf } from "../commandLine/failure.ts";
import { helpOf, type HelpText } from "../commandLine/help.ts";
import { nearest } from "../components/rules/nearest.ts";
import packageJson from "../package.json" with { type: "json" };
import { printableText } from "../support/text.ts";
import { UserError } from "../support/userError.ts";
import { COMMANDS, dashedWordsOf, findCommand, FIRST_WORDS, type Found, GROUPS } from "./commands.ts";
import { standsIn, takenByNpm, withoutNpm } from "./npmRun.ts";

const HELP: HelpText = {
  usage: "<command> [options]",
  does: [],
  lists: GROUPS,
  notes: ["npx aem-mail-oauth <command> --help shows more."],
};

/**
 * Runs one command line, without the program's own name.
 *
 * @returns the exit code: exitCodes.ts
 */
export async function main(args: string[]): Promise<number> {
  const [first, ...others] = args;
  if (first === undefined || isHelp(first)) {
    process.stdout.write(helpOf(HELP));
    return first === undefined ? ExitCode.Yours : ExitCode.Good;
  }
  const isKnown = findCommand(args) !== undefined || Object.hasOwn(FIRST_WORDS, first);
  if (first === "--version" || (isKnown && others.includes("--version"))) {
    process.stdout.write(`${packageJson.version}\n`);
    return ExitCode.Good;
  }
  if (!isKnown) {
    process.stderr.write(`${noCommand(first)}\n`);
    return ExitCode.Yours;
  }
  try {
    return await run(first, args);
  } catch (error) {
    const { code, words } = failureOf(error);
    if (words !== undefined) {
      // Whatever a server or a file put into it, a terminal obeys none of it.
      process.stderr.write(`${printableText(words)}\n`);
      return code;
    }
    if (code !== ExitCode.Bug) throw error;
    process.stderr.write(
      `This is a bug in aem-mail-oauth. Please report it with the lines below.\n${inspect(error)}\n`,
    );
    return ExitCode.Bug;
  }
}

async function run(first: string, args: readonly string[]): Promise<number> {
  if (process.env.npm_lifecycle_event !== undefined) {
    const taken = takenByNpm(await dashedWordsOf(first), process.env);
    if (taken.length > 0) throw new UserError(withoutNpm(args, taken));
    const folder = standsIn(process.env, process.cwd());
    if (folder !== undefined) process.chdir(folder);
  }
  const found = findCommand(args);
  if (found !== undefined) return found.command.run(found.rest, { name: found.name, note: oldName(found) });
  const group = FIRST_WORDS[first];
  if (group === undefined) throw new Error(`no command ${first}`);
  return explainGroup(await group(), args.slice(1));
}

/** What the help says to whoever wrote an old name. Standard error stays silent: scripts that have it go on as before. */
function oldName({ old, name }: Found): string | undefined {
  return old === undefined
    ? undefined
    : `\`${old}\` is the old name of this command, and goes on working. Write \`${name}\`.`;
}

/** That there is no such command, and which was perhaps meant: of those with two words, the one whose second it is. */
function noCommand(given: string): string {
  const names = Object.values(GROUPS).flatMap((group) => Object.keys(group));
  const owner = Object.keys(COMMANDS).find((name) => name.endsWith(` ${given}`));
  const [close] = owner === undefined ? nearest(given, names) : [owner];
  const meant = close === undefined ? "" : ` Did you mean ${close}?`;
  return `There is no command "${given}".${meant} There are: ${names.join(", ")}.`;
}
