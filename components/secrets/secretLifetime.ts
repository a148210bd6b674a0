/** Milliseconds of a day; in UTC every day has as many. */
export const DAY = 86_400_000;

/** How long a secret lives for which nothing is declared, in days. */
export const DEFAULT_LIFETIME_DAYS = 180;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/**
 * The moment that `expires` names: a date (the start of that day in UTC, the earlier and thus the safer reading) or an
 * RFC 3339 time. Undefined for everything else, and for dates that no calendar has.
 */
export function parseExpires(expires: string): Date | undefined {
  const date = RFC3339.exec(expires)?.[1] ?? (DATE.test(expires) ? expires : undefined);
  if (date === undefined || !isCalendarDate(date)) return undefined;
  return new Date(expires.toUpperCase());
}

/** `Date` turns 30 February into 2 March; a secret must not. */
function isCalendarDate(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}

/** Days of a lifetime written like "180d"; undefined for everything else. */
export function parseLifetime(lifetime: string): number | undefined {
  return /^[1-9]\d{0,3}d$/.test(lifetime) ? Number(lifetime.slice(0, -1)) : undefined;
}

/** The way Microsoft Graph and the azuread provider write a time: RFC 3339 in UTC, whole seconds. */
export function graphTime(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, "Z");
}

/**
 * The end date to ask for when a secret is made now. The provider's relative end date is accepted and then ignored,
 * hence an absolute one; it changes with every run, which is why the resource ignores changes to it.
 */
export function endDateOf(expires: string | undefined, maxLifetime: string | undefined, now: Date): string {
  const declared = expires === undefined ? undefined : parseExpires(expires);
  if (declared !== undefined) return graphTime(declared);
  const most = maxLifetime === undefined ? undefined : parseLifetime(maxLifetime);
  return graphTime(new Date(now.getTime() + undeclaredDays(most) * DAY));
}

/** Days that a secret without a declared end gets; `most` is the longest that any may have, undefined for no limit. */
export function undeclaredDays(most: number | undefined): number {
  return Math.min(DEFAULT_LIFETIME_DAYS, most ?? DEFAULT_LIFETIME_DAYS);
}
