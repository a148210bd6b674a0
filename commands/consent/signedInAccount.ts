import type { SignedIn } from "../../signIn/tokenClient.ts";
import { consentCommand, type SignInAgain } from "../../stack/commandsOf.ts";
import type { StackRef } from "../../stack/stackRef.ts";
import { sameIgnoringCase } from "../../support/text.ts";
import { UserError } from "../../support/userError.ts";

/** Whose consent is wanted. */
export interface WantedAccount {
  /** Undefined where neither option nor setting names one: then it is whoever signs in. */
  readonly mailbox: string | undefined;
  /** Who signs in for a shared mailbox. */
  readonly user: string | undefined;
  /** The stack's tenant. */
  readonly tenantId: string;
  readonly stack: Pick<StackRef, "given">;
  /** Where the token was to go, and how the answer comes back. */
  readonly keep: Pick<SignInAgain, "save" | "out" | "paste">;
}

export interface Account {
  readonly mailbox: string;
  readonly user: string;
  readonly warnings: readonly string[];
}

/** Somebody else signed in. That costs one code: the person may sign in again, while the command waits or with the command that it names. */
export class WrongAccount extends UserError {
  override readonly name = "WrongAccount";
  /** Who should sign in. */
  readonly wanted: string;
  /** What happened, and nothing about what to do. */
  readonly what: string;
  /** The way out that is not another sign-in as `wanted`, a paragraph; empty where there is none. */
  readonly otherwise: string;

  constructor(wanted: string, what: string, otherwise: string, command: string) {
    const again = `Sign in as ${wanted}, in a private window, where nobody is signed in yet:\n  ${command}`;
    super([what, again, ...(otherwise === "" ? [] : [otherwise])].join("\n"));
    this.wanted = wanted;
    this.what = what;
    this.otherwise = otherwise;
  }
}

/** The directory of all personal Microsoft accounts, the same in the whole world. */
const PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";

/** Whether a personal Microsoft account signed in. */
export function isPersonal({ tenantId }: SignedIn): boolean {
  return sameIgnoringCase(tenantId, PERSONAL);
}

/**
 * Holds who signed in against who should have: the mailbox that consents is the mailbox that AEM reads.
 *
 * @throws WrongAccount when it was somebody else
 */
export function checkAccount(signedIn: SignedIn, { mailbox, user, tenantId, stack, keep }: WantedAccount): Account {
  const wanted = user ?? mailbox;
  if (wanted !== undefined && !sameIgnoringCase(wanted, signedIn.user)) {
    const command = consentCommand(stack, { mailbox, user, ...keep });
    throw user === undefined
      ? new WrongAccount(
          wanted,
          wrongMailbox(signedIn.user, wanted),
          sharedMailbox(signedIn.user, wanted, consentCommand(stack, { mailbox, user: signedIn.user, ...keep })),
          command,
        )
      : new WrongAccount(
          wanted,
          `${signedIn.user} signed in, but --user names ${user}. The token was thrown away.`,
          "",
          command,
        );
  }
  return { mailbox: mailbox ?? signedIn.user, user: signedIn.user, warnings: warningsOf(signedIn, tenantId) };
}

function warningsOf(signedIn: SignedIn, tenantId: string): string[] {
  if (isPersonal(signedIn)) {
    return [
      `${signedIn.user} is a personal account. Adobe advises a work account for AEM, and some personal mailboxes refuse SMTP ` +
        "with a good token.",
    ];
  }
  return sameIgnoringCase(signedIn.tenantId, tenantId)
    ? []
    : [`${signedIn.user} belongs to another tenant (${signedIn.tenantId}) than the application (${tenantId}).`];
}

function wrongMailbox(signedIn: string, mailbox: string): string {
  return (
    `${signedIn} signed in, but the mailbox is ${mailbox}. The token was thrown away: with it AEM would read and send as ` +
    `${signedIn}. What ${signedIn} accepted stays in the tenant, and does no harm without a token.`
  );
}

function sharedMailbox(signedIn: string, mailbox: string, command: string): string {
  return `If ${mailbox} is a shared mailbox to which ${signedIn} has full access, or another name of the same account:\n  ${command}`;
}
