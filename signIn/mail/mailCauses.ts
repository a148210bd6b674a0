import { sameIgnoringCase } from "../../support/text.ts";
import type { Cause, CauseNames } from "../cause.ts";
import { fill } from "../causes.ts";
import { networkCause } from "../networkCauses.ts";
import type { MailProtocol, MailRefusal } from "./mailRefusal.ts";
import type { MailServer } from "./servers.ts";

interface MailCause extends Cause {
  readonly protocol: MailProtocol;
  readonly reply: RegExp;
  /** The way where the mailbox itself signed in, so that nobody's access to it is in question. */
  readonly ownWay?: string;
  /** The way where the token turned out to be somebody else's, whom nobody had named for it. */
  readonly strangerWay?: string;
}

const POWERSHELL = "An Exchange administrator runs, in Exchange Online PowerShell (Connect-ExchangeOnline):";
const WRONG_TOKEN = "Sign in again as {user}, without --scopes: {consent}";
const STRANGER = "The token is {user}'s. Sign in as {mailbox} itself: {asMailbox}";

/**
 * Causes by protocol and reply, the more particular first. Sources: "Authenticate an IMAP, POP or SMTP connection using
 * OAuth" and "Enable or disable SMTP AUTH" of Microsoft, and what people who met the replies found behind them.
 */
export const MAIL_CAUSES: readonly MailCause[] = [
  {
    protocol: "SMTP",
    reply: /SmtpClientAuthentication is disabled for the Tenant/i,
    what: "Sending by clients (SMTP AUTH) is switched off for the whole organisation. That stops OAuth as well as passwords.",
    way:
      `${POWERSHELL}\n  Set-CASMailbox -Identity {mailbox} -SmtpClientAuthenticationDisabled $false\n` +
      "for this mailbox alone, which goes before the organisation's setting; or for everybody\n" +
      "  Set-TransportConfig -SmtpClientAuthenticationDisabled $false\nIt takes effect within an hour. The token is good.",
  },
  {
    protocol: "SMTP",
    reply: /SmtpClientAuthentication is disabled for the Mailbox/i,
    what: "Sending by clients (SMTP AUTH) is switched off for this mailbox. That stops OAuth as well as passwords.",
    way:
      `${POWERSHELL}\n  Set-CASMailbox -Identity {mailbox} -SmtpClientAuthenticationDisabled $false\n` +
      "It takes effect within an hour. The token is good.",
  },
  {
    protocol: "SMTP",
    reply: /5\.7\.139/,
    what: "The organisation's security settings (Conditional Access, security defaults) do not let this mailbox send by SMTP.",
    way: "An administrator looks for the sign-in of {mailbox} in Entra's sign-in log: it names the policy.",
  },
  {
    protocol: "SMTP",
    reply: /5\.7\.30\b/,
    what: "Somebody tried a password. Exchange Online no longer takes one for sending.",
    way: "Set OAuth 2.0 in AEM; npx aem-mail-oauth sheet --stack {stack} shows where.",
  },
  {
    protocol: "SMTP",
    reply: /5\.7\.3\b/,
    what:
      "Exchange does not take the token for sending from {mailbox}: it is another account's, or for another API, or lacks " +
      "SMTP.Send. Some personal accounts are refused with a good token, too.",
    way: `${WRONG_TOKEN}\nUse a work account rather than a personal one.`,
    strangerWay: STRANGER,
  },
  {
    protocol: "SMTP",
    reply: /^4\d\d /,
    what: "Exchange is busy, or turns away this many connections at once.",
    way: "Wait some minutes, then: npx aem-mail-oauth verify --stack {stack}",
  },
  {
    protocol: "SMTP",
    reply: /5\.7\.60|SendAsDenied/,
    what: "The account may sign in, but not send as {mailbox}.",
    way: `${POWERSHELL}\n  Add-RecipientPermission -Identity {mailbox} -Trustee {user} -AccessRights SendAs`,
    strangerWay: STRANGER,
  },
  {
    protocol: "SMTP",
    reply: /5\.4\.1|5\.1\.1|5\.1\.10/,
    what: "Exchange knows no mailbox of the address {mailbox}.",
    way: "Check the address, and that it has an Exchange Online licence.",
  },
  {
    protocol: "IMAP",
    reply: /did not arrive in the inbox/,
    what: "The message was taken for sending, and did not arrive in the inbox within a minute.",
    way:
      "Look for it in the mailbox: a rule may have moved it, junk mail may have caught it, or delivery is slow today. Then run " +
      "npx aem-mail-oauth verify --stack {stack} --send again.",
  },
  {
    protocol: "IMAP",
    reply: /authenticated but not connected/i,
    what:
      "Exchange takes the token, but does not open {mailbox}: whoever signed in has no access to it, or IMAP is switched off " +
      "for it.",
    way:
      `${POWERSHELL}\n  Add-MailboxPermission -Identity {mailbox} -User {user} -AccessRights FullAccess\n` +
      "Where {user} has that already, IMAP is switched off:\n  Set-CASMailbox -Identity {mailbox} -ImapEnabled $true",
    strangerWay: STRANGER,
    ownWay: `IMAP is most likely switched off for it. ${POWERSHELL}\n  Set-CASMailbox -Identity {mailbox} -ImapEnabled $true`,
  },
  {
    protocol: "IMAP",
    reply: /AUTHENTICATE failed|LOGIN failed|authentication failed/i,
    what:
      "Exchange does not take the token for IMAP: it is for another API (Microsoft Graph, say), lacks IMAP.AccessAsUser.All, or " +
      "there is no mailbox {mailbox}.",
    way: WRONG_TOKEN,
    strangerWay: STRANGER,
  },
  {
    protocol: "POP",
    reply: /Protocol error/i,
    what: "The server does not take the sign-in in one line.",
    way: "Nothing to do for AEM, which does not use POP with OAuth on its email endpoints.",
  },
  {
    protocol: "POP",
    reply: /^-ERR/,
    what:
      "Exchange does not open {mailbox} by POP: POP is switched off for it, whoever signed in has no access to it, or the token " +
      "lacks POP.AccessAsUser.All. Its reply is the same for all three.",
    way:
      "If IMAP works, it is POP alone:\n  Set-CASMailbox -Identity {mailbox} -PopEnabled $true\n" +
      "AEM needs it only where a process receives by POP; AEM's email endpoints do not take POP with OAuth.",
  },
];

/** What is behind a mail server's reply, or behind its silence, with names filled in. */
export function mailCauseOf(
  protocol: MailProtocol,
  refusal: MailRefusal,
  server: MailServer,
  names: CauseNames,
): Cause {
  const { code, reply } = refusal;
  if (code !== undefined) return networkCause(code, `${server.host}:${server.port}`);
  const known = MAIL_CAUSES.find((cause) => cause.protocol === protocol && cause.reply.test(reply));
  const cause = known ?? {
    what: `${protocol} refused in words that are not known here.`,
    way: "The server's own words are below; docs/troubleshooting.md lists what is known.",
  };
  const isOwn = sameIgnoringCase(names.user, names.mailbox);
  const ofSituation = isOwn ? known?.ownWay : names.stranger === true ? known?.strangerWay : undefined;
  return { what: fill(cause.what, names), way: fill(ofSituation ?? cause.way, names) };
}
