import { aadstsOf, type Refusal } from "./refusal.ts";

/** What a refused redemption of a refresh token comes to. */
export const Ended = {
  /** The chain of tokens has ended: somebody has to sign in, or to change an account or a policy first. */
  Chain: "chain",
  /** The application is refused, whatever the token: its secret, its id, its permissions. */
  Application: "application",
  /** Nothing is known of the token: the service was busy, or saw a loop. */
  Unknown: "unknown",
} as const;
export type Ended = (typeof Ended)[keyof typeof Ended];

/** Numbers that speak of the moment: a directory out of reach, too many requests. */
const OF_THE_MOMENT = new Set([50196, 90033, 90055]);

/**
 * Source: RFC 6749, section 5.2 for the words; learn.microsoft.com/entra/identity-platform/reference-error-codes for the numbers.
 */
export function endedBy({ error, description }: Refusal): Ended {
  if (OF_THE_MOMENT.has(aadstsOf(description) ?? 0)) return Ended.Unknown;
  if (["temporarily_unavailable", "server_error"].includes(error)) return Ended.Unknown;
  if (["invalid_grant", "interaction_required", "consent_required", "login_required"].includes(error))
    return Ended.Chain;
  return Ended.Application;
}
