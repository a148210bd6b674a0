import { shellWord } from "../support/shellWord.ts";
import type { StackRef } from "./stackRef.ts";

/** What a sign-in was asked for with, as far as the next one needs the same. */
export interface SignInAgain {
  /** Undefined where the stack's settings name it, or nobody does. */
  readonly mailbox?: string | undefined;
  /** Who signs in for the mailbox; undefined where the mailbox does so itself. */
  readonly user?: string | undefined;
  readonly save?: boolean | undefined;
  readonly out?: string | undefined;
  /** Whether the answer is pasted, as over ssh. */
  readonly paste?: boolean | undefined;
}

/** The command that signs in again, for a person to copy. */
export function consentCommand(
  { given }: Pick<StackRef, "given">,
  { mailbox, user, save = false, out, paste = false }: SignInAgain = {},
): string {
  const words = [
    ...(mailbox === undefined ? [] : ["--mailbox", shellWord(mailbox)]),
    ...(user === undefined ? [] : ["--user", shellWord(user)]),
    ...(paste ? ["--paste"] : []),
    ...(save ? ["--save"] : []),
    ...(out === undefined ? [] : ["--out", shellWord(out)]),
  ];
  return ["npx aem-mail-oauth consent --stack", given, ...words].join(" ");
}
