import type { Keeping } from "../../components/rules/keeping.ts";
import { DAY } from "../../components/secrets/secretLifetime.ts";

const MINUTE = 60_000;

/**
 * When AEM may be restarted next, by setting `deliverBetween`: now, or the moment at which the hours begin. Pure.
 */
export function nextWindow(hours: Keeping["deliverBetween"], now: Date): Date {
  if (hours === undefined) return now;
  const midnight = Date.parse(`${now.toISOString().slice(0, 10)}T00:00:00Z`);
  const minute = (now.getTime() - midnight) / MINUTE;
  const { from, to } = hours;
  const isWithin = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (isWithin) return now;
  const begins = midnight + from * MINUTE;
  return new Date(begins > now.getTime() ? begins : begins + DAY);
}
