import { SignInError } from "./signInError.ts";

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

export const clientPublic = (): SignInError =>
  new SignInError(
    700025,
    "invalid_client",
    401,
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  );

export const proofKeyNeeded = (): SignInError =>
  new SignInError(
    9002325,
    "invalid_request",
    400,
    "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
  );

export const crossOriginOnly = (): SignInError =>
  new SignInError(
    9002327,
    "invalid_request",
    400,
    "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  );
