import { nearest } from "../components/rules/nearest.ts";
import { reasonOf, UserError } from "../support/userError.ts";
import { type HelpText, usageOf } from "./help.ts";
import type { Options } from "./option.ts";

/** Options that are known and do not go together: the line of usage follows its message. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}

/** What was wrong with a command line, in few words: the whole help would push them off the screen. */
export function optionError(error: unknown, options: Options, said: Pick<HelpText, "usage">): UserError {
  return new UserError(`${wordsOf(error, Object.keys(options))}\n\n${usageOf(said)}\n--help lists every option.`);
}

/** Node's own sentences go on with what a program could do about it. */
function wordsOf(error: unknown, names: readonly string[]): string {
  const reason = reasonOf(error);
  const [, unknown] = /\bUnknown option '(-[^']*)'/.exec(reason) ?? [];
  if (unknown !== undefined) {
    const close = nearest(unknown.replace(/^-+/, ""), names).map((name) => `--${name}`);
    return `There is no option ${unknown}.${close.length === 0 ? "" : ` Did you mean ${close.join(" or ")}?`}`;
  }
  const [, option = "", fault] = /\bOption '(?:-\w, )?(--[\w-]+)[^']*' (argument|does not take)/.exec(reason) ?? [];
  switch (fault) {
    case "argument":
      return `${option} needs a value.`;
    case "does not take":
      return `${option} takes no value.`;
    default:
      return reason;
  }
}

/** An action that a command does not have, and the one that was perhaps meant. */
export function noAction(command: string, given: string, actions: readonly string[]): UserError {
  const [close] = nearest(given, actions);
  const meant = close === undefined ? "" : ` Did you mean ${close}?`;
  return new UserError(`"${given}" is no action of ${command}.${meant} One of: ${actions.join(", ")}.`);
}
