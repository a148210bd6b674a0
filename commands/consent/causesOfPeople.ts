import type { Cause } from "./causes.ts";

const ANOTHER_DEVICE =
  "Sign in from a browser and device that the policy allows; with --paste it need not be this machine. Or ask an " +
  "administrator which policy it is: the sign-in log of Entra names it under Conditional Access.";

const ANOTHER_POLICY =
  "Another browser does not help: an administrator has to leave {mailbox} or this application (client id {clientId}) out of that policy. " +
  "The sign-in log of Entra names it under Conditional Access.";

/** What goes wrong with the person who signs in: the account, the consent, Conditional Access. */
export const CAUSES_OF_PEOPLE: Readonly<Record<number, Cause>> = {
  50020: {
    what: "This account does not belong to the tenant, and the application is not for accounts like it.",
    way: "Sign in as {mailbox}, in a private window if the browser signs somebody else in by itself.",
  },
  50034: {
    what: "There is no such account in the directory.",
    way: "Check the address for typing errors. The account is the mailbox's own: {mailbox}",
  },
  50053: {
    what: "The account is locked after too many wrong passwords.",
    way: "Wait some minutes, or ask an administrator to unblock {user}. Then: {consent}",
  },
  50055: {
    what: "The password has expired.",
    way: "Sign in to Outlook on the web once and change it. Then: {consent}",
  },
  50057: {
    what: "The account is disabled. For a shared mailbox that is how it should be: nobody signs in as the mailbox itself.",
    way:
      "For a shared mailbox, sign in as a person who has full access to it: npx aem-mail-oauth consent --stack {stack} --mailbox {mailbox} --user person@contoso.com. " +
      "Otherwise an administrator enables the account.",
  },
  50058: { what: "Nobody is signed in in that browser.", way: "Use the link again and sign in: {consent}" },
  50072: {
    what: "The account has to set up a second factor (multi-factor authentication) first.",
    way: "Sign in to https://aka.ms/mfasetup as {user} and set it up. Then: {consent}",
  },
  50076: {
    what: "Conditional Access wants a second factor (multi-factor authentication) for this application.",
    way:
      "Sign in again and answer the second factor: {consent}. If it comes back each time AEM refreshes, an administrator " +
      "has to leave {mailbox} out of that policy, as AEM cannot answer it.",
  },
  50079: {
    what: "Conditional Access wants a second factor, and the account has not set one up.",
    way: "Sign in to https://aka.ms/mfasetup as {user} and set it up. Then: {consent}",
  },
  50105: {
    what: "Only people who are assigned to the application may use it, and this account is not.",
    way:
      "An administrator assigns {user} in the portal, under Enterprise applications, Users and groups, or sets Assignment " +
      "required to No. Client id: {clientId}",
  },
  50126: { what: "Name or password is wrong.", way: "Try again: {consent}" },
  53000: { what: "Conditional Access wants a device that is managed and compliant.", way: ANOTHER_DEVICE },
  53001: {
    what: "Conditional Access wants a device that is joined to the organisation's domain.",
    way: ANOTHER_DEVICE,
  },
  53002: { what: "Conditional Access wants an approved app, and this application is none.", way: ANOTHER_POLICY },
  53003: {
    what: "Conditional Access blocks this sign-in: the place, the device or the application is not allowed.",
    way:
      ANOTHER_DEVICE +
      " If AEM's server is what is blocked, the policy has to allow its address for {mailbox}: AEM refreshes from there.",
  },
  65004: {
    what: "The permissions were not accepted: Cancel was pressed on the page that lists them.",
    way: "Sign in again and press Accept: {consent}",
  },
  90072: {
    what: "This account belongs to another organisation, and is no guest of the application's tenant.",
    way: "Sign in as {mailbox}, in a private window if the browser signs somebody else in by itself.",
  },
  90094: {
    what: "The organisation does not let people consent to these permissions themselves: it takes an administrator.",
    way: "Send this link to an administrator, wait for the consent, and run the command again:\n{adminConsentUrl}",
  },
  90095: {
    what: "The organisation wants an administrator's approval; the request for it has been sent.",
    way: "Wait for the approval, and run the command again. An administrator may also use this link:\n{adminConsentUrl}",
  },
  500341: {
    what: "The account was deleted from the directory.",
    way: "An administrator restores it within 30 days, or AEM gets another mailbox: npx aem-mail-oauth consent --stack {stack} --mailbox aem@contoso.com",
  },
  530003: { what: "Conditional Access wants a device that the organisation manages.", way: ANOTHER_DEVICE },
};
