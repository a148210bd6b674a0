import { Preset } from "../components/catalogue/presets.ts";
import { commandsOf, consentCommand } from "../stack/commandsOf.ts";
import { type Given, inOrder, type Wanted } from "../stack/places/given.ts";
import type { KeptToken } from "../stack/tokens/tokenStore.ts";
import { sameIgnoringCase } from "../support/text.ts";
import { CannotTell, UserError } from "../support/userError.ts";
import type { Target } from "./target.ts";

/**
 * What every place is to have: the first secret of the stack, and the token that it keeps.
 *
 * @throws UserError when the token is of another mailbox than the setting names; CannotTell when the deployment does not say which secret that is
 */
export function wantedOf(target: Target, kept: KeptToken | undefined): Wanted {
  const { stack, clientId, secrets, preset } = target;
  const [current] = secrets;
  if (current === undefined || current.keyId === "") {
    throw new CannotTell(
      `Stack ${stack.given} does not say which client secret is live, so what a place has could not be written down. Deploy it again: ${commandsOf(stack).up}`,
    );
  }
  if (kept?.mailbox !== undefined && target.mailbox !== undefined && !sameIgnoringCase(kept.mailbox, target.mailbox)) {
    throw new UserError(
      `The token in ${target.tokens.name} is of mailbox ${kept.mailbox}, and setting mailbox of stack ${stack.given} is ${target.mailbox}. AEM ` +
        `would be given the wrong mailbox's token. Sign in for the right one: ${consentCommand(stack, { save: true })}`,
    );
  }
  // AEM 6.5 signs in by itself.
  const token = preset === Preset.Aem65Osgi ? undefined : kept;
  const { issued, signedIn, mailbox = target.mailbox } = token ?? {};
  return {
    stack: stack.name,
    clientId,
    secret: current.label,
    keyId: current.keyId,
    hasToken: token !== undefined,
    ...(issued === undefined ? {} : { issued }),
    ...(signedIn === undefined ? {} : { signedIn }),
    ...(token === undefined || mailbox === undefined ? {} : { mailbox }),
  };
}

/** The record of a place that is given all of it now. */
export function givenNow(wanted: Wanted, at: Date): Given {
  return inOrder({ ...wanted, at: at.toISOString() });
}
