import { SignInAudience } from "../../components/catalogue/audiences.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import type { Facts } from "./facts.ts";
import { directionsOf } from "./jee.ts";
import type { Link, Section } from "./sheetModel.ts";
import { SIGN_IN_ENDS } from "./signInEnds.ts";

/** Adobe's own pages, and Microsoft's on what ends. */
export const JEE_LINKS: readonly Link[] = [
  {
    title: "Adobe: Integrate with Microsoft Office 365 mail server protocols",
    url: "https://experienceleague.adobe.com/en/docs/experience-manager-65/content/forms/use-aem-forms/oauth2-support-for-mail-service",
  },
  {
    title: "Adobe: Configuring email endpoints",
    url: "https://experienceleague.adobe.com/docs/experience-manager-65/forms/administrator-help/manage-endpoints/configuring-email-endpoints.html",
  },
  {
    title: "Microsoft: Deprecation of Basic authentication in Exchange Online",
    url: "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/deprecation-of-basic-authentication-exchange-online",
  },
];

/** What has to be there before anything is typed. */
export function jeeBefore({ stack, signInAudience }: Facts): string[] {
  const single =
    "This application is single-tenant. AEM has no field for a tenant, and an older edition of Adobe's page calls single-tenant unsupported: test it on your server before you rely on it.";
  return [
    "AEM Forms on JEE with 6.5 Service Pack 15 (6.5.15) or later: OAuth 2.0 for Office 365 came with it, and Adobe asks for the latest server. AEM 6.5 LTS is unconfirmed: Adobe has hidden its page for it.",
    `Values that work: \`${commandsOf(stack).verify}\` proves them before they are typed.`,
    ...(signInAudience === SignInAudience.AzureADMyOrg ? [single] : []),
  ];
}

/** How to test, and what to do again later. */
export function jeeSections(facts: Facts): Section[] {
  const { sends, receives } = directionsOf(facts);
  const { consent } = commandsOf(facts.stack);
  const test = [
    ...(sends
      ? [
          "In Workbench, test with Send with Document of Email 1.0: give addresses in TO and From, From being the mailbox, and invoke it. The message arrives, sent with OAuth 2.0.",
        ]
      : []),
    ...(receives ? ["Test Receive as well: it reads the mailbox over IMAP."] : []),
    "A new refresh token takes a few minutes until AEM works with it.",
  ];
  return [
    { title: "Test", sentences: test },
    {
      title: "The way back",
      sentences: [
        "One process goes back to basic authentication in Workbench: OAuth 2.0 Authentication False, under Use Global settings in the Connection Settings tab.",
        "That is for a short time only: Exchange Online is ending basic authentication.",
      ],
    },
    {
      title: "Do it again",
      sentences: [
        "After a rotation of the secret: Client Secret in the Email Service, in the task notifications, and in every email endpoint. Client ID and Refresh Token stay.",
        `After a new sign-in (\`${consent} --save\`): Refresh Token in the same places. Client ID and Client Secret stay.`,
        SIGN_IN_ENDS,
        "A process with connection settings of its own is a place as well.",
      ],
    },
  ];
}
