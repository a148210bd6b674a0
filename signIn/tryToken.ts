import { readConsents } from "../stack/consents.ts";
import type { Deployment } from "../stack/deployment.ts";
import type { KeptToken } from "../stack/tokens/tokenStore.ts";
import { CannotTell } from "../support/userError.ts";
import { Ended, endedBy } from "./chainEnded.ts";
import { signInHttp } from "./http.ts";
import { aadstsOf, causeFor, explain, SignInRefused } from "./refusal.ts";
import { namesOf, type Target } from "./target.ts";
import { tokenClient } from "./tokenClient.ts";
import { ownerOfToken } from "./tokenOwner.ts";

/** How a kept token was refused: no member where it was redeemed. */
export interface Trial {
  /** The chain of tokens has ended: why, in a sentence without its full stop. Somebody has to sign in. */
  readonly ended?: string;
  /** The application itself was refused, whatever the token: why and what to do. */
  readonly refused?: string;
}

/**
 * Redeems the token that a stack keeps, and throws the successor away. A policy, a password reset or a disabled account ends a token long before
 * its 90 days, and nothing tells of it but a redemption.
 *
 * @throws CannotTell where Microsoft does not say, UserError for network and clock
 */
export async function tryToken(
  { environment }: Pick<Deployment, "environment">,
  target: Target,
  kept: KeptToken,
): Promise<Trial> {
  const { stack, tokenUrl, clientId, clientSecret, authorizeUrl } = target;
  const consents = await readConsents(stack.files.consents);
  const { mailbox, user } = ownerOfToken({ asked: undefined, setting: target.mailbox, consents, kept });
  const names = namesOf(target, mailbox, user, { save: true });
  const http = signInHttp(environment.NODE_EXTRA_CA_CERTS);
  try {
    const client = await tokenClient({ tokenUrl, clientId, clientSecret, http });
    await client.refresh(kept.refreshToken, new URL(authorizeUrl).searchParams.get("scope") ?? "");
    return {};
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    const words = explain(error.refusal, names);
    switch (endedBy(error.refusal)) {
      case Ended.Unknown:
        throw new CannotTell(`${words}\nNothing was changed.`);
      case Ended.Application:
        return { refused: words };
      case Ended.Chain: {
        const number = aadstsOf(error.refusal.description);
        const what = causeFor(error.refusal, names).what.replace(/\.$/, "");
        return { ended: `the kept token is refused${number === undefined ? "" : ` (AADSTS${number})`}: ${what}` };
      }
    }
  }
}
