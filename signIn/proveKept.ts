import { readConsents } from "../stack/consents.ts";
import type { Deployment } from "../stack/deployment.ts";
import type { KeptToken } from "../stack/tokens/tokenStore.ts";
import { UserError } from "../support/userError.ts";
import { signInHttp } from "./http.ts";
import type { ProofLine } from "./mail/proof.ts";
import { prove, type Proven } from "./prove.ts";
import { explain, SignInRefused } from "./refusal.ts";
import { namesOf, type Target } from "./target.ts";
import { tokenClient } from "./tokenClient.ts";
import { ownerOfToken } from "./tokenOwner.ts";

interface Kept {
  readonly deployment: Deployment;
  readonly target: Target;
  readonly kept: KeptToken;
  readonly tell: (line: ProofLine) => void;
}

/**
 * Tries the token that a stack keeps, with the client secret of `target`, in the mailbox that it is for.
 *
 * @throws UserError when the application itself is refused, or it is not known whose token it is; CannotTell
 */
export async function proveKept({ deployment, target, kept, tell }: Kept): Promise<Proven> {
  const { stack, tokenUrl, clientId, clientSecret } = target;
  const consents = await readConsents(stack.files.consents);
  const whose = ownerOfToken({ asked: undefined, setting: target.mailbox, consents, kept });
  const http = signInHttp(deployment.environment.NODE_EXTRA_CA_CERTS);
  const client = await tokenClient({ tokenUrl, clientId, clientSecret, http }).catch((error: unknown) => {
    if (!(error instanceof SignInRefused)) throw error;
    throw new UserError(explain(error.refusal, namesOf(target, whose.mailbox, whose.user, { save: true })));
  });
  const scope = new URL(target.authorizeUrl).searchParams.get("scope") ?? "";
  const { refreshToken } = kept;
  return prove({ deployment, target, client, refreshToken, scope, ...whose, save: true, tell });
}
