import type { AuthorizationCode } from "../state/state.ts";
import {
  codeExpired,
  codeRedeemed,
  crossOriginOnly,
  grantInvalid,
  proofKeyNeeded,
  replyAddressMismatch,
} from "./errors.ts";
import { CODE_LIFETIME, findCode, isYoung } from "./issue.ts";
import { clientOf, grant, type GrantContext, type PersonsRequest, required, response } from "./personsGrant.ts";
import { checkVerifier } from "./proofKey.ts";

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
