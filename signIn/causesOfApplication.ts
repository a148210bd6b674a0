import type { Cause } from "./cause.ts";

const OTHER_APPLICATION =
  "Compare the client id with output clientId of stack {stack} ({clientId}), and the tenant with its output tenantId ({tenantId}).";

/** What goes wrong with the registration: its redirect URIs, secrets, audience and tenant. */
export const CAUSES_OF_APPLICATION: Readonly<Record<number, Cause>> = {
  50011: {
    what: "The redirect URI of the link is not one of those that the application has, to the letter: http://localhost and http://localhost/ are two.",
    way: "Deploy stack {stack} again ({up}), which puts its redirectUris back, and use the new link.",
  },
  50059: {
    what: "The link names no tenant.",
    way: "Use the link of this command or the stack's output authorizeUrl as they are.",
  },
  50128: {
    what: "Neither the link nor the address that was typed says which tenant is meant: its domain belongs to none.",
    way: "Check the address {user} for typing errors, and use the link of this command or the stack's output authorizeUrl as they are.",
  },
  50194: {
    what: "The application is for one tenant alone, and the link goes to the address for all of them (/common).",
    way: "Deploy stack {stack} again, and use its own link: it names the tenant where signInAudience is AzureADMyOrg.",
  },
  70003: {
    what: "The token endpoint was asked for a kind of grant that it does not have.",
    way: "Use this command, or the stack's output tokenRequest as it is.",
  },
  90002: {
    what: "There is no such tenant in this cloud.",
    way: "Check azuread:tenantId and the setting cloud of stack {stack}. The application was deployed to tenant {tenantId}.",
  },
  500112: {
    what: "The code was redeemed with another redirect URI than the one it was sent to.",
    way: "Paste the whole address rather than the code alone, so that the command knows where it went: {consent}",
  },
  500113: {
    what: "The application has no redirect URI at all; somebody may have removed them in the portal.",
    way: "Deploy stack {stack} again ({up}), which puts its redirectUris back.",
  },
  700016: {
    what: "The application is not in the tenant that was asked: it was deleted, or the link is another tenant's.",
    way: OTHER_APPLICATION,
  },
  700025: {
    what: "The redirect URI is registered for a mobile, desktop or single-page application, which may not use a client secret.",
    way:
      "In the portal, under Authentication, remove the URI from Mobile and desktop applications or Single-page application. " +
      "Deploy stack {stack} again: it registers the URI under Web.",
  },
  700038: { what: "What was sent as client id is not one.", way: OTHER_APPLICATION },
  90014: {
    what: "A field that a sign-in needs was missing in the request; a link that was cut off is enough.",
    way: "Open the link as a whole, or let the command open the browser: {consent}",
  },
  900023: {
    what: "What was sent as tenant is neither an id nor a domain.",
    way: "Use the link of this command or the stack's output authorizeUrl as they are.",
  },
  900144: {
    what: "Something that has to be in the request is not; most likely the link was cut off when it was copied.",
    way: "Open the link as a whole, or let the command open the browser: {consent}",
  },
  900561: {
    what: "An address was asked in a way that it does not take: mostly the back button, or the token address opened in a browser.",
    way: "Nothing is wrong with the application. Begin the sign-in again: {consent}",
  },
  900971: {
    what: "The request names no redirect URI, and the application has none that could be meant.",
    way: "Deploy stack {stack} again ({up}), and use the new link.",
  },
  7000112: {
    what: "The application is switched off in this tenant (Enterprise applications, Enabled for users to sign-in: No).",
    way: "An administrator switches it on in the portal, under Enterprise applications, Properties. Client id: {clientId}",
  },
  7000215: {
    what: "The client secret is not one of the application's: it was removed, or its id was taken for its value.",
    way:
      "Deploy stack {stack} ({up}), and try again. What was pasted by hand somewhere has to be the " +
      "value, not the Secret ID that the portal shows beside it.",
  },
  7000218: {
    what: "The request carried no client secret.",
    way: "Declare a secret for stack {stack} (setting clientSecrets) and deploy. AEM's field Client Secret must not be empty.",
  },
  7000222: {
    what: "The client secret has expired.",
    way: "Make a new one: npx aem-mail-oauth rotate add --stack {stack}. Then give it to AEM; docs/rotate.md says how.",
  },
  7000229: {
    what: "The application has no service principal in this tenant.",
    way: "Deploy stack {stack} again ({up}), which makes one.",
  },
  9002313: {
    what: "Entra could not read the request: mostly a code or refresh token that was cut off, or has foreign characters in it.",
    way: "Sign in again: {consent}. When pasting, take the whole value: a token or code is several hundred characters long, with no space in it.",
  },
  9002325: {
    what: "The redirect URI is registered for a single-page application, which redeems codes across origins, with a proof key (PKCE).",
    way:
      "In the portal, under Authentication, remove the URI from Single-page application. Deploy stack {stack} again: it " +
      "registers the URI under Web.",
  },
  9002327: {
    what: "The redirect URI is registered for a single-page application, whose codes only a browser may redeem.",
    way:
      "In the portal, under Authentication, remove the URI from Single-page application. Deploy stack {stack} again: it " +
      "registers the URI under Web.",
  },
  9002332: {
    what: "The application is for work and school accounts alone, and the request went to the address of personal ones (/consumers).",
    way: "Sign in as a work account with the stack's own link, or allow personal accounts: setting signInAudience of stack {stack}.",
  },
};
