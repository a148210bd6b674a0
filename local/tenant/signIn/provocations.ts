import { badRequest } from "../errors.ts";
import { textOf } from "../json.ts";
import { SignInError } from "../signInErrors.ts";

interface Words {
  readonly error: string;
  readonly message: string;
  readonly status?: number;
  readonly suberror?: string;
}

const MOVED =
  "Due to a configuration change made by your administrator, or because you moved to a new location, you must";

/**
 * Refusals that depend on what this tenant does not have (Conditional Access, devices, locked accounts) or that are
 * tedious to bring about. Words and `error` as Entra's token endpoint gives them:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes, and reports of people who met them.
 * `{user}` and `{client}` are filled in.
 */
const PROVOCATIONS: Readonly<Record<number, Words>> = {
  50020: {
    error: "invalid_request",
    message:
      "User account '{user}' from identity provider 'live.com' does not exist in tenant 'AEM Forms (local)' and cannot " +
      "access the application '{client}' in that tenant. The account needs to be added as an external user in the tenant " +
      "first. Sign out and sign in again with a different Azure Active Directory user account.",
  },
  50053: {
    error: "invalid_grant",
    message: "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
  },
  50055: { error: "invalid_grant", message: "The password is expired.", suberror: "user_password_expired" },
  50057: { error: "invalid_grant", message: "The user account is disabled." },
  50058: { error: "login_required", message: "A silent sign-in request was sent but no user is signed in." },
  50034: {
    error: "invalid_grant",
    message:
      "The user account {user} does not exist in the directory. To sign into this application, the account must be added " +
      "to the directory.",
  },
  50076: {
    error: "invalid_grant",
    message: `${MOVED} use multi-factor authentication to access '{client}'.`,
    suberror: "basic_action",
  },
  50079: {
    error: "invalid_grant",
    message: `${MOVED} enroll in multi-factor authentication to access '{client}'.`,
    suberror: "basic_action",
  },
  50105: {
    error: "invalid_grant",
    message:
      "Your administrator has configured the application '{client}' to block users unless they are specifically granted " +
      "('assigned') access to the application. The signed in user '{user}' is blocked because they are not a direct member " +
      "of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to " +
      "assign access to this application.",
  },
  50126: { error: "invalid_grant", message: "Error validating credentials due to invalid username or password." },
  50132: {
    error: "invalid_grant",
    message: "The session is not valid due to password expiration or recent password change.",
    suberror: "bad_token",
  },
  50133: {
    error: "invalid_grant",
    message: "The session is not valid due to password expiration or recent password change.",
    suberror: "bad_token",
  },
  50148: {
    error: "invalid_grant",
    message: "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.",
  },
  50173: {
    error: "invalid_grant",
    message: "The provided grant has expired due to it being revoked, a fresh auth token is needed.",
    suberror: "bad_token",
  },
  53000: {
    error: "invalid_grant",
    message:
      "Device is not in required device state: compliant. Conditional Access policy requires a compliant device, and " +
      "the device is not compliant. The user must enroll their device with an approved MDM provider like Intune.",
    suberror: "message_only",
  },
  53002: {
    error: "invalid_grant",
    message:
      "Application used is not an approved application for Conditional Access. User needs to use one of the apps from the " +
      "list of approved applications to use in order to get access.",
    suberror: "message_only",
  },
  53003: {
    error: "invalid_grant",
    message: "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
    suberror: "message_only",
  },
  65001: {
    error: "invalid_grant",
    message:
      "The user or administrator has not consented to use the application with ID '{client}'. Send an interactive " +
      "authorization request for this user and resource.",
    suberror: "consent_required",
  },
  65004: { error: "access_denied", message: "User declined to consent to access the app." },
  70008: {
    error: "invalid_grant",
    message:
      "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive " +
      "authorization request for this user and resource.",
  },
  70043: {
    error: "invalid_grant",
    message:
      "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. The token was " +
      "issued on an earlier day and the maximum allowed lifetime for this request is 86400.",
    suberror: "bad_token",
  },
  90072: {
    error: "invalid_grant",
    message:
      "User account '{user}' from identity provider 'https://sts.windows.net/' does not exist in tenant 'AEM Forms (local)' " +
      "and cannot access the application '{client}' in that tenant. The account needs to be added as an external user in " +
      "the tenant first. Sign out and sign in again with a different Azure Active Directory user account.",
  },
  90094: { error: "access_denied", message: "Admin consent is required. The grant requires admin permission." },
  500011: {
    error: "invalid_resource",
    message:
      "The resource principal named https://outlook.office.com was not found in the tenant named AEM Forms (local). This " +
      "can happen if the application has not been installed by the administrator of the tenant or consented to by any " +
      "user in the tenant. You might have sent your authentication request to the wrong tenant.",
  },
  500341: {
    error: "invalid_grant",
    message:
      "The user account {user} has been deleted from the AEM Forms (local) directory. To sign into this application, the " +
      "account must be added to the directory.",
  },
  530003: {
    error: "invalid_grant",
    message: "Your device is required to be managed to access this resource.",
    suberror: "message_only",
  },
  700082: {
    error: "invalid_grant",
    message: "The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.",
  },
  7000215: {
    error: "invalid_client",
    status: 401,
    message:
      "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the " +
      "client secret ID, for a secret added to app '{client}'.",
  },
  7000222: {
    error: "invalid_client",
    status: 401,
    message:
      "The provided client secret keys for app '{client}' are expired. Visit the Azure portal to create new keys for your " +
      "app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: " +
      "https://aka.ms/certCreds.",
  },
};

/** The refusal with that number. */
export function provocation(aadsts: number, { user, client }: { user: string; client: string }): SignInError {
  const words = PROVOCATIONS[aadsts];
  if (words === undefined) throw badProvocation(aadsts);
  const message = words.message.replaceAll("{user}", user).replaceAll("{client}", client);
  return new SignInError(aadsts, words.error, words.status ?? 400, message, words.suberror);
}

/** @throws GraphError 400 for a number that has no words here */
export function checkProvocation(aadsts: unknown): void {
  if (typeof aadsts !== "number" || PROVOCATIONS[aadsts] === undefined) throw badProvocation(aadsts);
}

const badProvocation = (aadsts: unknown) =>
  badRequest(`Invalid aadsts '${textOf(aadsts)}'. Allowed are ${Object.keys(PROVOCATIONS).join(", ")}.`);
