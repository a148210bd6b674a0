import type { Reply, Request } from "../http.ts";
import { textOf } from "../state/json.ts";
import { TENANT_ID } from "../state/seed.ts";
import type { TokenContext } from "../tokens/issuer.ts";
import { pairwiseSubject } from "../tokens/userTokens.ts";
import { callerOf } from "./bearer.ts";
import { forbidden } from "./errors.ts";

/** `GET /oidc/userinfo`: https://learn.microsoft.com/entra/identity-platform/userinfo */
export async function userInfo(request: Request, context: TokenContext): Promise<Reply> {
  const { appId, userId, roles } = await callerOf(request.headers.authorization, context);
  const user = context.state.users.find(({ id }) => id === userId);
  if (user === undefined || !roles.includes("openid")) throw forbidden();
  const { displayName, givenName, surname, mail } = user.properties;
  const profile = { name: displayName, given_name: givenName, family_name: surname };
  return {
    status: 200,
    body: {
      sub: pairwiseSubject(appId, user.id, TENANT_ID),
      ...(roles.includes("profile") ? profile : {}),
      ...(roles.includes("email") && textOf(mail) !== "" ? { email: mail } : {}),
    },
  };
}
