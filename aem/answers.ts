import { Misshapen, parsed, type Shape } from "../support/shape.ts";
import { CannotTell } from "../support/userError.ts";

/** A request, as errors name it. */
export interface Asked {
  readonly method: "GET" | "PATCH" | "POST";
  readonly url: string;
}

export interface Answer {
  readonly asked: Asked;
  readonly status: number;
  /** The header Content-Type. */
  readonly type: string;
  readonly text: string;
}

/** The JSON of an answer that says it is JSON (`application/json`, `application/problem+json`, `application/hal+json`). */
export function jsonOf({ type, text }: Answer): unknown {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type) ? parsed(text) : undefined;
}

/** @throws CannotTell where it is none of that shape; the value is never repeated */
export function readAs<T>(answer: Answer, value: unknown, shape: Shape<T>): T {
  if (value === undefined) throw unreadable(answer, answer.text === "" ? "it is empty" : "it is not JSON, or cut off");
  try {
    return shape(value, "");
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error;
    throw unreadable(answer, error.message);
  }
}

export const isBusy = ({ status }: Answer): boolean => status === 408 || status === 429 || status >= 500;

export function busy(answer: Answer): CannotTell {
  const { host, pathname } = new URL(answer.asked.url);
  return new CannotTell(
    `${host} could not answer ${answer.asked.method} ${pathname} (${answer.status}). Run the command again in some minutes.`,
  );
}

/** What to say of an answer that is none of Adobe's. What it holds is not repeated: it may be anything. */
export function unreadable({ asked, status }: Answer, what: string): CannotTell {
  const { host, pathname } = new URL(asked.url);
  return new CannotTell(
    `${host} answered ${asked.method} ${pathname} with ${status}, but not as Adobe does: ${what}. It proves nothing.\n` +
      "What to do: run the command again. If it stays so, a proxy or the sign-in page of a network answers instead: use " +
      "another network, or name the proxy in HTTPS_PROXY.",
  );
}
