import { createHash, timingSafeEqual } from "node:crypto";

import type { AuthorizationCode } from "../state/state.ts";
import { crossOriginOnly, proofKeyNeeded } from "./clientErrors.ts";
import { codeExpired, codeRedeemed, grantInvalid, replyAddressMismatch, verifierWrong } from "./grantErrors.ts";
import { CODE_LIFETIME, findCode, isYoung } from "./issue.ts";
import { clientOf, grant, type GrantContext, type PersonsRequest, required, response } from "./personsGrant.ts";

/** `grant_type=authorization_code`. @throws SignInError */
export async function authorizationCode(request: PersonsRequest, context: GrantContext): Promise<object> {
  const value = required(request.form, "code");
  const redirectUri = required(request.form, "redirect_uri");
  const granted = await context.store.mutate((draft) => {
    const code = findCode(draft, value);
    const application = clientOf(request, code?.platform ?? "web", draft, context.now);
    if (code?.appId !== application.appId) throw grantInvalid("code");
    if (code.redeemed) throw codeRedeemed();
    if (!isYoung(code.issued, CODE_LIFETIME, context.now)) throw codeExpired();
    if (code.redirectUri !== redirectUri) throw replyAddressMismatch(redirectUri, code.redirectUri);
    checkPlatform(code, request.origin);
    checkVerifier(request.form.get("code_verifier"), code.challenge);
    const granted = grant(request, code, application, draft, context);
    code.redeemed = true;
    return granted;
  });
  return response(granted, context);
}

function checkPlatform({ platform, challenge }: AuthorizationCode, origin: string | undefined): void {
  if (platform !== "spa") return;
  if (challenge === null) throw proofKeyNeeded();
  if (origin === undefined) throw crossOriginOnly();
}

/**
 * RFC 7636, section 4.6. A verifier for a code that was asked for without a challenge is refused as well (RFC 9700,
 * section 2.1.1): somebody may have taken the challenge out of the request.
 * @throws SignInError AADSTS501481
 */
function checkVerifier(verifier: string | null, challenge: AuthorizationCode["challenge"]): void {
  if (challenge === null && verifier === null) return;
  if (challenge === null || verifier === null) throw verifierWrong();
  const derived = challenge.method === "plain" ? verifier : createHash("sha256").update(verifier).digest("base64url");
  const [given, wanted] = [Buffer.from(derived), Buffer.from(challenge.value)];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw verifierWrong();
}
