import type { Gate } from "./gate.ts";
import type { LineSocket } from "./lines.ts";
import { IMAP } from "./replies.ts";
import { parseXoauth2 } from "./xoauth2.ts";

/** A client that was let in, and what is left to tell it once its session runs. */
export interface Admitted {
  readonly mailbox: string;
  readonly reply: string;
}

/**
 * The part of an IMAP session before somebody is signed in (RFC 3501, section 6.1 and 6.2; RFC 4959 for SASL-IR), as Exchange Online
 * has it. Undefined once the client goes, or was turned away.
 */
export async function imapSignIn(client: LineSocket, gate: Gate): Promise<Admitted | undefined> {
  client.write(IMAP.greeting);
  for (let line = await client.read(); line !== undefined; line = await client.read()) {
    const [tag = "", command = "", ...words] = line.split(" ");
    switch (command.toUpperCase()) {
      case "CAPABILITY":
        client.write(IMAP.capability, `${tag} OK CAPABILITY completed.`);
        break;
      case "NOOP":
        client.write(`${tag} OK NOOP completed.`);
        break;
      case "ID":
        client.write(IMAP.id, `${tag} OK ID completed`);
        break;
      case "LOGIN":
        client.write(`${tag} ${IMAP.loginRefused}`);
        break;
      case "AUTHENTICATE": {
        const admitted = await authenticate(client, gate, tag, words);
        if (admitted !== "again") return admitted;
        break;
      }
      case "LOGOUT":
        client.write(IMAP.bye, `${tag} OK LOGOUT completed.`);
        return undefined;
      default:
        client.write(`${tag} ${IMAP.invalid}`);
    }
  }
  return undefined;
}

async function authenticate(
  client: LineSocket,
  gate: Gate,
  tag: string,
  [mechanism = "", initial]: readonly string[],
): Promise<Admitted | "again" | undefined> {
  if (mechanism.toUpperCase() !== "XOAUTH2") {
    client.write(`${tag} ${IMAP.refused}`);
    return "again";
  }
  if (initial === undefined) client.write("+ ");
  const message = initial ?? (await client.read());
  if (message === undefined) return undefined;
  const credentials = parseXoauth2(message);
  const outcome = credentials === undefined ? undefined : await gate.signIn(credentials, "imap");
  if (outcome?.kind === "in") return { mailbox: outcome.mailbox, reply: `${tag} ${IMAP.authenticated}` };
  if (outcome?.kind === "notConnected") {
    client.write(`${tag} ${IMAP.authenticated}`);
    return stayUnconnected(client);
  }
  client.write(`${tag} ${IMAP.refused}`);
  return "again";
}

/** Exchange lets the person in and the mailbox stays shut; after a few commands it hangs up. */
async function stayUnconnected(client: LineSocket): Promise<undefined> {
  for (let refused = 0; refused < 3;) {
    const line = await client.read();
    if (line === undefined) return;
    const [tag = "", command = ""] = line.split(" ");
    if (command.toUpperCase() === "LOGOUT") {
      client.write(IMAP.bye, `${tag} OK LOGOUT completed.`);
      return;
    }
    if (command.toUpperCase() === "CAPABILITY") {
      client.write(IMAP.capability, `${tag} OK CAPABILITY completed.`);
    } else {
      client.write(`${tag} ${IMAP.notConnected}`);
      refused += 1;
    }
  }
  client.write(IMAP.closed);
}
