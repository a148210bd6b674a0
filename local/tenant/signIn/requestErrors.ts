import { SignInError } from "./signInError.ts";

export const scopeMalformed = (scope: string): SignInError =>
  new SignInError(
    70011,
    "invalid_scope",
    400,
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is " +
      `not valid. The scope ${scope} is not valid.`,
  );

export const scopeUnknown = (client: string, name: string, scope: string, api: string): SignInError =>
  new SignInError(
    650053,
    "invalid_client",
    400,
    `The application '${name}' asked for scope '${scope}' that doesn't exist on the resource '${api}'. Contact the app ` +
      `vendor. (Application '${client}')`,
  );

export const severalResources = (scope: string): SignInError =>
  new SignInError(
    28000,
    "invalid_request",
    400,
    "Provided value for the input parameter scope is not valid because it contains more than one resource. Scope " +
      `${scope} is not valid.`,
  );

export const redirectMismatch = (uri: string, client: string): SignInError =>
  new SignInError(
    50011,
    "invalid_request",
    400,
    `The redirect URI '${uri}' specified in the request does not match the redirect URIs configured for the application ` +
      `'${client}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure ` +
      "portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.",
  );

export const noRedirectUri = (client: string): SignInError =>
  new SignInError(500113, "invalid_request", 400, `No reply address is registered for the application. (${client})`);

export const notMultitenant = (client: string, name: string): SignInError =>
  new SignInError(
    50194,
    "invalid_request",
    400,
    `Application '${client}'(${name}) is not configured as a multi-tenant application. Usage of the /common endpoint is ` +
      "not supported for such applications created after '10/15/2018'. Use a tenant-specific endpoint or configure the " +
      "application to be multi-tenant.",
  );

/** login.live.com's, which has words but no number. Shown as the nearest that Entra has. */
export const notForPersonalAccounts = (): SignInError =>
  new SignInError(
    50020,
    "unauthorized_client",
    400,
    "The client does not exist or is not enabled for consumers. If you are the application developer, configure a new " +
      "application through the App Registrations in the Azure Portal at https://go.microsoft.com/fwlink/?linkid=2083908.",
  );

export const responseTypeUnsupported = (type: string): SignInError =>
  new SignInError(
    70005,
    "unsupported_response_type",
    400,
    `The app returned an unsupported response type '${type}'. The response type is not enabled for the app; use 'code'.`,
  );

export const responseModeUnsupported = (mode: string): SignInError =>
  new SignInError(
    70007,
    "invalid_request",
    400,
    `'${mode}' is not a supported value of 'response_mode' when requesting a code.`,
  );

export const challengeMalformed = (): SignInError =>
  new SignInError(501491, "invalid_request", 400, "Invalid size of Code_Challenge parameter.");

export const parameterInvalid = (name: string): SignInError =>
  new SignInError(90023, "invalid_request", 400, `Invalid STS request. The value of '${name}' is not valid.`);

export const parameterMissing = (name: string): SignInError =>
  new SignInError(900144, "invalid_request", 400, `The request body must contain the following parameter: '${name}'.`);

export const tenantNotFound = (tenant: string): SignInError =>
  new SignInError(
    90002,
    "invalid_request",
    400,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct ` +
      "cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for " +
      "the tenant.",
  );

export const tenantMalformed = (tenant: string): SignInError =>
  new SignInError(
    900023,
    "invalid_request",
    400,
    `Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`,
  );

export const tenantNeeded = (): SignInError =>
  new SignInError(
    50059,
    "invalid_request",
    400,
    "No tenant-identifying information found in either the request or implied by any provided credentials.",
  );

export const grantUnsupported = (grant: string): SignInError =>
  new SignInError(70003, "unsupported_grant_type", 400, `The app requested an unsupported grant type '${grant}'.`);

export const clientMalformed = (client: string): SignInError =>
  new SignInError(700038, "unauthorized_client", 400, `${client} is not a valid application identifier.`);

export const clientUnknown = (client: string, tenantName: string): SignInError =>
  new SignInError(
    700016,
    "unauthorized_client",
    400,
    `Application with identifier '${client}' was not found in the directory '${tenantName}'. This can happen if the ` +
      "application has not been installed by the administrator of the tenant or consented to by any user in the " +
      "tenant. You may have sent your authentication request to the wrong tenant.",
  );

export const scopeNotDefault = (scope: string): SignInError =>
  new SignInError(
    1002012,
    "invalid_scope",
    400,
    `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default ` +
      "suffixed to the resource identifier (application ID URI).",
  );

export const resourceUnknown = (resource: string, tenantName: string): SignInError =>
  new SignInError(
    500011,
    "invalid_resource",
    400,
    `The resource principal named ${resource} was not found in the tenant named ${tenantName}. This can happen if the ` +
      "application has not been installed by the administrator of the tenant or consented to by any user in the " +
      "tenant. You might have sent your authentication request to the wrong tenant.",
  );
