import { missingPackage } from "../support/missingPackage.ts";
import { systemWords } from "../support/systemWords.ts";
import { CannotTell, UserError } from "../support/userError.ts";
import { ExitCode } from "./exitCodes.ts";

/** How a command ends that threw an error. */
export interface Failure {
  readonly code: ExitCode;
  /** For the person; undefined for an error that is no one's to fix. */
  readonly words: string | undefined;
}

export function failureOf(error: unknown): Failure {
  const words = error instanceof UserError ? error.message : systemWords(error);
  if (words !== undefined) return { code: error instanceof CannotTell ? ExitCode.CannotTell : ExitCode.Yours, words };
  // Of a command that is loaded only now, for whoever cut `npm ci` off: bin/ says so.
  return { code: missingPackage(error, "") === undefined ? ExitCode.Bug : ExitCode.Yours, words };
}
