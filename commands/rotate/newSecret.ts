import type { ClientSecretArgs } from "../../components/mailApplicationArgs.ts";
import { shown } from "../../components/rules/faults.ts";
import {
  DAY,
  graphTime,
  parseExpires,
  parseLifetime,
  undeclaredDays,
} from "../../components/secrets/secretLifetime.ts";
import type { DeclaredSecrets } from "../../stack/declaredSecrets.ts";
import { UserError } from "../../support/userError.ts";

/** What was asked for, as it was typed. */
export interface NewSecretWishes {
  readonly label?: string | undefined;
  readonly expires?: string | undefined;
  readonly lifetime?: string | undefined;
}

/**
 * The secret to declare: with a label that no secret has had, and always with a date, so that its end can be told from the
 * file alone.
 *
 * @throws UserError when the label, the date or the lifetime cannot be used
 */
export function newSecret(wishes: NewSecretWishes, declared: DeclaredSecrets, now: Date): Required<ClientSecretArgs> {
  return { label: labelOf(wishes, declared, now), expires: expiresOf(wishes, declared, now) };
}

function labelOf({ label }: NewSecretWishes, { secrets }: DeclaredSecrets, now: Date): string {
  const taken = secrets.map((secret) => secret.label);
  if (label === undefined) return freeLabel(taken, now);
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(label)) {
    // A long one may be a secret's value that was pasted here.
    const given = label.length > 32 ? `of ${label.length} characters` : shown(label);
    throw new UserError(
      `--label ${given}: a label is 1 to 32 of a-z, 0-9 and -, beginning with a letter, like summer-2.`,
    );
  }
  if (taken.includes(label)) {
    throw new UserError(
      `--label ${label}: there is a secret with this label, and only a new label makes a new secret.`,
    );
  }
  return label;
}

/**
 * To the minute: a label that was revoked a moment ago and not yet deployed would otherwise come again, and the deployment find
 * nothing to change.
 */
function freeLabel(taken: readonly string[], now: Date): string {
  const label = `s-${now.toISOString().slice(0, 16).replace("T", "-").replace(":", "")}`;
  let free = label;
  for (let next = 2; taken.includes(free); next += 1) free = `${label}-${next}`;
  return free;
}

function expiresOf({ expires, lifetime }: NewSecretWishes, { maxSecretLifetime }: DeclaredSecrets, now: Date): string {
  const most = maxSecretLifetime === undefined ? undefined : parseLifetime(maxSecretLifetime);
  if (expires !== undefined && lifetime !== undefined)
    throw new UserError("--expires and --lifetime say the same in two ways. Write one of them.");

  if (expires !== undefined) {
    const end = parseExpires(expires);
    if (end === undefined)
      throw new UserError(`--expires ${shown(expires)}: write a day that the calendar has, like 2030-05-20.`);

    if (end <= now) throw new UserError(`--expires ${expires}: that is past. Write a day to come.`);
    if (most !== undefined && end.getTime() > now.getTime() + most * DAY) {
      throw new UserError(
        `--expires ${expires}: the stack's maxSecretLifetime is ${most}d, which allows ${dayIn(most, now)} at the latest.`,
      );
    }
    return expires;
  }
  if (lifetime === undefined) return dayIn(undeclaredDays(most), now);
  const days = parseLifetime(lifetime);
  if (days === undefined)
    throw new UserError(`--lifetime ${shown(lifetime)}: write a whole number of days from 1d to 9999d, like 180d.`);

  if (most !== undefined && days > most)
    throw new UserError(`--lifetime ${lifetime}: the stack's maxSecretLifetime is ${most}d. Write that or less.`);

  return dayIn(days, now);
}

/** The start of that day in UTC: a few hours less than asked for, never more. */
function dayIn(days: number, now: Date): string {
  return graphTime(new Date(now.getTime() + days * DAY)).slice(0, 10);
}
