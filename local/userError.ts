/**
 * Something that the person who runs a command can mend: input, a missing tool, a port in use. Commands print its message as it
 * is, without a stack trace, and exit with code 1. Every other error is a defect of ours and exits with code 2.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** The message of anything that was thrown, in one line where the thrower gave one. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
