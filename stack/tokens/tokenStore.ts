import type { Keeping } from "../../components/rules/keeping.ts";
import type { Settings } from "../../pulumi/settings.ts";
import { UserError } from "../../support/userError.ts";
import type { AccountKind } from "../consents.ts";

/** A refresh token as it is kept, with what was written down about it. */
export interface KeptToken {
  /** Secret. */
  readonly refreshToken: string;
  /** When it was issued, RFC 3339, by Microsoft's clock; undefined where nobody wrote it down. */
  readonly issued: string | undefined;
  /** Address of the mailbox; undefined where nobody wrote it down. */
  readonly mailbox: string | undefined;
  /** User principal name of who signed in; undefined where nobody wrote it down. */
  readonly user: string | undefined;
  /** When that was, RFC 3339. */
  readonly signedIn: string | undefined;
  readonly account: AccountKind | undefined;
}

/** What is kept there is another application's: another stack's, or that of an application that is gone. */
export class ForeignToken extends UserError {
  override readonly name = "ForeignToken";
}

/** Where a stack keeps its refresh token: setting `tokenStore`. */
export interface TokenStore {
  /** In words, as in "kept in ...". */
  readonly name: string;
  /** Whether a file that git tracks changes with the token. */
  readonly isTracked: boolean;
  /** Whether it keeps with the token whose it is and when it was issued; where not, a record of the sign-in beside the stack does. */
  readonly hasFacts: boolean;
  /** A command that shows the token, for a person to copy. */
  readonly show: string;
  /**
   * The token; undefined where none is kept.
   *
   * @throws ForeignToken, UserError when it may not be read, CannotTell when the store does not answer
   */
  read(): Promise<KeptToken | undefined>;
  /**
   * Keeps a token in place of `before`, whole or not at all.
   *
   * @param before - the token that was read: where another one is there by now, that stays. Left out, whatever is there is replaced
   * @returns whether it was kept
   * @throws UserError, CannotTell
   */
  keep(token: KeptToken, before?: string): Promise<boolean>;
}

/** What is known of the stack whose tokens they are. */
export interface TokensOf {
  readonly keeping: Keeping;
  readonly config: Settings;
  readonly tenantId: string;
  readonly clientId: string;
}
