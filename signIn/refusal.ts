import type { Cause, CauseNames } from "./cause.ts";
import { causeOf } from "./causes.ts";

/** A refusal of the sign-in or of the token endpoint, as it came. */
export interface Refusal {
  /** OAuth's own word: `invalid_grant`, `access_denied`. */
  readonly error: string;
  /** Microsoft's text, with its number and ids. */
  readonly description: string;
}

/** What Microsoft's support asks for. */
export interface Trace {
  readonly traceId?: string;
  readonly correlationId?: string;
  readonly time?: string;
}

/** The first AADSTS number of a text, or undefined. */
export function aadstsOf(text: string): number | undefined {
  const [, digits] = /AADSTS(\d+)/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** What is between `Trace ID:`, `Correlation ID:` and `Timestamp:`; they are parted by spaces, line breaks, or both. */
export function traceOf(text: string): Trace {
  const find = (name: string, value: string): string | undefined =>
    new RegExp(`${name}:?\\s*(${value})`, "i").exec(text)?.[1];
  const traceId = find("Trace ID", "[\\w-]+");
  const correlationId = find("Correlation ID", "[\\w-]+");
  const time = find("Timestamp", "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\dZ?");
  return {
    ...(traceId === undefined ? {} : { traceId }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(time === undefined ? {} : { time }),
  };
}

/** The refusal in words: what happened, the way out, Microsoft's own words, and what its support asks for. */
export function explain(refusal: Refusal, names: CauseNames): string {
  const cause = causeFor(refusal, names);
  const { traceId, correlationId, time } = traceOf(refusal.description);
  const ids = [
    traceId === undefined ? [] : [`trace id ${traceId}`],
    correlationId === undefined ? [] : [`correlation id ${correlationId}`],
    time === undefined ? [] : [`time ${time}`],
  ].flat();
  return [
    cause.what,
    `What to do: ${cause.way}`,
    `Microsoft says: ${wordsOf(refusal)}`,
    ...(ids.length === 0 ? [] : [`For Microsoft's support: ${ids.join(", ")}`]),
  ].join("\n");
}

/** What is behind a refusal, and the way out. */
export function causeFor(refusal: Refusal, names: CauseNames): Cause {
  const aadsts = aadstsOf(refusal.description);
  return (aadsts === undefined ? undefined : causeOf(aadsts, names)) ?? withoutNumber(refusal, aadsts);
}

/** Microsoft's words without the ids behind them, in one line. */
export function wordsOf({ error, description }: Refusal): string {
  const words = description
    .split(/\s*Trace ID:/i)[0]
    ?.replace(/\s+/g, " ")
    .trim();
  return words === undefined || words === "" ? error : words.slice(0, 1000);
}

function withoutNumber({ error }: Refusal, aadsts: number | undefined): Cause {
  if (error === "temporarily_unavailable" || error === "server_error")
    return { what: "Microsoft's sign-in does not work well at the moment.", way: "Try again in some minutes." };

  const number = aadsts === undefined ? "" : ` AADSTS${aadsts}`;
  return {
    what: `The sign-in was refused (${error}).`,
    way:
      `Microsoft's own words are below; its list of numbers is ` +
      `https://learn.microsoft.com/entra/identity-platform/reference-error-codes.${number === "" ? "" : ` Look for${number}.`}`,
  };
}

/** The sign-in page or the token endpoint refused. */
export class SignInRefused extends Error {
  override readonly name = "SignInRefused";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.error);
    this.refusal = refusal;
  }
}
