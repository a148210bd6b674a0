import type { ClientSecretArgs } from "../mailApplicationArgs.ts";
import { type Fault, shown } from "../rules/faults.ts";
import { graphTime, parseExpires } from "./secretLifetime.ts";

/** Index and end of each secret that is not among `live` and whose declared end is past. */
function endedBefore(
  secrets: readonly ClientSecretArgs[],
  live: readonly string[],
  now: Date,
): { index: number; label: string; expires: string }[] {
  return secrets.flatMap(({ label, expires }, index) => {
    const end = expires === undefined ? undefined : parseExpires(expires);
    if (expires === undefined || end === undefined || end > now || live.includes(label)) return [];
    return [{ index, label, expires }];
  });
}

/**
 * Secrets that this update would make and that would have ended already: Entra refuses such a one ("Key credential end date is
 * invalid"), after other resources were changed. `live` are the labels that are deployed; where nobody knows, nothing is refused, since a
 * live secret may well have ended.
 */
export function pastSecretFaults(
  secrets: readonly ClientSecretArgs[],
  live: readonly string[] | undefined,
  now: Date,
): Fault[] {
  if (live === undefined || live.length === 0) return [];
  return endedBefore(secrets, live, now).map(({ index, label, expires }) => ({
    setting: `clientSecrets[${index}].expires`,
    given: shown(expires),
    allowed: `a date after ${graphTime(now)}, because ${shown(label)} is yet to be made`,
    fix:
      "Write a later date, or leave expires out. If no person chose this date, the clock of the machine that wrote it was behind, or the one " +
      "of this machine is ahead.",
  }));
}

/** The same as a sentence for each, where nobody knows which secrets are live. */
export function pastSecretWarnings(
  secrets: readonly ClientSecretArgs[],
  live: readonly string[] | undefined,
  now: Date,
): string[] {
  if (live !== undefined && live.length > 0) return [];
  return endedBefore(secrets, [], now).map(
    ({ label, expires }) =>
      `The client secret "${label}" is declared to expire on ${expires}, which is past. Where it is yet to be made, Entra refuses that: ` +
      "write a later date, or leave expires out.",
  );
}
