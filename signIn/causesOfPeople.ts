import type { CauseOfSignIn } from "./cause.ts";

const ANOTHER_DEVICE =
  "Sign in from a browser and device that the policy allows; with --paste it need not be this machine. Or ask an " +
  "administrator which policy it is: the sign-in log of Entra names it under Conditional Access.";

const ANOTHER_POLICY =
  "Another browser does not help: an administrator has to leave {mailbox} or this application (client id {clientId}) out of that policy. " +
  "The sign-in log of Entra names it under Conditional Access.";

const ANSWER_SECOND_FACTOR =
  "Sign in again and answer the second factor: {consent}. If it comes back each time AEM refreshes, an administrator has to leave " +
  "{mailbox} out of what asks for it, as AEM cannot answer it.";

/** Conditional Access is one of the reasons only: Microsoft's list of numbers, 50076 and 50079; security defaults ask as well. */
const WHO_ASKS = "Conditional Access, this person's own setting (per-user), security defaults, or a new place";

const SET_UP = "Sign in to https://aka.ms/mfasetup as {user} and set it up. Then: {consent}";

/** What goes wrong with the person who signs in: the account, the consent, Conditional Access. */
export const CAUSES_OF_PEOPLE: Readonly<Record<number, CauseOfSignIn>> = {
  16000: {
    what: "The account that the browser signed in does not exist in the application's tenant: another has to be chosen.",
    way: "Sign in as {user}, in a private window if the browser signs somebody else in by itself: {consent}",
  },
  50020: {
    what: "This account does not belong to the tenant, and the application is not for accounts like it.",
    way: "Sign in as {user}, in a private window if the browser signs somebody else in by itself: {consent}",
  },
  50034: {
    what: "There is no such account in the directory.",
    way: "Check the address for typing errors. The account is the mailbox's own, {mailbox}. Then: {consent}",
    ofPerson: {
      what: "There is no such account in the directory.",
      way: "Check the address for typing errors. The account is the person's who signs in for {mailbox}, {user}. Then: {consent}",
    },
  },
  50053: {
    what: "The account is locked after too many wrong passwords, or the sign-in came from an address (IP) known as malicious.",
    way:
      "An administrator finds out which in Entra's sign-in log, under Failure reason. Locked: wait some minutes, or the administrator unblocks " +
      "{user}. The address: sign in from another network; if it is that of AEM's server, the administrator sees to that address. Then: {consent}",
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
    ofPerson: {
      what: "The account of the person who signs in, {user}, is disabled.",
      way:
        "An administrator enables it, or another person who has full access to {mailbox} signs in: " +
        "npx aem-mail-oauth consent --stack {stack} --mailbox {mailbox} --user person@contoso.com",
    },
  },
  50058: { what: "Nobody is signed in in that browser.", way: "Use the link again and sign in: {consent}" },
  50072: {
    what: `A second factor (multi-factor authentication) is wanted, and the account has to set one up first. What asks: ${WHO_ASKS}.`,
    way: SET_UP,
  },
  50074: {
    what: "A second factor (multi-factor authentication) is wanted, and it was not answered, or not correctly.",
    way: ANSWER_SECOND_FACTOR,
  },
  50076: {
    what: `A second factor (multi-factor authentication) is wanted for this application. What asks: ${WHO_ASKS}.`,
    way: ANSWER_SECOND_FACTOR,
  },
  50078: {
    what: "The second factor that was answered has expired: a policy of the organisation wants it again every so often.",
    way:
      "Sign in again and answer it: {consent}. Then give AEM the new refresh token. It will come back in the same time, unless an administrator " +
      "leaves {mailbox} out of that policy.",
  },
  50079: {
    what: `A second factor (multi-factor authentication) is wanted, and the account has none. What asks: ${WHO_ASKS}.`,
    way: `${SET_UP} Where another system signs {user} in (federation), that system has to ask for the factor.`,
  },
  50105: {
    what: "Only people who are assigned to the application may use it, and this account is not.",
    way:
      "An administrator assigns {user} in the portal, under Enterprise applications, Users and groups, or sets Assignment " +
      "required to No. Client id: {clientId}",
  },
  50126: { what: "Name or password is wrong.", way: "Try again: {consent}" },
  51004: {
    what: "The account does not exist in the directory; most likely the link went to another tenant than the account's.",
    way: "Sign in as {mailbox}, with the link of stack {stack}. Its application belongs to tenant {tenantId}: {consent}",
  },
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
    way: "Sign in as {user}, in a private window if the browser signs somebody else in by itself: {consent}",
  },
  90094: {
    what: "The organisation does not let people consent to these permissions themselves: it takes an administrator.",
    way: "Send this link to an administrator, wait for the consent, and run the command again:\n{adminConsentUrl}",
  },
  90095: {
    what: "The page asks to request an administrator's approval. It may not have been asked for yet.",
    way:
      "Give the reason on that page and press Request approval, or send an administrator this link. Wait for the consent, and run the command " +
      "again:\n{adminConsentUrl}",
  },
  500208: {
    what: "The account is of another kind than is wanted: a personal one where work accounts sign in, or the other way round.",
    way: "Sign in as {mailbox}. If that is a personal account, signInAudience of stack {stack} has to allow such accounts.",
  },
  500212: {
    what: "The person's own organisation does not let its people sign in to the application's tenant (cross-tenant access, outbound).",
    way: "An administrator of {user}'s organisation allows tenant {tenantId} in its cross-tenant access settings. Or sign in as an account of that tenant.",
  },
  500213: {
    what: "The application's tenant does not let people of that organisation in (cross-tenant access, inbound).",
    way: "An administrator of tenant {tenantId} allows {user}'s organisation in its cross-tenant access settings. Or sign in as an account of that tenant.",
  },
  500341: {
    what: "The account was deleted from the directory.",
    way: "An administrator restores it within 30 days, or AEM gets another mailbox: npx aem-mail-oauth consent --stack {stack} --mailbox aem@contoso.com",
  },
  530003: { what: "Conditional Access wants a device that the organisation manages.", way: ANOTHER_DEVICE },
  530032: {
    what: "A security policy of the whole tenant blocks this sign-in.",
    way: "An administrator looks the sign-in up in Entra's sign-in log, which names the policy, and leaves {mailbox} out of it. Then: {consent}",
  },
  530035: {
    what: "Security defaults of the tenant block this sign-in: it looked unsafe, or like a sign-in with a password alone.",
    way:
      "Sign in with a browser and a second factor: {consent}. If AEM is refused all the same, an administrator has to replace security defaults " +
      "by Conditional Access policies that leave {mailbox} out.",
  },
};
