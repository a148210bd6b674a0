import { randomUUID } from "node:crypto";

/** A refusal of the sign-in, in the words and codes of Entra. */
export class SignInError extends Error {
  readonly code: number;
  readonly error: string;
  readonly status: number;
  /** `suberror` of the token endpoint: what a client may do about it. */
  readonly suberror: string | undefined;

  constructor(code: number, error: string, status: number, message: string, suberror?: string) {
    super(message);
    this.code = code;
    this.error = error;
    this.status = status;
    this.suberror = suberror;
  }
}

/** `AADSTS50011: ... Trace ID: ... Correlation ID: ... Timestamp: ...`, and the three by themselves. */
export function describe(error: SignInError, now: Date) {
  const timestamp = `${now.toISOString().slice(0, 19).replace("T", " ")}Z`;
  const [trace, correlation] = [randomUUID(), randomUUID()];
  const description =
    `AADSTS${error.code}: ${error.message} ` +
    `Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`;
  return { description, timestamp, trace, correlation };
}

/** RFC 6749, section 5.2, with the members that Entra adds. */
export function signInErrorBody(error: SignInError, url: string, now: Date): object {
  const { description, timestamp, trace, correlation } = describe(error, now);
  return {
    error: error.error,
    error_description: description,
    error_codes: [error.code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `${url}/error?code=${error.code}`,
    ...(error.suberror === undefined ? {} : { suberror: error.suberror }),
  };
}

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

export const clientWithoutPrincipal = (client: string, tenant: string): SignInError =>
  new SignInError(
    7000229,
    "unauthorized_client",
    400,
    `The client application ${client} is missing service principal in the tenant ${tenant}. See instructions here: ` +
      "https://go.microsoft.com/fwlink/?linkid=2225119",
  );

export const clientDisabled = (client: string, name: string): SignInError =>
  new SignInError(7000112, "unauthorized_client", 400, `Application '${client}'(${name}) is disabled.`);

export const secretMissing = (): SignInError =>
  new SignInError(
    7000218,
    "invalid_client",
    401,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  );

export const secretWrong = (client: string): SignInError =>
  new SignInError(
    7000215,
    "invalid_client",
    401,
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the " +
      `client secret ID, for a secret added to app '${client}'.`,
  );

export const secretExpired = (client: string): SignInError =>
  new SignInError(
    7000222,
    "invalid_client",
    401,
    `The provided client secret keys for app '${client}' are expired. Visit the Azure portal to create new keys for ` +
      "your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: " +
      "https://aka.ms/certCreds.",
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
