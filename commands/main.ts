import { inspect } from "node:util";

import { EXIT_CODES_HELP, ExitCode } from "../commandLine/exitCodes.ts";
import { helpFirst } from "../commandLine/helpFirst.ts";
import { nearest } from "../components/rules/nearest.ts";
import packageJson from "../package.json" with { type: "json" };
import type { Backend } from "../stack/backend.ts";
import { missingPackage } from "../support/missingPackage.ts";
import { printableText } from "../support/printable.ts";
import { systemWords } from "../support/systemWords.ts";
import { CannotTell, UserError } from "../support/userError.ts";
import { backend } from "./backend.ts";
import { standsIn, takenByNpm, withoutNpm } from "./npmRun.ts";

/** A command gets the words behind its name, and what it reaches stacks by, and resolves with its exit code. */
type Command = (args: string[], backend: Backend) => Promise<number>;

/** Loaded when called, so that each command starts as fast as what it needs. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  access: async () => {
    const { HELP: help, accessOptions } = await import("./access/options.ts");
    const wantsHelp = (args: string[]): boolean => accessOptions(args).action === "help";
    return helpFirst({ help, wantsHelp }, async () => (await import("./access/access.ts")).access);
  },
  consent: async () => {
    const { HELP: help, consentOptions } = await import("./consent/options.ts");
    const wantsHelp = (args: string[]): boolean => consentOptions(args).help;
    return helpFirst({ help, wantsHelp }, async () => (await import("./consent/consent.ts")).consent);
  },
  local: async () => {
    const { HELP: help, localOptions } = await import("./local/options.ts");
    const wantsHelp = (args: string[]): boolean => localOptions(args).values.help;
    return helpFirst({ help, wantsHelp }, async () => (await import("./local/local.ts")).local);
  },
  rotate: async () => (await import("./rotate/rotate.ts")).rotate,
  settings: async () => {
    const { HELP: help, settingsOptions } = await import("./sheet/options.ts");
    const wantsHelp = (args: string[]): boolean => settingsOptions(args).help;
    return helpFirst({ help, wantsHelp }, async () => (await import("./sheet/command.ts")).settings);
  },
  verify: async () => {
    const { HELP: help, verifyOptions } = await import("./verify/options.ts");
    const wantsHelp = (args: string[]): boolean => verifyOptions(args).help;
    return helpFirst({ help, wantsHelp }, async () => (await import("./verify/verify.ts")).verify);
  },
};

const HELP = `Usage: aem-mail-oauth <command> [options]

Commands:
  local     run everything on this machine, against a local tenant, with no Azure account
  consent   sign the mailbox in once, and get the refresh token that AEM is given
  verify    try a refresh token: does it open the mailbox over IMAP, POP and SMTP
  settings  what to enter where in AEM
  access    say in words what each stack gives access to, and what changes
  rotate    change the client secret without an outage

aem-mail-oauth <command> --help tells more.

${EXIT_CODES_HELP}`;

/**
 * Runs one command line, without the program's own name.
 *
 * @returns the exit code: exitCodes.ts
 */
export async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(HELP);
    return name === undefined ? 1 : 0;
  }
  if (name === "--version") {
    process.stdout.write(`${packageJson.version}\n`);
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    const { COMMAND_LINES } = await import("./commandLines.ts");
    const owner = Object.keys(COMMAND_LINES).find((line) => line.endsWith(` ${name}`));
    const [close] = owner === undefined ? nearest(name, Object.keys(COMMANDS)) : [owner];
    process.stderr.write(
      `There is no command "${name}".${close === undefined ? "" : ` Did you mean ${close}?`} There are: ${Object.keys(COMMANDS).join(", ")}.\n`,
    );
    return 1;
  }
  if (rest.includes("--version")) {
    process.stdout.write(`${packageJson.version}\n`);
    return 0;
  }
  try {
    if (process.env.npm_lifecycle_event !== undefined) {
      const { dashedWordsOf } = await import("./commandLines.ts");
      const taken = takenByNpm(await dashedWordsOf(name), process.env);
      if (taken.length > 0) throw new UserError(withoutNpm([name, ...rest], taken));
      const folder = standsIn(process.env, process.cwd());
      if (folder !== undefined) process.chdir(folder);
    }
    const command = await load();
    return await command(rest, backend);
  } catch (error) {
    const words = error instanceof UserError ? error.message : systemWords(error);
    if (words !== undefined) {
      // Whatever a server or a file put into it, a terminal obeys none of it.
      process.stderr.write(`${printableText(words)}\n`);
      return error instanceof CannotTell ? ExitCode.CannotTell : ExitCode.Yours;
    }
    // Of a command that is loaded only now, for whoever cut `npm ci` off.
    if (missingPackage(error, "") !== undefined) throw error;
    process.stderr.write(
      `This is a defect of aem-mail-oauth. Please report it with the lines below.\n${inspect(error)}\n`,
    );
    return ExitCode.Bug;
  }
}
