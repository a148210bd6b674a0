import { grantInvalid, refreshTokenUnused } from "./errors.ts";
import { findRefreshToken, isYoung, REFRESH_TOKEN_LIFETIME } from "./issue.ts";
import { clientOf, grant, type GrantContext, type PersonsRequest, required, response } from "./personsGrant.ts";

/**
 * `grant_type=refresh_token`. Each use gives a new token, and the old one stays good, as Entra's does.
 * @throws SignInError
 */
export async function refreshToken(request: PersonsRequest, context: GrantContext): Promise<object> {
  const value = required(request.form, "refresh_token");
  const granted = await context.store.mutate((draft) => {
    const token = findRefreshToken(draft, value);
    const application = clientOf(request, token?.platform ?? "web", draft, context.now);
    if (token?.appId !== application.appId) throw grantInvalid("refresh_token");
    if (!isYoung(token.lastUsed, REFRESH_TOKEN_LIFETIME, context.now)) throw refreshTokenUnused(token.issued);
    const granted = grant(request, token, application, draft, context);
    token.lastUsed = context.now.toISOString();
    return granted;
  });
  return response(granted, context);
}
