import { ImapFlow } from "imapflow";

import { refusalOf } from "./mailRefusal.ts";
import type { MailServer } from "./servers.ts";
import type { MailCredentials } from "./xoauth2.ts";

export interface MailConnectionOptions {
  /** PEM of the only authority to trust. */
  readonly ca?: string | undefined;
  /** Milliseconds that a server may take for anything. */
  readonly timeout: number;
}

/**
 * Signs in to a mailbox over IMAP with XOAUTH2, opens its inbox, and lets `use` do what it wants there. Opening is part of
 * the proof: Exchange lets a person in whose mailbox it then does not open.
 *
 * @throws MailRefusal
 */
export async function signInToImap<T>(
  { host, port }: MailServer,
  { mailbox, accessToken }: MailCredentials,
  { ca, timeout }: MailConnectionOptions,
  use: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const client = new ImapFlow({
    host,
    port,
    secure: true,
    servername: host,
    auth: { user: mailbox, accessToken },
    tls: { minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
  });
  // Errors of the connection come as events as well; what awaits is told of them anyway.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.mailboxOpen("INBOX");
    const result = await use(client);
    await client.logout();
    return result;
  } catch (error) {
    client.close();
    throw refusalOf(error, replyOf(error));
  }
}

/** The server's words; of an error they may stand in either of two places. */
function replyOf(error: unknown): string | undefined {
  const { responseText, response, authenticationFailed } = Object(error) as Record<string, unknown>;
  const text = [responseText, response].find((value): value is string => typeof value === "string" && value !== "");
  return text ?? (authenticationFailed === true ? "AUTHENTICATE failed." : undefined);
}
