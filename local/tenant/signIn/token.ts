import { VAULT_APP_ID, VAULT_DOMAINS } from "../../../components/catalogue/vaults.ts";
import type { Reply, Request } from "../http.ts";
import { live, servicePrincipalNames } from "../state/directory.ts";
import { TENANT_NAME } from "../state/seed.ts";
import { applicationToken } from "../tokens/applicationToken.ts";
import { LIFETIME_SECONDS, type TokenContext } from "../tokens/issuer.ts";
import { authenticateClient } from "./clientAuthentication.ts";
import { authorizationCode } from "./codeGrant.ts";
import type { GrantContext, PersonsRequest } from "./personsGrant.ts";
import { refreshToken } from "./refreshGrant.ts";
import { grantUnsupported, parameterMissing, resourceUnknown, scopeNotDefault, tenantNeeded } from "./requestErrors.ts";
import { audienceOf } from "./tenants.ts";

type Context = TokenContext & GrantContext;

/** The grants by `grant_type`; each answers with the body of a successful token response. */
const GRANTS = new Map<string, (request: PersonsRequest, context: Context) => Promise<object>>([
  ["authorization_code", authorizationCode],
  ["client_credentials", clientCredentials],
  ["refresh_token", refreshToken],
]);

/**
 * `POST /{tenant}/oauth2/v2.0/token`: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 * and v2-oauth2-auth-code-flow
 */
export async function tokenEndpoint(tenant: string, request: Request, context: Context): Promise<Reply> {
  const form = new URLSearchParams(request.body);
  audienceOf(tenant);
  const grantType = form.get("grant_type");
  if (grantType === null || grantType === "") throw parameterMissing("grant_type");
  const grant = GRANTS.get(grantType);
  if (grant === undefined) throw grantUnsupported(grantType);
  const { authorization, origin } = request.headers;
  const body = await grant({ tenant, form, authorization, origin }, context);
  return { status: 200, headers: { "cache-control": "no-store", pragma: "no-cache" }, body };
}

async function clientCredentials(request: PersonsRequest, context: Context): Promise<object> {
  const { form, authorization, tenant } = request;
  if (audienceOf(tenant) !== "tenant") throw tenantNeeded();
  const client = authenticateClient(form, authorization, context.state, context.now);
  const scope = form.get("scope");
  if (scope === null || scope === "") throw parameterMissing("scope");
  return {
    token_type: "Bearer",
    expires_in: LIFETIME_SECONDS,
    ext_expires_in: LIFETIME_SECONDS,
    access_token: await applicationToken(client, resourceOf(scope, context), context),
  };
}

function resourceOf(scope: string, context: TokenContext): string {
  const [, asked] = /^(\S+)\/\.default$/.exec(scope) ?? [];
  if (asked === undefined) throw scopeNotDefault(scope);
  const resource = asked.replace(/\/$/, "");
  // Azure Key Vault's service principal is made in a tenant when it is first needed; it publishes nothing to consent to.
  if (resource === VAULT_APP_ID || resource === `https://${VAULT_DOMAINS.public}`) return resource;
  const known = live(context.state.servicePrincipals).some(({ appId }) =>
    servicePrincipalNames(appId, context.state, context.url).includes(resource),
  );
  if (!known) throw resourceUnknown(resource, TENANT_NAME);
  return resource;
}
