import { commandsOf } from "../rotate/nextSteps.ts";
import { CAUSES_OF_APPLICATION } from "./causesOfApplication.ts";
import { CAUSES_OF_PEOPLE } from "./causesOfPeople.ts";
import { CAUSES_OF_TOKENS } from "./causesOfTokens.ts";

/** What happened, and the way out, in words for who has never met it. Names in braces are filled in. */
export interface Cause {
  readonly what: string;
  readonly way: string;
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
  /** The command that signs in again. Default: that of the stack, without options. */
  readonly consent?: string;
}

/**
 * Causes by AADSTS number. Sources: learn.microsoft.com/entra/identity-platform/reference-error-codes, and what people
 * who met them found to help.
 */
export const CAUSES: Readonly<Record<number, Cause>> = {
  ...CAUSES_OF_APPLICATION,
  ...CAUSES_OF_PEOPLE,
  ...CAUSES_OF_TOKENS,
};

/** The cause of an AADSTS number, with names filled in; undefined where it is not in the table. */
export function causeOf(aadsts: number, names: CauseNames): Cause | undefined {
  const cause = CAUSES[aadsts];
  return cause === undefined ? undefined : { what: fill(cause.what, names), way: fill(cause.way, names) };
}

/** Fills the names in braces in; `{consent}` is the command that signs in again, `{up}` the one that deploys. */
export function fill(text: string, names: CauseNames): string {
  const { up, consent } = commandsOf(names.stack);
  const all: Record<string, string> = { consent, ...names, up };
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => all[name] ?? whole);
}
