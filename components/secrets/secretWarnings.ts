import { DAY, graphTime, parseExpires } from "./secretLifetime.ts";

/** How long before a secret's end every deployment says so: time to order, review and carry out a rotation. */
const WARNING_DAYS = 30;

/**
 * What to warn of about one secret. `declared` is its `expires` as written, if any; `real` the end that Entra keeps
 * (RFC 3339).
 */
export function secretWarnings(label: string, declared: string | undefined, real: string, now: Date): string[] {
  const end = Date.parse(real);
  if (Number.isNaN(end)) return [];
  const warnings = [];
  const days = Math.floor((end - now.getTime()) / DAY);
  const rotate =
    "To rotate it, add a secret with a new label above it and deploy, give AEM the new value, then remove this one.";
  if (end <= now.getTime()) {
    warnings.push(
      `The client secret "${label}" expired on ${graphTime(new Date(end))}: AEM can no longer sign in with it. ${rotate}`,
    );
  } else if (days < WARNING_DAYS) {
    warnings.push(
      `The client secret "${label}" expires on ${graphTime(new Date(end))}, in ${daysInWords(days)}. ${rotate}`,
    );
  }
  const wanted = declared === undefined ? undefined : parseExpires(declared);
  // Whole seconds: more than that is not kept.
  if (wanted !== undefined && Math.abs(wanted.getTime() - end) >= 1000) {
    warnings.push(
      `The client secret "${label}" is declared to expire on ${graphTime(wanted)}, but the real one expires on ` +
        `${graphTime(new Date(end))}: an edited date changes nothing. ${rotate}`,
    );
  }
  return warnings;
}

function daysInWords(days: number): string {
  if (days === 0) return "less than a day";
  return days === 1 ? "1 day" : `${days} days`;
}
