import type { PipelinePolicy, PipelineResponse } from "@azure/core-rest-pipeline";

import { duration, LIMITS, type Limits } from "../support/limits.ts";
import { CannotTell } from "../support/userError.ts";
import { within } from "../support/within.ts";

export interface PatienceOptions {
  readonly limits?: Pick<Limits, "request" | "throttled">;
  /** Where a person reads that the command waits; default standard error. */
  readonly log?: (line: string) => void;
  /** Milliseconds of the clock. */
  readonly now?: () => number;
}

/** What ends the waiting for one service. */
export interface Patience {
  /** For the place behind the retries: it sees each attempt. */
  readonly policy: PipelinePolicy;
  /** Why it gave up last, where a library on the way has put other words around it. */
  readonly gaveUp: () => CannotTell | undefined;
}

/**
 * Ends a request that is not answered to its last byte in time, says aloud when a service asks to wait, and refuses to wait for longer than
 * the limit in all.
 */
export function patience(options: PatienceOptions = {}): Patience {
  const { limits = LIMITS, now = Date.now } = options;
  const log = options.log ?? ((line: string): void => void process.stderr.write(`${line}\n`));
  let gaveUp: CannotTell | undefined;
  /** When the service first asked to wait, and has answered nothing else since. */
  let since: number | undefined;
  const giveUp = (words: string): CannotTell => (gaveUp = new CannotTell(words));

  return {
    gaveUp: () => gaveUp,
    policy: {
      name: "patience",
      async sendRequest(request, next) {
        const { host } = new URL(request.url);
        const response = await withinTime(request, next, limits.request, () =>
          giveUp(
            `${host} did not answer within ${duration(limits.request)}, or not to the end. That proves nothing. ` +
              "Most often a firewall or a proxy holds the connection: run the command again, if need be from another network.",
          ),
        );
        const asked = askedToWait(response, now());
        if (asked === undefined) {
          since = undefined;
          return response;
        }
        since ??= now();
        if (now() + asked - since > limits.throttled) {
          throw giveUp(
            `${host} has too much to do and asks to wait ${duration(asked)} (Retry-After), which is longer than the ` +
              `${duration(limits.throttled)} that are waited here in all. Run the command again after that.`,
          );
        }
        if (asked >= 1000) log(`${host} has too much to do and asks to wait ${duration(asked)}. Waiting.`);
        return response;
      },
    },
  };
}

type Send = PipelinePolicy["sendRequest"];

async function withinTime(
  request: Parameters<Send>[0],
  next: Parameters<Send>[1],
  limit: number,
  failure: () => Error,
): Promise<PipelineResponse> {
  const outer = request.abortSignal;
  const own = new AbortController();
  const end = (): void => {
    own.abort();
  };
  outer?.addEventListener("abort", end);
  request.abortSignal = own.signal;
  try {
    return await within(limit, next(request), failure, end);
  } finally {
    outer?.removeEventListener("abort", end);
    if (outer === undefined) delete request.abortSignal;
    else request.abortSignal = outer;
  }
}

/** Milliseconds that a 429 or 503 asks for, in the headers that the retries go by; undefined where it names none. */
function askedToWait({ status, headers }: PipelineResponse, now: number): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  for (const [header, unit] of [
    ["retry-after-ms", 1],
    ["x-ms-retry-after-ms", 1],
    ["retry-after", 1000],
  ] as const) {
    const value = headers.get(header);
    if (value === undefined) continue;
    const count = Number(value);
    if (!Number.isNaN(count)) return count * unit;
    const date = Date.parse(value);
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  return undefined;
}
