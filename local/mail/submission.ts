import { SMTPServer, type SMTPServerOptions } from "smtp-server";

import { reasonOf } from "../../support/userError.ts";
import type { ServerCertificate } from "../tenant/server/certificates.ts";
import type { Gate, Outcome } from "./gate.ts";
import { headerFrom } from "./headerFrom.ts";
import { SERVER, SMTP, SMTP_BLOCKED, type SmtpReply } from "./replies.ts";

/** Exchange Online's own limit for a message, in bytes. */
const SIZE = 157_286_400;

export interface SubmissionOptions {
  readonly certificate: ServerCertificate;
  readonly gate: Gate;
  /** Puts an accepted message into one mailbox. */
  readonly deliver: (mailbox: string, message: Buffer) => void;
  readonly log: (line: string) => void;
}

/** Who a session is, once it signed in. */
interface User {
  readonly mailbox: string;
  readonly person: string;
}

/** Message submission (RFC 6409) after STARTTLS and AUTH XOAUTH2, with Exchange Online's refusals. */
export function submissionServer({ certificate, gate, deliver, log }: SubmissionOptions): SMTPServer {
  const options: SMTPServerOptions = {
    name: SERVER,
    banner: "Microsoft ESMTP MAIL Service ready",
    key: certificate.key,
    cert: certificate.certificate,
    minVersion: "TLSv1.2",
    size: SIZE,
    authMethods: ["XOAUTH2"],
    authRequiredMessage: SMTP.notAuthenticated,
    disableReverseLookup: true,
    logger: false,
    onConnect: (session, callback) => {
      // Exchange does not so much as offer AUTH in the clear.
      session.disabledCommands = ["AUTH"];
      try {
        callback(gate.faults().has("smtpBusy") ? refusal(SMTP.busy) : null);
      } catch (error) {
        failed(callback)(error);
      }
    },
    onSecure: (_socket, session, callback) => {
      session.disabledCommands = [];
      callback();
    },
    onAuth: ({ username = "", accessToken = "" }, _session, callback) => {
      gate.signIn({ user: username, token: accessToken }, "smtp").then((outcome) => {
        if (outcome.kind === "in") callback(null, { user: outcome satisfies User });
        else callback(refusal(replyTo(outcome)));
      }, failed(callback));
    },
    onMailFrom: ({ address }, session, callback) => {
      maySendAs(gate, session.user as User, [address]).then((may) => {
        callback(may ? null : refusal(SMTP.sendAsDenied));
      }, failed(callback));
    },
    onRcptTo: ({ address }, _session, callback) => {
      checkRecipient(gate, address).then((reply) => {
        callback(reply === undefined ? null : refusal(reply));
      }, failed(callback));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("error", callback).on("end", () => {
        const message = Buffer.concat(chunks);
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        const user = session.user as User;
        if (stream.sizeExceeded) {
          callback(refusal(SMTP.tooLarge));
        } else {
          accept(message, recipients, user).then((reply) => {
            if (reply === undefined) callback(null, "2.0.0 OK [Hostname=localhost] Queued mail for delivery");
            else callback(refusal(reply));
          }, failed(callback));
        }
      });
    },
  };

  /** What went wrong here, such as a tenant that is gone, is for our log; the client is told to come back. */
  const failed =
    (callback: (error: Error) => void) =>
    (error: unknown): void => {
      log(`SMTP failed: ${reasonOf(error)}`);
      callback(refusal(SMTP.tryLater));
    };
  const accept = async (message: Buffer, recipients: string[], user: User): Promise<SmtpReply | undefined> => {
    if (gate.faults().has("smtpTryLater")) return SMTP.tryLater;
    if (!(await maySendAs(gate, user, headerFrom(message)))) return SMTP.sendAsDenied;
    const mailboxes = await gate.mailboxes();
    const found = new Set(recipients.map((address) => mailboxes.find(address)));
    for (const mailbox of found) if (mailbox !== undefined) deliver(mailbox, message);

    log(`SMTP ${user.mailbox} sent ${message.length} bytes to ${[...found].join(", ")}`);
    return undefined;
  };

  const smtp = new SMTPServer(options);
  // It passes on what its listening socket meets, such as a port in use: whoever made that listen is told by the socket itself.
  smtp.on("error", () => undefined);
  return smtp;
}

const replyTo = (outcome: Outcome): SmtpReply =>
  outcome.kind === "smtpBlocked" ? SMTP_BLOCKED[outcome.fault] : SMTP.refused;

/** Everybody sends as the mailbox they signed in to, or as themselves. */
async function maySendAs(gate: Gate, { mailbox, person }: User, addresses: string[]): Promise<boolean> {
  const mailboxes = await gate.mailboxes();
  const allowed = [mailbox, mailboxes.find(person)];
  return addresses.every((address) => {
    const sender = mailboxes.find(address);
    return sender !== undefined && allowed.includes(sender);
  });
}

/** Nothing leaves this machine: mail goes to mailboxes of this tenant alone. */
async function checkRecipient(gate: Gate, address: string): Promise<SmtpReply | undefined> {
  const mailboxes = await gate.mailboxes();
  if (mailboxes.find(address) !== undefined) return undefined;
  return mailboxes.hasDomain(address) ? SMTP.recipientUnknown : SMTP.relayDenied;
}

function refusal({ code, text }: SmtpReply): Error {
  return Object.assign(new Error(text), { responseCode: code });
}
