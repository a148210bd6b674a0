/**
 * Something that the person who runs a command can fix: input, a missing tool, a port in use. Commands print its message as it
 * is, without a stack trace, and exit with code 1. Every other error is a bug in aem-mail-oauth and exits with code 2.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/**
 * A question that could not be answered: what was read was no answer, or only half of one. Nobody's input is at fault, and nobody may take
 * it for good. Commands print its message in the same way and exit with code 5.
 */
export class CannotTell extends UserError {
  override readonly name = "CannotTell";
}

/**
 * The message of anything that was thrown, in one line where the thrower gave one. Of what the operating system says of a file, the words
 * alone: "no such file or directory".
 */
export function reasonOf(thrown: unknown): string {
  const { message } = Object(thrown) as { message?: unknown };
  if (typeof message !== "string") return String(thrown);
  return /^E[A-Z\d]+: ([^,]+), [a-z]+(?: '|$)/.exec(message)?.[1] ?? message;
}
