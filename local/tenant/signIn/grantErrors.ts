import { SignInError } from "./signInError.ts";

export const nobodySignedIn = (): SignInError =>
  new SignInError(50058, "login_required", 400, "A silent sign-in request was sent but no user is signed in.");

export const consentMissing = (client: string, name: string): SignInError =>
  new SignInError(
    65001,
    "invalid_grant",
    400,
    `The user or administrator has not consented to use the application with ID '${client}' named '${name}'. Send an ` +
      "interactive authorization request for this user and resource.",
    "consent_required",
  );

export const consentDeclined = (): SignInError =>
  new SignInError(65004, "access_denied", 400, "User declined to consent to access the app.");

export const adminConsentDeclined = (): SignInError =>
  new SignInError(65004, "consent_required", 400, "The resource owner or authorization server denied the request.");

export const approvalNeeded = (): SignInError =>
  new SignInError(90094, "access_denied", 400, "Admin consent is required. The grant requires admin permission.");

export const grantInvalid = (parameter: "code" | "refresh_token"): SignInError =>
  new SignInError(
    70000,
    "invalid_grant",
    400,
    parameter === "code"
      ? "The provided value for the input parameter 'code' is not valid."
      : "The provided value for the input parameter 'refresh_token' or 'assertion' is not valid.",
  );

export const codeRedeemed = (): SignInError =>
  new SignInError(
    54005,
    "invalid_grant",
    400,
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
  );

export const codeExpired = (): SignInError =>
  new SignInError(
    70008,
    "invalid_grant",
    400,
    "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization " +
      "request for this user and resource.",
  );

export const otherTenantsCode = (): SignInError =>
  new SignInError(
    700005,
    "invalid_grant",
    400,
    "Provided Authorization Code is intended to use against other tenant, thus rejected.",
  );

export const replyAddressMismatch = (given: string, asked: string): SignInError =>
  new SignInError(
    500112,
    "invalid_client",
    400,
    `The reply address '${given}' does not match the reply address '${asked}' provided when requesting Authorization code.`,
  );

export const verifierWrong = (): SignInError =>
  new SignInError(
    501481,
    "invalid_grant",
    400,
    "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  );

/** Entra writes dates with seven decimals, here those of RFC 3339 in UTC with three. */
export const sevenDecimals = (date: string): string => date.replace(/\.(\d{3})Z$/, ".$10000Z");

/**
 * Entra says "inactive", and counts from the issue: local/tenant/signIn/issue.ts.
 * @param issued RFC 3339
 */
export const refreshTokenExpired = (issued: string): SignInError =>
  new SignInError(
    700082,
    "invalid_grant",
    400,
    `The refresh token has expired due to inactivity. The token was issued on ${sevenDecimals(issued)} and was inactive for ` +
      "90.00:00:00.",
  );

/** @param issued RFC 3339 */
export const spaRefreshTokenExpired = (issued: string): SignInError =>
  new SignInError(
    700084,
    "invalid_grant",
    400,
    "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, " +
      "which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. " +
      `The token was issued on ${sevenDecimals(issued)}.`,
  );

/** @param issued @param validFrom RFC 3339 */
export const grantRevoked = (issued: string, validFrom: string): SignInError =>
  new SignInError(
    50173,
    "invalid_grant",
    400,
    "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or " +
      `reset their password. The grant was issued on '${sevenDecimals(issued)}' and the TokensValidFrom date (before which ` +
      `tokens are not valid) for this user is '${sevenDecimals(validFrom)}'.`,
    "bad_token",
  );

export const userUnknown = (name: string): SignInError =>
  new SignInError(
    50034,
    "invalid_grant",
    400,
    `The user account ${name} does not exist in the directory. To sign into this application, the account must be added ` +
      "to the directory.",
  );

export const passwordWrong = (): SignInError =>
  new SignInError(50126, "invalid_grant", 400, "Error validating credentials due to invalid username or password.");

export const userDisabled = (): SignInError =>
  new SignInError(50057, "invalid_grant", 400, "The user account is disabled.");
