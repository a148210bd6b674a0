import { sevenDecimals } from "./grantErrors.ts";
import { PROVOCATIONS } from "./provocationWords.ts";
import { SignInError } from "./signInError.ts";

const DAY = 24 * 60 * 60_000;

/** Numbers that can be asked for. */
export const PROVOCABLE: readonly number[] = Object.keys(PROVOCATIONS).map(Number);

/** The refusal with that number, one of `PROVOCABLE`. */
export function provocation(
  aadsts: number,
  { user, client }: { user: string; client: string },
  now: Date,
): SignInError {
  const words = PROVOCATIONS[aadsts];
  if (words === undefined) throw new Error(`No words for AADSTS${aadsts}.`);
  const issued = new Date(now.getTime() - (words.issuedDaysAgo ?? 0) * DAY).toISOString();
  const message = words.message
    .replaceAll("{user}", user)
    .replaceAll("{client}", client)
    .replaceAll("{issued}", sevenDecimals(issued));
  return new SignInError(aadsts, words.error, words.status ?? 400, message, words.suberror);
}
