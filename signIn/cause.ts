/** What happened, and the way out, in words for who has never met it. Names in braces are filled in. */
export interface Cause {
  readonly what: string;
  readonly way: string;
}

/** A cause whose text differs where a person signs in for the mailbox. */
export interface CauseOfSignIn extends Cause {
  readonly ofPerson?: Cause;
}

/** What the texts may name. */
export interface CauseNames {
  readonly stack: string;
  readonly clientId: string;
  readonly tenantId: string;
  readonly adminConsentUrl: string;
  /** Address of the mailbox. */
  readonly mailbox: string;
  /** Who signs in. */
  readonly user: string;
  /** The command that signs in again, the same person. Default: that of the stack, without options. */
  readonly consent?: string;
  /** The command that signs the mailbox itself in, whoever did so before. Default: `consent`. */
  readonly asMailbox?: string;
  /** Whether the token turned out to be of another account than the mailbox, and nobody had named that one for it. */
  readonly stranger?: boolean;
}
