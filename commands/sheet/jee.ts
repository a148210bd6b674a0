import { CLOUD_HOSTS } from "../../components/catalogue/clouds.ts";
import { Preset } from "../../components/catalogue/presets.ts";
import { aemPlaces } from "../../stack/aemPlaces.ts";
import type { Facts } from "./facts.ts";
import { credentials, enter, leave, mailboxField, select } from "./fields.ts";
import type { Field, Place } from "./sheetModel.ts";

const UNUSED = "OAuth 2.0 does not use it.";
const NO_PORT = "Adobe's page names no port. Exchange Online has IMAP on 993, with TLS from the start.";

/** What AEM does with mail is what the permissions allow: fields of the other direction are left out. */
interface Directions {
  readonly sends: boolean;
  readonly receives: boolean;
}

export function directionsOf({ permissions }: Pick<Facts, "permissions">): Directions {
  return { sends: permissions.includes("SMTP.Send"), receives: permissions.includes("IMAP.AccessAsUser.All") };
}

/**
 * Places and labels of AEM Forms on JEE. Source: Adobe's pages "Integrate with Microsoft Office 365 mail server protocols",
 * "Configure service settings", "Configuring Server Settings" and "Configuring email endpoints".
 */
export function jeePlaces(facts: Facts): Place[] {
  const fields: Readonly<Record<string, () => Pick<Place, "fields" | "notes">>> = {
    "Email Service": () => emailService(facts),
    "Task notifications": () => taskNotifications(facts),
    "Every email endpoint": () => emailEndpoint(facts),
  };
  const held = aemPlaces(Preset.AemFormsJee).flatMap(({ name, path, note }) => {
    const place = fields[name]?.();
    if (place === undefined) throw new Error(`The sheet does not know the fields of "${name}".`);
    return [{ name, path, ...place, notes: [...(note === undefined ? [] : [note]), ...place.notes] }];
  });
  return [...held, workbench(facts)];
}

function emailService(facts: Facts): Pick<Place, "fields" | "notes"> {
  const { smtpHost, mailHost } = CLOUD_HOSTS[facts.cloud];
  const { sends, receives } = directionsOf(facts);
  const mandatory =
    "Mandatory for OAuth 2.0. In full: Whether the SMTP server requires authentication (SMTP Authenticate).";
  const sending: Field[] = [
    enter("SMTP Host", smtpHost),
    enter("SMTP Port Number", 587),
    select("SMTP Authenticate", "selected", mandatory),
    mailboxField("SMTP User", facts, "Needed with OAuth 2.0 too: it says whose token it is."),
    leave("SMTP Password", UNUSED),
    select("SMTP Transport Security", "TLS"),
  ];
  const receiving: Field[] = [
    enter("POP3/IMAP Host", mailHost),
    mailboxField("POP3/IMAP Username", facts),
    leave("POP3/IMAP Password", UNUSED),
    enter("POP3/IMAP Port Number", 993, NO_PORT),
    select("POP3/IMAP", "IMAP"),
    select("Receive Transport Security", "TLS"),
  ];
  return {
    fields: [
      ...(sends ? sending : []),
      ...(receives ? receiving : []),
      select("oAuth 2.0 Authentication Settings", "True"),
      ...credentials(facts),
    ],
    notes: [
      "Stop the service on the Service Management page before the change; afterwards press Save, and start it again.",
      "The values are in its Configuration tab. They are the defaults of email endpoints as well.",
    ],
  };
}

function taskNotifications(facts: Facts): Pick<Place, "fields" | "notes"> {
  const { smtpHost } = CLOUD_HOSTS[facts.cloud];
  return {
    fields: [
      select("Enable Outgoing Messages"),
      enter("SMTP Server", smtpHost),
      mailboxField("User Name", facts),
      leave("Password", UNUSED),
      mailboxField("Email Address", facts, "Another sender needs the right Send As in Exchange Online."),
      select("Enable oAuth"),
      ...credentials(facts),
    ],
    notes: ["Press Save."],
  };
}

function emailEndpoint(facts: Facts): Pick<Place, "fields" | "notes"> {
  const { smtpHost, mailHost } = CLOUD_HOSTS[facts.cloud];
  const { sends, receives } = directionsOf(facts);
  const receiving: Field[] = [
    enter("Inbox Host", mailHost),
    enter("Inbox Port", 993),
    select("Inbox Protocol", "IMAP", "Not POP3: AEM does not support it with OAuth 2.0 on email endpoints."),
    mailboxField("Inbox User", facts),
    leave("Inbox Password", UNUSED),
    select("POP3/IMAP SSL Enabled", "selected", "Port 993 is TLS from the start."),
  ];
  const sending: Field[] = [
    enter("SMTP Host", smtpHost),
    enter("SMTP Port", 587),
    mailboxField("SMTP User", facts),
    leave("SMTP Password", UNUSED),
    mailboxField("Send From", facts),
    select("SMTP SSL Enabled", "not selected", "Port 587 begins in the clear and changes to TLS by STARTTLS."),
  ];
  return {
    fields: [
      ...(receives ? receiving : []),
      ...(sends ? sending : []),
      select("oAuth 2.0 Authentication Settings", "True"),
      ...credentials(facts),
    ],
    notes: [
      "Press Save. The endpoint of the Complete Task service, which takes answers to task notifications, is one of them.",
      "One address belongs to one endpoint. An endpoint with a mailbox of its own needs a refresh token of its own: sign in as that mailbox.",
      "Where your version shows SMTP Transport Security and Receive Transport Security on an endpoint, both are TLS.",
      "If Workbench shows an error while an endpoint is configured there, configure it in Admin UI.",
      "An endpoint takes two messages a scan by default (Batch Size), so a test message may have to wait.",
    ],
  };
}

function workbench(facts: Facts): Place {
  const { sends, receives } = directionsOf(facts);
  const own = "Only in a process with connection settings of its own.";
  return {
    name: "Operations of Email 1.0",
    path: "Workbench: Activity Picker > Email 1.0 > Send with Document, Send with Map of Attachments, Receive > Connection Settings",
    fields: [
      select("Use Global settings", "selected", "The values of the Email Service; nothing else is to be entered."),
      select("OAuth 2.0 Authentication", "True", `${own} The way back for one process is False.`),
      ...(sends
        ? [select("SMTP Transport Security", "TLS", `Send with Document, Send with Map of Attachments. ${own}`)]
        : []),
      ...(receives ? [select("Receive Transport Security", "TLS", `Receive, which reads from IMAP. ${own}`)] : []),
    ],
    notes: ["The transport securities take blank, SSL or TLS; OAuth 2.0 needs TLS in both."],
  };
}
