import type { SmtpBlock } from "./gate.ts";

/**
 * What Exchange Online says, word for word as its clients log it. Clients, and people who search the web, go by these words.
 * The server's name that Exchange puts at the end is the one thing that is ours.
 */
export const SERVER = "localhost";

export const IMAP = {
  greeting: "* OK The Microsoft Exchange IMAP4 service is ready. [bABvAGMAYQBsAGgAbwBzAHQA]",
  capability: "* CAPABILITY IMAP4 IMAP4rev1 AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
  id: '* ID ("name" "Microsoft.Exchange.Imap4.Imap4Server" "version" "15.20")',
  authenticated: "OK AUTHENTICATE completed.",
  refused: "NO AUTHENTICATE failed.",
  loginRefused: "NO LOGIN failed.",
  invalid: "BAD Command received in Invalid state.",
  /** To every command of one who proved who they are but has no way into the mailbox. */
  notConnected: "BAD User is authenticated but not connected.",
  closed: "* BYE Connection closed. 14",
  bye: "* BYE Microsoft Exchange Server IMAP4 server signing off.",
} as const;

export const POP = {
  greeting: "+OK The Microsoft Exchange POP3 service is ready. [bABvAGMAYQBsAGgAbwBzAHQA]",
  authenticated: "+OK User successfully authenticated.",
  refused: "-ERR Authentication failure: unknown user name or bad password.",
  passwordRefused: "-ERR Logon failure: unknown user name or bad password.",
  capabilities: ["+OK", "TOP", "UIDL", "SASL XOAUTH2", "USER", "."],
  /** To the one-line form, `AUTH XOAUTH2 <token>`, that RFC 5034 allows and Exchange does not know. */
  protocolError: "-ERR Protocol error. Connection is closed. 10",
  invalid: "-ERR Command is not valid in this state.",
  bye: "+OK Microsoft Exchange Server POP3 server signing off.",
} as const;

/** A refusal by SMTP: its three digits, and the rest of the line. */
export interface SmtpReply {
  readonly code: number;
  readonly text: string;
}

const smtpDisabled = (where: "Tenant" | "Mailbox"): SmtpReply => ({
  code: 535,
  text:
    `5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the ${where}. ` +
    `Visit https://aka.ms/smtp_auth_disabled for more information. [${SERVER}]`,
});

export const SMTP = {
  notAuthenticated: `5.7.57 Client not authenticated to send mail. [${SERVER}]`,
  refused: { code: 535, text: `5.7.3 Authentication unsuccessful [${SERVER}]` },
  busy: { code: 421, text: `4.3.2 Service not active [${SERVER}]` },
  tryLater: { code: 451, text: `4.7.500 Server busy. Please try again later. [${SERVER}]` },
  sendAsDenied: { code: 550, text: `5.7.60 SMTP; Client does not have permissions to send as this sender [${SERVER}]` },
  recipientUnknown: { code: 550, text: `5.4.1 Recipient address rejected: Access denied. [${SERVER}]` },
  relayDenied: { code: 550, text: `5.7.54 SMTP; Unable to relay recipient in non-accepted domain [${SERVER}]` },
  tooLarge: { code: 552, text: `5.3.4 Message size exceeds fixed maximum message size [${SERVER}]` },
} as const satisfies Record<string, SmtpReply | string>;

/** To a good token, by what stands in its way. */
export const SMTP_BLOCKED: Readonly<Record<SmtpBlock, SmtpReply>> = {
  smtpDisabledForTenant: smtpDisabled("Tenant"),
  smtpDisabledForMailbox: smtpDisabled("Mailbox"),
  smtpPolicy: {
    code: 535,
    text:
      "5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. " +
      `Contact your administrator. [${SERVER}]`,
  },
};
