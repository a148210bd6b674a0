import { constants } from "node:os";
import { resolve } from "node:path";

import { appendLine, checkAppendable } from "../../support/appendLine.ts";
import { type AuditNote, gatherNotes } from "../../support/auditNotes.ts";
import { printableText } from "../../support/text.ts";
import { UserError } from "../../support/userError.ts";
import { ExitCode } from "../exitCodes.ts";
import { failureOf } from "../failure.ts";
import { auditLine } from "./auditLine.ts";
import { whoAndRun } from "./whoAndRun.ts";

/** What a line of `--audit` is asked for. */
interface Wanted {
  /** As it was written. */
  readonly file: string;
  /** The command's name, without options. */
  readonly command: string;
  readonly stack: string | undefined;
}

/** Those that a person or a pipeline stops a command with. */
const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a command and appends one line about it to a file, however it ended; nothing is run where no line can be written. Who kills it, with
 * SIGKILL or by a power cut, gets no line.
 *
 * @returns the command's exit code; 1 where it did well and its line could not be written
 * @throws whatever the command throws; UserError before it begins
 */
export async function audited({ file, command, stack }: Wanted, work: () => Promise<number>): Promise<number> {
  const option = `--audit ${file}`;
  if (file === "") throw new UserError("--audit is empty. Name a file, such as --audit ../audit.jsonl.");
  const path = resolve(file);
  checkAppendable(option, path);
  const notes: AuditNote[] = [];
  const known = { command, stack, notes, began: new Date(), ...whoAndRun(process.env) };
  /** Whether the line is there. Its words go to the person where it is not: nothing in them is secret. */
  const write = (code: number): boolean => {
    const line = auditLine({ ...known, ended: new Date(), code });
    try {
      appendLine(option, path, line);
      return true;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      process.stderr.write(
        `${printableText(`${error.message} The command itself ended with ${code}. The line:\n${line}`)}\n`,
      );
      return false;
    }
  };
  const stopped = (signal: NodeJS.Signals): void => {
    // A command that waits for its own end says itself how it ended.
    if (process.listenerCount(signal) > 0) return;
    write(128 + constants.signals[signal]);
    process.kill(process.pid, signal);
  };
  for (const signal of STOPS) process.prependOnceListener(signal, stopped);
  try {
    const code = await gatherNotes(notes, work);
    return write(code) || code !== 0 ? code : ExitCode.Yours;
  } catch (error) {
    write(failureOf(error).code);
    throw error;
  } finally {
    for (const signal of STOPS) process.off(signal, stopped);
  }
}
