/** What a command's exit code means. The same number means the same thing everywhere. */
export const ExitCode = {
  Good: 0,
  /** Input, a missing tool, a port in use: the message says how to fix it. */
  Yours: 1,
  /** A bug in this software. */
  Bug: 2,
  /** A secret or a token ends soon, or has ended. */
  Due: 3,
  /** The tenant differs from what is declared, or access grows. */
  Differs: 4,
  /** A question could not be answered, so nobody may take the answer for good. */
  CannotTell: 5,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The table, in the words that help and documentation have. */
export const EXIT_CODES: Readonly<Record<ExitCode, string>> = {
  [ExitCode.Good]: "good: done, or as it should be",
  [ExitCode.Yours]: "yours to fix; the message says how",
  [ExitCode.Bug]: "a bug in aem-mail-oauth",
  [ExitCode.Due]: "something is due",
  [ExitCode.Differs]: "the tenant differs, or access grows",
  [ExitCode.CannotTell]: "cannot tell: something could not be read",
};

/** The lines that end every command's help. A command stopped by Ctrl-C ends with 130, as shells have it. */
export const EXIT_CODES_HELP = `Exit codes:
${Object.entries(EXIT_CODES)
  .map(([code, words]) => `  ${code}  ${words}`)
  .join("\n")}
`;
