import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

import { UserError } from "../support/userError.ts";

/** Where a person reads and types. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
}

/**
 * Asks a question that `y` or `yes` agrees to, and all else declines.
 *
 * @throws UserError when nobody is there to answer; `otherwise` says how to agree without being asked
 */
export async function agreed(
  question: string,
  otherwise: string,
  terminal: Terminal = { input: process.stdin, output: process.stdout },
): Promise<boolean> {
  if (terminal.input.isTTY !== true)
    throw new UserError(`${question}\nNobody can answer this here: standard input is no terminal. ${otherwise}`);

  const lines = createInterface({ input: terminal.input, output: terminal.output, prompt: `${question} [y/N] ` });
  const answer = await new Promise<string>((resolve) => {
    const decline = (): void => {
      terminal.output.write("\n");
      resolve("");
    };
    // The end of the input, as by Ctrl-D or Ctrl-C, declines.
    lines.once("close", decline).once("line", (line) => {
      lines.off("close", decline);
      resolve(line);
    });
    lines.prompt();
  });
  lines.close();
  return /^\s*y(es)?\s*$/i.test(answer);
}
