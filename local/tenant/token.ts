import { applicationToken, LIFETIME_SECONDS, type TokenContext } from "./accessToken.ts";
import { authenticateClient } from "./clientAuthentication.ts";
import type { Reply, Request } from "./http.ts";
import { live } from "./lookup.ts";
import { DOMAIN, INITIAL_DOMAIN, TENANT_ID, TENANT_NAME } from "./seed.ts";
import {
  grantUnsupported,
  parameterMissing,
  resourceUnknown,
  scopeNotDefault,
  tenantMalformed,
  tenantNeeded,
  tenantNotFound,
} from "./signInErrors.ts";
import { servicePrincipalNames } from "./views.ts";

/** What is asked of the token endpoint. */
interface TokenRequest {
  /** The tenant as the path names it: an id, a domain, or `common` and its like. */
  readonly tenant: string;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

/** The grants by `grant_type`; each answers with the body of a successful token response. */
const GRANTS = new Map<string, (request: TokenRequest, context: TokenContext) => Promise<object>>([
  ["client_credentials", clientCredentials],
]);

/** `POST /{tenant}/oauth2/v2.0/token`: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
export async function tokenEndpoint(tenant: string, request: Request, context: TokenContext): Promise<Reply> {
  const form = new URLSearchParams(request.body);
  checkTenant(tenant);
  const grantType = form.get("grant_type");
  if (grantType === null || grantType === "") throw parameterMissing("grant_type");
  const grant = GRANTS.get(grantType);
  if (grant === undefined) throw grantUnsupported(grantType);
  const body = await grant({ tenant, form, authorization: request.headers.authorization }, context);
  return { status: 200, headers: { "cache-control": "no-store", pragma: "no-cache" }, body };
}

async function clientCredentials(request: TokenRequest, context: TokenContext): Promise<object> {
  const { form, authorization, tenant } = request;
  if (isShared(tenant)) throw tenantNeeded();
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
  const known = live(context.state.servicePrincipals).some(({ appId }) =>
    servicePrincipalNames(appId, context.state, context.url).includes(resource),
  );
  if (!known) throw resourceUnknown(resource, TENANT_NAME);
  return resource;
}

const SHARED = ["common", "organizations", "consumers"];
const isShared = (tenant: string): boolean => SHARED.includes(tenant);

function checkTenant(tenant: string): void {
  if (isShared(tenant) || [TENANT_ID, DOMAIN, INITIAL_DOMAIN].includes(tenant.toLowerCase())) return;
  const wellFormed = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenant) || tenant.includes(".");
  throw wellFormed ? tenantNotFound(tenant) : tenantMalformed(tenant);
}
