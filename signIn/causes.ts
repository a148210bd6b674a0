import { commandsOf } from "../stack/commandsOf.ts";
import { namedStack } from "../stack/stackRef.ts";
import { sameIgnoringCase } from "../support/text.ts";
import type { Cause, CauseNames, CauseOfSignIn } from "./cause.ts";
import { CAUSES_OF_APPLICATION } from "./causesOfApplication.ts";
import { CAUSES_OF_PEOPLE } from "./causesOfPeople.ts";
import { CAUSES_OF_TOKENS } from "./causesOfTokens.ts";

/**
 * Causes by AADSTS number. Sources: learn.microsoft.com/entra/identity-platform/reference-error-codes, and what people
 * who met them found to help.
 */
export const CAUSES: Readonly<Record<number, CauseOfSignIn>> = {
  ...CAUSES_OF_APPLICATION,
  ...CAUSES_OF_PEOPLE,
  ...CAUSES_OF_TOKENS,
};

/** The cause of an AADSTS number, with names filled in; undefined where it is not in the table. */
export function causeOf(aadsts: number, names: CauseNames): Cause | undefined {
  const cause = CAUSES[aadsts];
  return cause === undefined ? undefined : filled(forPerson(cause, names), names);
}

/** The text for a person who signs in for a mailbox, where that is another account and the cause has one. */
function forPerson(cause: CauseOfSignIn, names: CauseNames): Cause {
  return sameIgnoringCase(names.user, names.mailbox) ? cause : (cause.ofPerson ?? cause);
}

function filled({ what, way }: Cause, names: CauseNames): Cause {
  return { what: fill(what, names), way: fill(way, names) };
}

/** Fills the names in braces in; `{consent}` is the command that signs in again, `{up}` the one that deploys. */
export function fill(text: string, names: CauseNames): string {
  const { up, consent } = commandsOf(namedStack(names.stack));
  const all: Readonly<Record<string, string | boolean>> = {
    consent,
    asMailbox: names.consent ?? consent,
    ...names,
    up,
  };
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(all[name] ?? whole));
}
