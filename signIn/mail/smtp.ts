import { createTransport } from "nodemailer";

import type { MailConnectionOptions } from "./imap.ts";
import { MailRefusal, refusalOf } from "./mailRefusal.ts";
import type { MailServer } from "./servers.ts";
import { type MailCredentials, xoauth2 } from "./xoauth2.ts";

/** A plain-text message that a mailbox sends to itself. */
export interface TestMessage {
  readonly subject: string;
  readonly text: string;
  /** `<...@...>` */
  readonly messageId: string;
}

/** The part of what nodemailer hands to its own handlers of sign-in that is used here. */
interface SignIn {
  sendCommand(command: string): Promise<{ readonly status: number }>;
}

/**
 * Signs in for sending (submission, STARTTLS) and says goodbye.
 *
 * @throws MailRefusal
 */
export async function signInToSmtp(
  server: MailServer,
  credentials: MailCredentials,
  options: MailConnectionOptions,
): Promise<void> {
  const transport = open(server, credentials, options);
  try {
    await transport.verify();
  } catch (error) {
    throw refused(error);
  } finally {
    transport.close();
  }
}

/**
 * Sends one message from the mailbox to itself.
 *
 * @throws MailRefusal
 */
export async function sendToItself(
  server: MailServer,
  credentials: MailCredentials,
  options: MailConnectionOptions,
  { subject, text, messageId }: TestMessage,
): Promise<void> {
  const transport = open(server, credentials, options);
  const { mailbox } = credentials;
  try {
    await transport.sendMail({ from: mailbox, to: mailbox, subject, text, messageId });
  } catch (error) {
    throw refused(error);
  } finally {
    transport.close();
  }
}

function open({ host, port }: MailServer, credentials: MailCredentials, { ca, timeout }: MailConnectionOptions) {
  return createTransport({
    host,
    port,
    secure: false,
    requireTLS: true,
    tls: { servername: host, minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
    // Nodemailer's own OAuth 2.0 answers a refusal by fetching another token, and so hides what the server said.
    auth: { type: "custom", method: "XOAUTH2", user: credentials.mailbox, pass: credentials.accessToken },
    customAuth: { XOAUTH2: (signIn: SignIn) => authenticate(signIn, credentials) },
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    logger: false,
  });
}

async function authenticate(signIn: SignIn, credentials: MailCredentials): Promise<void> {
  const first = await signIn.sendCommand(`AUTH XOAUTH2 ${xoauth2(credentials)}`);
  // Some servers ask for an empty line before they refuse.
  const { status } = first.status === 334 ? await signIn.sendCommand("") : first;
  // Nodemailer puts the server's words into the error.
  if (status !== 235) throw new Error("refused");
}

/** Nodemailer puts codes of its own over those of Node, which are left in the message alone. */
function refused(error: unknown): MailRefusal {
  const { response, message, code } = Object(error) as { response?: unknown; message?: unknown; code?: unknown };
  if (typeof response === "string" && response !== "") return refusalOf(error, response);
  const words = String(message);
  const [node] = /\bE[A-Z_]{5,}\b/.exec(words) ?? [];
  const name = /certificate|altnames/i.test(words) ? "CERTIFICATE" : (node ?? String(code));
  return new MailRefusal(words, name);
}
