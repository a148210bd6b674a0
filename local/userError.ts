/**
 * Something that the person who runs a command can mend: input, a missing tool, a port in use. Commands print its message as it
 * is, without a stack trace, and exit with code 1. Every other error is a defect of ours and exits with code 2.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}

/**
 * The message of anything that was thrown, in one line where the thrower gave one. Of what the operating system says of a file, the words
 * alone: "no such file or directory".
 */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return /^E[A-Z]+: ([^,]+), \w+ '/.exec(thrown.message)?.[1] ?? thrown.message;
}
