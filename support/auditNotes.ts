import { AsyncLocalStorage } from "node:async_hooks";

/** What happened to a secret or a token. */
type AuditChange = "added" | "renewed" | "removed" | "delivered" | "recorded";

/** A client secret, by its names; never by its value. */
interface AuditSecret {
  readonly change: AuditChange;
  readonly label?: string | undefined;
  /** Entra's id of it. */
  readonly keyId?: string | undefined;
}

/** A refresh token, by whose it is and when it was issued; never by its value. */
interface AuditToken {
  readonly change: AuditChange;
  readonly mailbox?: string | undefined;
  /** RFC 3339. */
  readonly issued?: string | undefined;
}

/** What a command says of a change. All of it may be read by anybody. */
export interface AuditNote {
  readonly stack?: string | undefined;
  /** Client id of the application. */
  readonly application?: string | undefined;
  readonly secrets?: readonly AuditSecret[];
  readonly tokens?: readonly AuditToken[];
  /** Where something was put, in a word or a name: `settings`, a file of the project, an environment. */
  readonly places?: readonly string[];
}

/** Each command has its own, although several may run in one process. */
const current = new AsyncLocalStorage<AuditNote[]>();

/**
 * Notes for the line of `--audit` what is about to be changed, or how it turned out. A command calls it right before its first change, because
 * one that ends badly without a note is taken for one that changed nothing. Does nothing where no line is asked for.
 */
export function noteChange(note: AuditNote): void {
  current.getStore()?.push(note);
}

/** Runs a command whose notes are gathered in the list, as they are made. */
export function gatherNotes<T>(notes: AuditNote[], work: () => Promise<T>): Promise<T> {
  return current.run(notes, work);
}
