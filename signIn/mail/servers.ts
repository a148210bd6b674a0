import { readFile } from "node:fs/promises";

import { type Cloud, CLOUD_HOSTS } from "../../components/catalogue/clouds.ts";
import type { Deployment } from "../../stack/deployment.ts";

export interface MailServer {
  readonly host: string;
  readonly port: number;
}

/** Where a mailbox is reached; a protocol that is not served is left out. */
export interface MailServers {
  /** STARTTLS. */
  readonly smtp?: MailServer;
  /** TLS from the start. */
  readonly imap?: MailServer;
  /** TLS from the start. */
  readonly pop?: MailServer;
  /** Why a protocol is left out. */
  readonly missing?: string;
  /** PEM of the only authority to trust; default: those of Node. */
  readonly ca?: string;
}

/**
 * Exchange Online's servers of a cloud, or those of the local tenant.
 * Source: "POP, IMAP, and SMTP settings for Outlook.com" and "How to set up SMTP AUTH client submission" of Microsoft 365.
 */
export async function mailServersOf(deployment: Pick<Deployment, "mail">, cloud: Cloud): Promise<MailServers> {
  const local = await deployment.mail();
  if (local !== undefined) {
    const { smtp, imap, pop, missing } = local;
    return {
      smtp,
      ...(imap === undefined ? {} : { imap }),
      ...(pop === undefined ? {} : { pop }),
      ...(missing === undefined ? {} : { missing }),
      ca: await readFile(local.authority, "utf8"),
    };
  }
  const { mailHost, smtpHost } = CLOUD_HOSTS[cloud];
  return {
    smtp: { host: smtpHost, port: 587 },
    imap: { host: mailHost, port: 993 },
    pop: { host: mailHost, port: 995 },
  };
}
