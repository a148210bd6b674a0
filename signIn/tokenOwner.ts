import type { ConsentRecord } from "../stack/consents.ts";
import type { KeptToken } from "../stack/tokens/tokenStore.ts";
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
  /** What is written down of the token, where it is the one that the stack keeps. */
  readonly kept: Pick<KeptToken, "mailbox" | "user"> | undefined;
}

/** The mailbox that is meant: the one asked for, else the kept token's, else the setting's, else the only one on record. */
export function ownerOfToken({ asked, setting, consents, kept }: KnownOfToken): TokenOwner {
  const named = asked ?? kept?.mailbox ?? setting;
  const [only, ...others] = consents.filter(({ mailbox }) => named === undefined || sameIgnoringCase(mailbox, named));
  const record =
    kept?.mailbox !== undefined && sameIgnoringCase(kept.mailbox, named)
      ? kept
      : others.length === 0
        ? only
        : undefined;
  return { mailbox: named ?? record?.mailbox, user: record?.user };
}
