import { CONSUMERS_ID, TENANT_ID } from "../state/seed.ts";
import { issuer } from "../tokens/issuer.ts";
import { SignInError } from "./signInError.ts";
import { audienceOf } from "./tenants.ts";

/**
 * What Azure Resource Manager publishes of a cloud and the azuread provider reads through `metadataHost`
 * (`GET /metadata/endpoints?api-version=2022-09-01`). The login endpoint carries no slash at its end.
 */
export function cloudMetadata(url: string): object {
  return {
    name: "AemMailOauthLocal",
    portal: url,
    media: url,
    graph: url,
    graphAudience: url,
    resourceManager: `${url}/arm`,
    microsoftGraphResourceId: `${url}/`,
    // `common` and `AAD` keep the provider from taking the cloud for an Azure Stack.
    authentication: { loginEndpoint: url, audiences: [`${url}/arm`], tenant: "common", identityProvider: "AAD" },
    suffixes: {},
  };
}

/**
 * OpenID Connect Discovery 1.0, as Entra fills it in. `tenant` is the path's; the issuer names the directory, and where
 * several could be meant it holds the literal `{tenantid}`, as Entra's does.
 */
export function openIdConfiguration(url: string, tenant: string): object {
  const base = `${url}/${tenant}`;
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["plain", "S256"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: issuer(url, directoryOf(tenant)),
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${url}/oidc/userinfo`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    claims_supported: "sub iss aud exp iat nonce preferred_username name email oid tid ver".split(" "),
    tenant_region_scope: null,
    cloud_instance_name: new URL(url).host,
    cloud_graph_host_name: new URL(url).host,
    msgraph_host: new URL(url).host,
  };
}

/** @throws SignInError when the path names no directory; discovery has a word of its own for that */
export function checkDirectory(tenant: string): void {
  try {
    audienceOf(tenant);
  } catch (error) {
    if (!(error instanceof SignInError)) throw error;
    throw new SignInError(error.code, "invalid_tenant", error.status, error.message);
  }
}

function directoryOf(tenant: string): string {
  const audience = audienceOf(tenant);
  if (audience === "tenant") return TENANT_ID;
  return audience === "consumers" ? CONSUMERS_ID : "{tenantid}";
}
