import { commandsOf } from "../rotate/nextSteps.ts";
import type { Field, Sheet, SheetValues } from "./sheet.ts";

const ADOBE = "https://experienceleague.adobe.com/en/docs/experience-manager-65/content/forms";

/**
 * AEM Forms on JEE. Labels and menus as on Adobe's page "Integrate with Microsoft Office 365 mail server protocols", spelling included;
 * SMTP and mailbox labels as on "Configuring service settings". The page names no hosts or ports: they are Microsoft's.
 */
export function jeeSheet(values: SheetValues): Sheet {
  const { stack, mailbox, imapHost, smtpHost, singleTenant } = values;
  const commands = commandsOf(stack);
  return {
    title: `AEM Forms on JEE: mail of ${mailbox} by OAuth 2.0`,
    before: [
      "A server of AEM 6.5 Service Pack 15 (6.5.15) or later; Adobe has hidden its page for AEM 6.5 LTS, so ask Adobe before relying on it there.",
      ...(singleTenant
        ? [
            "This application is for one tenant alone. AEM has no field for the tenant, and an older version of Adobe's page calls single tenant unsupported: test it on your server before you count on it.",
          ]
        : []),
      "The refresh token belongs to the mailbox that signed in: that address is the SMTP user, the user of the inbox, and the From address.",
    ],
    places: [
      {
        title: "Email Service",
        path: "Admin UI: Home > Services > Applications and Services > Service Management > Email Service",
        fields: [
          { label: "SMTP Host", value: smtpHost },
          { label: "SMTP Port Number", value: "587" },
          { label: "Whether the SMTP server requires authentication (SMTP Authenticate)", value: "ticked: mandatory" },
          { label: "SMTP User", value: mailbox },
          { label: "SMTP Password", value: "leave as it is: not used with OAuth 2.0" },
          { label: "SMTP Transport Security", value: "TLS" },
          { label: "POP3/IMAP Host", value: imapHost },
          { label: "POP3/IMAP Username", value: mailbox },
          { label: "POP3/IMAP Port Number", value: "993" },
          { label: "POP3/IMAP", value: "IMAP" },
          { label: "Receive Transport Security", value: "TLS" },
          { label: "oAuth 2.0 Authentication Settings", value: "True" },
          ...credentials(values),
        ],
        steps: ["Save. Processes made in Workbench use these values, unless their Connection Settings say otherwise."],
      },
      {
        title: "Task notifications",
        path: "Admin UI: Home > Services > Form Workflow > Server Settings > Email Settings",
        fields: [{ label: "Enable oAuth", value: "ticked" }, ...credentials(values)],
        steps: ["Save."],
      },
      {
        title: "Each email endpoint",
        path: "Admin UI: Home > Services > Applications and Services > Endpoint Management > the endpoint",
        fields: [
          { label: "oAuth 2.0 Authentication Settings", value: "True" },
          { label: "Protocol of the inbox", value: "IMAP: POP3 is not supported with OAuth on email endpoints" },
          ...credentials(values),
        ],
        steps: [
          "Save. Every endpoint has values of its own.",
          "If Workbench shows an error while you configure an endpoint, do it here in the Admin UI instead.",
        ],
      },
      {
        title: "Email 1.0 in Workbench: Send with Document, Send with Map of Attachments, Receive",
        path: "Workbench: Activity Picker > Email 1.0 > the operation > Connection Settings",
        fields: [
          { label: "Use Global settings", value: "ticked: the values of the Email Service" },
          { label: "OAuth 2.0 Authentication", value: "True" },
        ],
        steps: [
          "The way back for one process: untick Use Global settings and set OAuth 2.0 Authentication to False there. Microsoft is ending basic authentication, so it is no way for long.",
          "Receive reads by IMAP.",
        ],
      },
    ],
    files: [],
    after: [
      `In Workbench run Send with Document with a TO and a From address (From: ${mailbox}). The message arrives, sent with OAuth 2.0.`,
      "A new refresh token takes some minutes to act in AEM.",
      `When mail does not flow, ask here first: ${commands.verify}`,
    ],
    again: [
      "After a rotation: the Client Secret in Email Service, in task notifications and in each email endpoint. The refresh token stays.",
      `After a new consent (${commands.consent}): the Refresh Token in the same places. The secret stays.`,
    ],
    links: [
      {
        title: "Adobe: OAuth 2.0 for Microsoft Office 365",
        url: `${ADOBE}/use-aem-forms/oauth2-support-for-mail-service`,
      },
      {
        title: "Adobe: configuring email endpoints",
        url: "https://experienceleague.adobe.com/docs/experience-manager-65/forms/administrator-help/manage-endpoints/configuring-email-endpoints.html",
      },
    ],
  };
}

function credentials({ clientId, clientSecret, refreshToken }: SheetValues): Field[] {
  return [
    { label: "Client ID", value: clientId },
    { ...clientSecret, label: "Client Secret" },
    { ...refreshToken, label: "Refresh Token" },
  ];
}
