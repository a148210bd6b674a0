import { UserError } from "../../local/userError.ts";
import { consentCommand, type SignInAgain } from "./consentCommand.ts";
import { sameIgnoringCase } from "./sameIgnoringCase.ts";
import type { SignedIn } from "./tokenClient.ts";

/** Whose consent is wanted. */
export interface WantedAccount {
  /** Undefined where neither option nor setting names one: then it is whoever signs in. */
  readonly mailbox: string | undefined;
  /** Who signs in for a shared mailbox. */
  readonly user: string | undefined;
  /** The stack's tenant. */
  readonly tenantId: string;
  readonly stack: string;
  /** Where the token was to go. */
  readonly keep: Pick<SignInAgain, "save" | "out">;
}

export interface Account {
  readonly mailbox: string;
  readonly user: string;
  readonly warnings: readonly string[];
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
 * @throws UserError when it was somebody else
 */
export function checkAccount(signedIn: SignedIn, { mailbox, user, tenantId, stack, keep }: WantedAccount): Account {
  const wanted = user ?? mailbox;
  if (wanted !== undefined && !sameIgnoringCase(wanted, signedIn.user)) {
    throw new UserError(
      user === undefined
        ? wrongMailbox(signedIn.user, wanted, consentCommand(stack, { mailbox: wanted, user: signedIn.user, ...keep }))
        : wrongUser(signedIn.user, user),
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

function wrongMailbox(signedIn: string, mailbox: string, command: string): string {
  return [
    `${signedIn} signed in, but the mailbox is ${mailbox}. The token was thrown away: with it AEM would read and send as ` +
      `${signedIn}. What ${signedIn} accepted stays in the tenant, and does no harm without a token.`,
    `To sign in as ${mailbox}, use the link in a private window, where nobody is signed in yet.`,
    `If ${mailbox} is a shared mailbox to which ${signedIn} has full access, or another name of the same account:`,
    `  ${command}`,
  ].join("\n");
}

function wrongUser(signedIn: string, user: string): string {
  return (
    `${signedIn} signed in, but --user names ${user}. The token was thrown away. Use the link in a private window, where ` +
    "nobody is signed in yet."
  );
}
