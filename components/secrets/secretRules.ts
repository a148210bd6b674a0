import { type Fault, shown } from "../rules/faults.ts";
import type { MailApplicationSettings } from "../rules/settings.ts";
import { DAY, graphTime, parseExpires, parseLifetime } from "./secretLifetime.ts";

const LABEL = /^[a-z][a-z0-9-]{0,31}$/;

/** Entra's limit with personal accounts; kept for all, because two are all that an overlap needs. */
const MOST_SECRETS = 2;

/**
 * What is wrong with the settings `clientSecrets` and `maxSecretLifetime`. `now` is the moment from which lifetimes are
 * counted.
 */
export function secretFaults(
  settings: Pick<MailApplicationSettings, "clientSecrets" | "maxSecretLifetime">,
  now: Date,
): Fault[] {
  const { clientSecrets: secrets, maxSecretLifetime } = settings;
  return [
    ...countFaults(secrets.length),
    ...secrets.flatMap(({ label }, index) => labelFaults(label, index, secrets)),
    ...lifetimeFaults(maxSecretLifetime),
    ...secrets.flatMap(({ expires }, index) =>
      expiresFaults(expires, `clientSecrets[${index}].expires`, maxSecretLifetime, now),
    ),
  ];
}

function countFaults(count: number): Fault[] {
  if (count >= 1 && count <= MOST_SECRETS) return [];
  return [
    {
      setting: "clientSecrets",
      given: count === 0 ? "an empty list" : `${count} secrets`,
      allowed: `1 secret in daily life, ${MOST_SECRETS} while AEM is switched from one to the other`,
      fix:
        count === 0
          ? 'Declare one, for example {label: "initial"}: AEM cannot sign in without.'
          : `Keep the newest ${MOST_SECRETS}; remove the one that AEM has stopped using.`,
    },
  ];
}

function labelFaults(label: string, index: number, secrets: readonly { label: string }[]): Fault[] {
  // A long one may be a secret's value that was pasted here.
  const given = label.length > 32 ? `${label.length} characters` : shown(label);
  const fault = { setting: `clientSecrets[${index}].label`, given };
  if (!LABEL.test(label)) {
    return [
      {
        ...fault,
        allowed: "1 to 32 of a-z, 0-9 and -, beginning with a letter",
        fix: 'Write a label like "initial" or "summer-2".',
      },
    ];
  }
  const first = secrets.findIndex((secret) => secret.label === label);
  if (first === index) return [];
  return [
    {
      ...fault,
      allowed: "each label once",
      fix: `Write another label: clientSecrets[${first}] has the same, and a secret is known by its label.`,
    },
  ];
}

function lifetimeFaults(lifetime: string | undefined): Fault[] {
  if (lifetime === undefined || parseLifetime(lifetime) !== undefined) return [];
  return [
    {
      setting: "maxSecretLifetime",
      given: shown(lifetime),
      allowed: 'a whole number of days from "1d" to "9999d"',
      fix: 'Write it like "180d".',
    },
  ];
}

function expiresFaults(expires: string | undefined, setting: string, lifetime: string | undefined, now: Date): Fault[] {
  if (expires === undefined) return [];
  const fault = { setting, given: shown(expires) };
  const end = parseExpires(expires);
  if (end === undefined) {
    return [
      {
        ...fault,
        allowed: 'a date in quotes ("2030-05-20") or an RFC 3339 time ("2030-05-20T12:00:00Z")',
        fix: fixOf(expires),
      },
    ];
  }
  const days = lifetime === undefined ? undefined : parseLifetime(lifetime);
  const latest = days === undefined ? undefined : new Date(now.getTime() + days * DAY);
  if (latest === undefined || end <= latest) return [];
  return [
    {
      ...fault,
      allowed: `at most ${lifetime ?? ""} from now (maxSecretLifetime), that is until ${graphTime(latest)}`,
      fix: `Write "${graphTime(latest).slice(0, 10)}" or an earlier date, or leave expires out.`,
    },
  ];
}

/** YAML tools read an unquoted date as a time and write it back like this. */
const MANGLED = /^(\d{4}-\d{2}-\d{2})[ T]\d{2}:\d{2}:\d{2}(\.\d+)?( ?[+-]\d{2}:?\d{2})?( [A-Z]+)?$/;

function fixOf(expires: string): string {
  const date = MANGLED.exec(expires)?.[1];
  if (date !== undefined && parseExpires(date) !== undefined)
    return `Write "${date}" with the quotes: without them, YAML tools turn a date into this.`;

  if (/^\d{4}-\d{2}-\d{2}/.test(expires)) return "Write a day that the calendar has, and times as in RFC 3339.";
  return "Write year, month and day with hyphens and in quotes.";
}
