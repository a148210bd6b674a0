import { reasonOf } from "../support/userError.ts";

/**
 * Why a sign-in failed, from what Microsoft's library threw. It expects OAuth's error, a word; what stands in front of a sign-in host that
 * is not well may answer with an object in its place, of which the library says "[object Object]".
 */
export function signInReason(thrown: unknown): string {
  const status = statusOf(thrown);
  if (status >= 500 || status === 429)
    return `the sign-in host does not work well at the moment, or has too much to do (status ${status}). Try again in some minutes.`;

  const reason = reasonOf(thrown);
  if (!reason.includes("[object ")) return reason;
  return `its answer is not that of a sign-in${status === 0 ? "" : ` (status ${status})`}. Is a proxy in between?`;
}

/** The status of the answer that an error, or what caused it, is about; 0 where none is told. */
function statusOf(thrown: unknown, depth = 0): number {
  const { status, statusCode, cause } = Object(thrown) as Record<"status" | "statusCode" | "cause", unknown>;
  const told = [status, statusCode].find((value) => typeof value === "number" && value > 0);
  if (typeof told === "number") return told;
  return cause === undefined || depth > 5 ? 0 : statusOf(cause, depth + 1);
}
