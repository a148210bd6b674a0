import { badRequest } from "../state/errors.ts";
import { textOf } from "../state/json.ts";
import { sevenDecimals } from "./errors.ts";
import { PROVOCATIONS } from "./provocationWords.ts";
import { SignInError } from "./signInErrors.ts";

const DAY = 24 * 60 * 60_000;

/** Numbers that can be asked for. */
export const PROVOCABLE: readonly number[] = Object.keys(PROVOCATIONS).map(Number);

/** The refusal with that number. */
export function provocation(
  aadsts: number,
  { user, client }: { user: string; client: string },
  now: Date,
): SignInError {
  const words = PROVOCATIONS[aadsts];
  if (words === undefined) throw badProvocation(aadsts);
  const issued = new Date(now.getTime() - (words.issuedDaysAgo ?? 0) * DAY).toISOString();
  const message = words.message
    .replaceAll("{user}", user)
    .replaceAll("{client}", client)
    .replaceAll("{issued}", sevenDecimals(issued));
  return new SignInError(aadsts, words.error, words.status ?? 400, message, words.suberror);
}

/** @throws GraphError 400 for a number that has no words here */
export function checkProvocation(aadsts: unknown): void {
  if (typeof aadsts !== "number" || PROVOCATIONS[aadsts] === undefined) throw badProvocation(aadsts);
}

const badProvocation = (aadsts: unknown) =>
  badRequest(`Invalid aadsts '${textOf(aadsts)}'. Allowed are ${PROVOCABLE.join(", ")}.`);
