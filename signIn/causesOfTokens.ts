import type { Cause } from "./cause.ts";

const NEW_TOKEN = "Sign in again: {consent}. Then give AEM the new refresh token, in every place.";

/**
 * What goes wrong with codes, refresh tokens and scopes, and with the service that issues them. That 90 days count from the issue: Microsoft's staff
 * in Partner-Center-PowerShell #166; MicrosoftDocs/azure-docs #23702 and sasl-xoauth2 #30 met it in daily use.
 */
export const CAUSES_OF_TOKENS: Readonly<Record<number, Cause>> = {
  28000: {
    what: "The request asked for permissions of two APIs at once, for instance Microsoft Graph's beside Outlook's. A token is for one.",
    way: "Leave out --scopes: this command then asks for the mail servers' permissions alone.",
  },
  50089: {
    what: "What the sign-in began with has expired: the page was open for too long, or the session was ended meanwhile.",
    way: "Sign in again without a long pause: {consent}",
  },
  50132: {
    what: "The session ended because the password expired or was changed.",
    way: "Sign in again: {consent}. Then give AEM the new refresh token.",
  },
  50133: {
    what: "The session ended because the password expired or was changed a short time ago.",
    way: "Sign in again: {consent}. Then give AEM the new refresh token.",
  },
  50148: {
    what: "The code was asked for by another run of this command, whose proof key (PKCE) this run does not have.",
    way: "Use the link that this run printed, or the stack's own (output authorizeUrl), and paste that answer.",
  },
  50173: {
    what: "The refresh token was revoked: an administrator or {user} ended all sessions, or an administrator reset the password.",
    way: NEW_TOKEN,
  },
  50196: {
    what: "Entra saw the same request too often in too short a time and stopped it (a loop). The token may be good.",
    way:
      "Wait some minutes, then try again once. If it comes back, something asks over and over: stop the job or the AEM instance that does, " +
      "often one with an old refresh token.",
  },
  54005: {
    what: "The code was used already. Each code is good for one use, and a reloaded page or a second paste is a second use.",
    way: "Sign in again: {consent}",
  },
  65001: {
    what: "Nobody has consented to the permissions that were asked for, for this account and this application.",
    way: "Sign in and accept: {consent}. If it says so again, an administrator has to consent:\n{adminConsentUrl}",
  },
  65005: {
    what: "The application asked for an API that its registration does not name, or that the tenant does not have.",
    way: "Deploy stack {stack} ({up}), which declares its permissions again, and sign in: {consent}. If it stays, compare with an administrator whether the tenant has Exchange Online.",
  },
  70000: {
    what: "Microsoft does not know this code or refresh token: it was cut off, belongs to another application, or is not one.",
    way: "Sign in again: {consent}. When pasting, take the whole address: a token or code is several hundred characters long.",
  },
  70008: {
    what: "The code or the refresh token is too old. A code is good for ten minutes, a refresh token for 90 days from its issue, used or not.",
    way: "Sign in again: {consent}",
  },
  70011: {
    what: "Microsoft could not read the list of permissions; a space or line break in a copied link is enough.",
    way: "Open the link as a whole, or let the command open the browser: {consent}",
  },
  70043: {
    what: "Conditional Access wants people of this organisation to sign in again every so often, and the time is over.",
    way:
      "Sign in again: {consent}. It will end again in the same time: ask an administrator to leave {mailbox} out of the " +
      "policy's sign-in frequency, or AEM stops sending each time.",
  },
  90033: {
    what: "Microsoft's directory could not be reached for a moment: that says nothing of the token or of the application.",
    way: "Try again in some minutes. Microsoft's service health says whether it is more than that.",
  },
  500011: {
    what: "Office 365 Exchange Online does not exist in the tenant that was asked: it has no mail licence, or is the wrong tenant.",
    way: "Sign in with an account of a tenant that has Exchange Online. This application belongs to tenant {tenantId}.",
  },
  501481: {
    what: "The code was asked for by another run of this command, whose proof key (PKCE) this run does not have.",
    way: "Use the link that this run printed, or the stack's own (output authorizeUrl), and paste that answer.",
  },
  650052: {
    what: "The organisation has not subscribed to the service that was asked for, or not switched it on: most likely Exchange Online.",
    way: "An administrator checks the licences of {user}'s organisation. Or sign in with an account of a tenant that has Exchange Online.",
  },
  650053: {
    what: "A permission was asked for that the API does not have; most likely it is spelled wrong.",
    way: "Compare the setting permissions of stack {stack} with the list in docs/settings.md, deploy, and sign in again.",
  },
  650056: {
    what: "The registration names no permission of the API, or no administrator has consented, or the client id is another application's.",
    way: "Deploy stack {stack} ({up}), which declares its permissions again; compare the client id with {clientId}. Then an administrator consents:\n{adminConsentUrl}",
  },
  650057: {
    what: "A token was asked for of an API that the registration names no permission of.",
    way: "Leave out --scopes, so that this command asks for what stack {stack} declares. If it stays, deploy the stack ({up}): somebody may have removed its permissions in the portal.",
  },
  700005: {
    what: "The code was issued by another tenant than the one it was redeemed in.",
    way: "Sign in with the link of stack {stack} and paste that answer: {consent}",
  },
  700022: {
    what: "The request asked for permissions of two APIs at once. A token is for one.",
    way: "Leave out --scopes: this command then asks for the mail servers' permissions alone.",
  },
  700082: {
    what: 'The refresh token has ended: 90 days from its issue, used or not. Microsoft\'s word "inactive" misleads.',
    way:
      NEW_TOKEN +
      " Microsoft's text says when it was issued. Each use gives a successor with 90 days of its own, but no page says whether AEM keeps it: assume " +
      "that it does not. npx aem-mail-oauth upkeep --stack {stack}, run daily, renews the kept token in time and brings it to AEM; renew does the " +
      "one step. When it ends: npx aem-mail-oauth due --stack {stack}",
  },
  700084: {
    what: "The redirect URI is registered for a single-page application, whose refresh tokens end 24 hours after the sign-in.",
    way:
      "In the portal, under Authentication, remove the URI from Single-page application. Deploy stack {stack} ({up}): it registers the URI " +
      "under Web. Then sign in again: {consent}",
  },
};
