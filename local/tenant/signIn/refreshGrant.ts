import { grantInvalid, refreshTokenExpired, spaRefreshTokenExpired } from "./grantErrors.ts";
import { findRefreshToken, lives } from "./issue.ts";
import { clientOf, grant, type GrantContext, type PersonsRequest, required, response } from "./personsGrant.ts";

/**
 * `grant_type=refresh_token`. Each use gives a successor with a life of its own; the one used stays good, as Entra's does, but only
 * to its own end.
 * @throws SignInError
 */
export async function refreshToken(request: PersonsRequest, context: GrantContext): Promise<object> {
  const value = required(request.form, "refresh_token");
  const granted = await context.store.mutate((draft) => {
    const token = findRefreshToken(draft, value);
    const application = clientOf(request, token?.platform ?? "web", draft, context.now);
    if (token?.appId !== application.appId) throw grantInvalid("refresh_token");
    if (!lives(token, context.now))
      throw token.platform === "spa" ? spaRefreshTokenExpired(token.issued) : refreshTokenExpired(token.issued);

    return grant(request, token, application, draft, context);
  });
  return response(granted, context);
}
