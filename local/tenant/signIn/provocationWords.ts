export interface ProvocationWords {
  readonly error: string;
  readonly message: string;
  readonly status?: number;
  readonly suberror?: string;
  /** How long ago the token of the text was issued, which `{issued}` stands for. */
  readonly issuedDaysAgo?: number;
}

const MOVED =
  "Due to a configuration change made by your administrator, or because you moved to a new location, you must";

/**
 * Refusals that depend on what this tenant does not have (Conditional Access, devices, locked accounts) or that are
 * tedious to bring about. Words and `error` as Entra's token endpoint gives them:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes, and reports of people who met them.
 * `{user}`, `{client}` and `{issued}` are filled in.
 */
export const PROVOCATIONS: Readonly<Record<number, ProvocationWords>> = {
  16000: {
    error: "interaction_required",
    message:
      "User account '{user}' from identity provider 'https://sts.windows.net/' does not exist in tenant 'AEM Forms (local)' " +
      "and cannot access the application '{client}' in that tenant. The account needs to be added as an external user in the " +
      "tenant first. Sign out and sign in again with a different Azure Active Directory user account.",
  },
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
  50072: {
    error: "invalid_grant",
    message: `${MOVED} enroll in multi-factor authentication to access '{client}'.`,
    suberror: "basic_action",
  },
  50074: { error: "invalid_grant", message: "Strong Authentication is required.", suberror: "basic_action" },
  50076: {
    error: "invalid_grant",
    message: `${MOVED} use multi-factor authentication to access '{client}'.`,
    suberror: "basic_action",
  },
  50078: {
    error: "invalid_grant",
    message:
      "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh " +
      "your multi-factor authentication to access '{client}'.",
    suberror: "basic_action",
  },
  50079: {
    error: "invalid_grant",
    message: `${MOVED} enroll in multi-factor authentication to access '{client}'.`,
    suberror: "basic_action",
  },
  50089: { error: "invalid_grant", message: "Authentication failed due to flow token expired." },
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
  50196: {
    error: "invalid_request",
    message:
      "The server terminated an operation because it encountered a client request loop. Please contact your app vendor.",
  },
  51004: {
    error: "invalid_grant",
    message:
      "The user account {user} does not exist in the AEM Forms (local) directory. To sign into this application, the account " +
      "must be added to the directory.",
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
  65005: {
    error: "invalid_resource",
    message:
      "The application '{client}' has requested access to a resource that is not in its required resource access list, or " +
      "that cannot be discovered.",
  },
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
      "issued on {issued} and the maximum allowed lifetime for this request is 86400.",
    issuedDaysAgo: 2,
    suberror: "bad_token",
  },
  90014: {
    error: "invalid_request",
    message:
      "The required field 'scope' is missing from the credential. Ensure that you have all the necessary parameters for the " +
      "login request.",
  },
  90033: { error: "temporarily_unavailable", message: "A transient error has occurred. Please try again." },
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
  500208: {
    error: "invalid_request",
    message: "The domain is not a valid login domain for the account type.",
  },
  500212: {
    error: "invalid_grant",
    message:
      "The user's administrator has set an outbound access policy that does not allow access to the resource tenant.",
  },
  500213: {
    error: "invalid_grant",
    message: "The resource tenant's cross-tenant access policy does not allow this user to access this tenant.",
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
  530032: {
    error: "invalid_grant",
    message: "The tenant admin has configured a security policy that blocks this request.",
    suberror: "message_only",
  },
  530035: {
    error: "invalid_grant",
    message:
      "Access has been blocked by security defaults. The request is using legacy auth or is deemed unsafe by security defaults " +
      "policies.",
    suberror: "message_only",
  },
  650052: {
    error: "invalid_client",
    message:
      "The app is trying to access a service '00000002-0000-0ff1-ce00-000000000000'(Office 365 Exchange Online) that your " +
      "organization 'AEM Forms (local)' lacks a service principal for. Contact your IT Admin to review the configuration of " +
      "your service subscriptions or consent to the application in order to create the required service principal.",
  },
  650056: {
    error: "invalid_client",
    message:
      "Misconfigured application. This could be due to one of the following: the client has not listed any permissions for " +
      "'Office 365 Exchange Online' in the requested permissions in the client's application registration. Or, the admin has " +
      "not consented in the tenant. Or, check the application identifier in the request to ensure it matches the configured " +
      "client application identifier. Please contact your admin to fix the configuration or consent on behalf of the tenant. " +
      "Client app ID: {client}.",
  },
  650057: {
    error: "invalid_resource",
    message:
      "Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the " +
      "client's application registration. Client app ID: {client}. Resource value from request: https://outlook.office.com.",
  },
  700082: {
    error: "invalid_grant",
    message:
      "The refresh token has expired due to inactivity. The token was issued on {issued} and was inactive for 90.00:00:00.",
    issuedDaysAgo: 90,
  },
  700084: {
    error: "invalid_grant",
    message:
      "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, " +
      "which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The " +
      "token was issued on {issued}.",
    issuedDaysAgo: 1,
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
  9002313: { error: "invalid_grant", message: "Invalid request. Request is malformed or invalid." },
  9002332: {
    error: "invalid_request",
    message:
      "Application '{client}' is configured for use by Azure Active Directory users only. Please do not use the /consumers " +
      "endpoint to serve this request.",
  },
};
