import type { ConsentRecord } from "../stack/consents.ts";
import { sameIgnoringCase } from "../support/text.ts";

/** A mailbox, and who signed in for it; undefined where nobody can tell. */
export interface TokenOwner {
  readonly mailbox: string | undefined;
  readonly user: string | undefined;
}

/** What is known of a token before it is used. */
export interface KnownOfToken {
  /** Mailbox that the command line names. */
  readonly asked: string | undefined;
  /** Setting mailbox. */
  readonly setting: string | undefined;
  /** Recorded consents of the stack. */
  readonly consents: readonly ConsentRecord[];
  /** Whether the token is the one that is kept in the stack's settings: its consent is marked. */
  readonly kept: boolean;
}

/** The mailbox that is meant: the one asked for, else the kept token's, else the setting's, else the only one on record. */
export function ownerOfToken({ asked, setting, consents, kept }: KnownOfToken): TokenOwner {
  const marked = kept ? consents.find(({ saved }) => saved === true) : undefined;
  const named = asked ?? marked?.mailbox ?? setting;
  const [only, ...others] = consents.filter(({ mailbox }) => named === undefined || sameIgnoringCase(mailbox, named));
  const isMarked = marked !== undefined && sameIgnoringCase(marked.mailbox, named);
  const record = isMarked ? marked : others.length === 0 ? only : undefined;
  return { mailbox: named ?? record?.mailbox, user: record?.user };
}
