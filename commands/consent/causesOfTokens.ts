import type { Cause } from "./causes.ts";

/** What goes wrong with codes, refresh tokens and scopes. */
export const CAUSES_OF_TOKENS: Readonly<Record<number, Cause>> = {
  28000: {
    what: "The request asked for permissions of two APIs at once, for instance Microsoft Graph's beside Outlook's. A token is for one.",
    way: "Leave out --scopes: this command then asks for the mail servers' permissions alone.",
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
    what: "The consent was revoked: the password was reset by an administrator, or somebody revoked the sessions of {user}.",
    way: "Sign in again: {consent}. Then give AEM the new refresh token.",
  },
  54005: {
    what: "The code was used already. Each code is good for one use, and a reloaded page or a second paste is a second use.",
    way: "Sign in again: {consent}",
  },
  65001: {
    what: "Nobody has consented to the permissions that were asked for, for this account and this application.",
    way: "Sign in and accept: {consent}. If it says so again, an administrator has to consent:\n{adminConsentUrl}",
  },
  70000: {
    what: "Microsoft does not know this code or refresh token: it was cut off, belongs to another application, or is not one.",
    way: "Sign in again: {consent}. When pasting, take the whole address: a token or code is several hundred characters long.",
  },
  70008: {
    what: "The code or the refresh token is too old. A code is good for ten minutes, an unused refresh token for 90 days.",
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
  500011: {
    what: "Office 365 Exchange Online does not exist in the tenant that was asked: it has no mail licence, or is the wrong tenant.",
    way: "Sign in with an account of a tenant that has Exchange Online. This application belongs to tenant {tenantId}.",
  },
  501481: {
    what: "The code was asked for by another run of this command, whose proof key (PKCE) this run does not have.",
    way: "Use the link that this run printed, or the stack's own (output authorizeUrl), and paste that answer.",
  },
  650053: {
    what: "A permission was asked for that the API does not have; most likely it is spelled wrong.",
    way: "Compare the setting permissions of stack {stack} with the list in README.md, deploy, and sign in again.",
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
    what: "The refresh token was not used for 90 days, so Microsoft let it expire.",
    way: "Sign in again: {consent}. Then give AEM the new refresh token.",
  },
};
