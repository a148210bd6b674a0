import { commandsOf, consentCommand } from "../../stack/commandsOf.ts";
import type { Facts } from "./facts.ts";
import { type Field, FieldKind } from "./sheetModel.ts";

export function enter(label: string, value: string | number, note?: string): Field {
  return field({ label, kind: FieldKind.Enter, value: String(value), secret: false }, note);
}

/** A box to tick, or a value to choose. */
export function select(label: string, value = "selected", note?: string): Field {
  return field({ label, kind: FieldKind.Select, value, secret: false }, note);
}

export function leave(label: string, note: string): Field {
  return field({ label, kind: FieldKind.Leave, secret: false }, note);
}

/** The address that signs in to the mail servers; nobody may have named it yet. */
export function mailboxField(label: string, { mailbox, stack }: Facts, note?: string): Field {
  if (mailbox !== undefined) return enter(label, mailbox, note);
  const command = `npx aem-mail-oauth sheet --stack ${stack.given} --mailbox <address>`;
  return field({ label, kind: FieldKind.Missing, secret: false, command }, note);
}

export function clientSecretField(label: string, { clientSecret, showSecrets, stack }: Facts): Field {
  if (showSecrets) return { label, kind: FieldKind.Enter, value: clientSecret, secret: true };
  return { label, kind: FieldKind.Hidden, secret: true, command: commandsOf(stack).showSecret };
}

export function refreshTokenField(label: string, { refreshToken, showSecrets, stack, tokens }: Facts): Field {
  if (refreshToken === undefined)
    return { label, kind: FieldKind.Missing, secret: true, command: consentCommand(stack, { save: true }) };

  if (showSecrets) return { label, kind: FieldKind.Enter, value: refreshToken, secret: true };
  return { label, kind: FieldKind.Hidden, secret: true, command: tokens.show };
}

/** The three values that every place of AEM Forms on JEE has. */
export function credentials(facts: Facts): Field[] {
  return [
    enter("Client ID", facts.clientId),
    clientSecretField("Client Secret", facts),
    refreshTokenField("Refresh Token", facts),
  ];
}

function field(known: Field, note: string | undefined): Field {
  return note === undefined ? known : { ...known, note };
}
