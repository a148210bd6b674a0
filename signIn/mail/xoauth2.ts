/** Who signs in to which mailbox. */
export interface MailCredentials {
  /** Address of the mailbox; of a shared one its own, whoever's the token is. */
  readonly mailbox: string;
  readonly accessToken: string;
}

/**
 * The one message of SASL XOAUTH2, in base64. Source: "Authenticate an IMAP, POP or SMTP connection using OAuth",
 * learn.microsoft.com/exchange/client-developer/legacy-protocols.
 */
export function xoauth2({ mailbox, accessToken }: MailCredentials): string {
  return Buffer.from(`user=${mailbox}\u0001auth=Bearer ${accessToken}\u0001\u0001`).toString("base64");
}
