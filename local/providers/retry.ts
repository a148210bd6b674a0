import { setTimeout as delay } from "node:timers/promises";

import type { HttpResponse } from "../../entra/sender.ts";
import { duration, LIMITS } from "../../support/limits.ts";
import { messageOf } from "./errors.ts";

export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export const sleep: Sleep = async (milliseconds, signal) => {
  await delay(milliseconds, undefined, { signal });
};

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 61_000;
/** Shorter waits are nobody's news. */
const WORTH_TELLING = 10_000;
/** After these many attempts about ten minutes have passed. */
const MOST_ATTEMPTS = 16;

/** A refused connection mostly stays so; but a tenant on this machine may just be going over from one command to another. */
const REFUSED_ATTEMPTS = 2;

export interface RetryRules {
  /** Statuses that are retried besides the usual ones: 404 just after something was made, 409 while it settles. */
  readonly statuses?: readonly number[];
  /** Whether a 400 or 403 with this text passes by itself, as Entra says while an application is not yet everywhere. */
  readonly message?: RegExp;
  /** A request that changes nothing when it is sent twice may be sent again after the connection broke. */
  readonly idempotent: boolean;
}

/** Sends a request again while the answer is one that passes: 408, 424, 429 and 5xx (but 501), waiting as Retry-After says or ever longer. */
export async function withRetries(
  attempt: () => Promise<HttpResponse>,
  rules: RetryRules,
  wait: (milliseconds: number) => Promise<void>,
  signal: AbortSignal,
  log: (line: string) => void = toStandardError,
): Promise<HttpResponse> {
  /** Milliseconds that were asked for and waited. */
  let asked = 0;
  for (let count = 0; ; count += 1) {
    const outcome = await attempt().catch((error: unknown) => ({ error }));
    const isLast = count + 1 >= MOST_ATTEMPTS || signal.aborted;
    if ("error" in outcome) {
      const mayPass = isRefused(outcome.error)
        ? count < REFUSED_ATTEMPTS
        : rules.idempotent && isPassing(outcome.error);
      if (isLast || !mayPass) throw outcome.error;
    } else if (isLast || !isRetried(outcome, rules)) {
      return outcome;
    }
    const retryAfter = "error" in outcome ? undefined : askedToWait(outcome);
    if (retryAfter !== undefined) {
      asked += retryAfter;
      if (asked > LIMITS.throttled) throw tooLong(retryAfter);
      if (retryAfter >= WORTH_TELLING)
        log(`Microsoft Graph has too much to do and asks to wait ${duration(retryAfter)}. Waiting.`);
    }
    await wait(retryAfter ?? backoff(count));
  }
}

function isRetried({ status, body }: HttpResponse, rules: RetryRules): boolean {
  if ([408, 424, 429].includes(status) || (status >= 500 && status !== 501)) return true;
  if (rules.statuses?.includes(status) === true) return true;
  return (status === 400 || status === 403) && rules.message?.test(body) === true;
}

function askedToWait({ retryAfter }: HttpResponse): number | undefined {
  return retryAfter !== undefined && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : undefined;
}

function tooLong(retryAfter: number): Error {
  return new Error(
    `Microsoft Graph has too much to do and asks to wait ${duration(retryAfter)} (Retry-After); ${duration(LIMITS.throttled)} are waited ` +
      "here in all. Run the command again after that",
  );
}

/** The engine shows what a plugin writes there. */
function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}

function backoff(count: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** count, LONGEST_WAIT_MS);
}

/** Nothing was sent, so anything may be sent again. */
const isRefused = (error: unknown): boolean => (error as { code?: unknown }).code === "ECONNREFUSED";

/** An untrusted certificate stays so; a connection that broke may be good the next time. */
function isPassing(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return (
    code === "ECONNRESET" || code === "EPIPE" || code === "ETIMEDOUT" || messageOf(error).includes("socket hang up")
  );
}
