import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import type { ImapFlow } from "imapflow";

import type { CauseNames } from "../cause.ts";
import { signInToImap } from "./imap.ts";
import { MailRefusal } from "./mailRefusal.ts";
import { type ProofLine, timed } from "./proof.ts";
import type { MailServers } from "./servers.ts";
import { sendToItself } from "./smtp.ts";
import type { MailCredentials } from "./xoauth2.ts";

export interface SendOptions {
  readonly servers: MailServers;
  readonly credentials: MailCredentials;
  readonly names: CauseNames;
  /** Milliseconds that a server may take for anything. */
  readonly timeout: number;
  /** How often the inbox is looked at, a second apart. Exchange takes some seconds to deliver. */
  readonly looks?: number;
}

/** Sends one message from the mailbox to itself, finds it in the inbox by IMAP, and deletes it there. */
export async function sendAndFind({
  servers,
  credentials,
  names,
  timeout,
  looks = 60,
}: SendOptions): Promise<ProofLine> {
  const { smtp, imap, missing, ca } = servers;
  if (smtp === undefined || imap === undefined)
    return { step: "message", outcome: "missing", expected: true, ...(missing === undefined ? {} : { what: missing }) };

  const options = { ca, timeout };
  const messageId = `<${randomUUID()}@${credentials.mailbox.split("@")[1] ?? "localhost"}>`;
  const message = {
    messageId,
    subject: "Test of the mail set-up for AEM Forms",
    text: "Sent by `aem-mail-oauth verify --send`, and deleted as soon as it is found. It needs no answer.\n",
  };
  const sent = await timed("SMTP", smtp, { step: "message", expected: true, names }, () =>
    sendToItself(smtp, credentials, options, message),
  );
  if (sent.outcome !== "works") return sent;
  const found = await timed("IMAP", imap, { step: "message", expected: true, names }, () =>
    signInToImap(imap, credentials, options, (client) => findAndDelete(client, messageId, looks)),
  );
  return { ...found, milliseconds: (sent.milliseconds ?? 0) + (found.milliseconds ?? 0) };
}

async function findAndDelete(client: ImapFlow, messageId: string, looks: number): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    if (look > 0) await pause(1000);
    await client.noop();
    const found = await client.search({ header: { "message-id": messageId } }, { uid: true });
    if (found !== false && found !== undefined && found.length > 0) {
      await client.messageDelete(found, { uid: true });
      return;
    }
  }
  throw new MailRefusal(NOT_FOUND);
}

/** Told apart in the causes. */
const NOT_FOUND = "the message was sent, and did not arrive in the inbox within a minute";
