import { once } from "node:events";
import type { Server, Socket } from "node:net";
import type { Readable } from "node:stream";
import { createServer } from "node:tls";

import { reasonOf } from "../../support/userError.ts";
import type { ServerCertificate } from "../tenant/server/certificates.ts";
import { type Dovecot, type Session, sessionOwner, startSession } from "./dovecot.ts";
import type { Gate } from "./gate.ts";
import { type Admitted, imapSignIn } from "./imapSignIn.ts";
import { type LineReader, lineReader, type LineSocket, lineSocket } from "./lines.ts";
import { mailboxFolder } from "./maildir.ts";
import { popSignIn } from "./popSignIn.ts";

export interface MailboxServerOptions {
  readonly certificate: ServerCertificate;
  readonly gate: Gate;
  /** Folder of all mailboxes. */
  readonly mail: string;
  /** Dovecot as it serves the protocol. */
  readonly dovecot: Dovecot;
  /** The sessions that run, for whoever waits for their end. */
  readonly sessions: Set<Session>;
  readonly log: (line: string) => void;
}

/** RFC 3501, section 5.4: no sooner than 30 minutes; and so long only for who is signed in. */
const IDLE = 30 * 60 * 1000;
const IDLE_BEFORE_SIGN_IN = 60 * 1000;

/** IMAP or POP over TLS: the sign-in in Exchange's words, and then a session of Dovecot's. */
export function mailboxServer(protocol: "imap" | "pop", options: MailboxServerOptions): Server {
  const { certificate, log } = options;
  const serve = async (socket: Socket): Promise<void> => {
    const client = lineSocket(socket);
    const admitted = await (protocol === "imap" ? imapSignIn : popSignIn)(client, options.gate);
    if (admitted === undefined) socket.end();
    else await handOver(protocol, client, admitted, options);
  };
  const server = createServer({ key: certificate.key, cert: certificate.certificate, minVersion: "TLSv1.2" });
  return server.on("secureConnection", (socket) => {
    socket.setTimeout(IDLE_BEFORE_SIGN_IN, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    serve(socket).catch((error: unknown) => {
      log(`${protocol.toUpperCase()} failed: ${reasonOf(error)}`);
      socket.destroy();
    });
  });
}

async function handOver(
  protocol: "imap" | "pop",
  client: LineSocket,
  { mailbox, reply }: Admitted,
  { dovecot, mail, sessions, log }: MailboxServerOptions,
): Promise<void> {
  const owner = sessionOwner();
  const session = startSession(dovecot, mailbox, mailboxFolder(mail, mailbox, owner), owner);
  await once(session, "spawn");
  sessions.add(session);
  session.once("close", () => sessions.delete(session));
  session.stdin.on("error", () => undefined);
  session.stderr.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.split("\n"))
      if (/\b(Warning|Error|Fatal|Panic): /.test(line)) log(`Dovecot: ${line.trim()}`);
  });
  const socket = client.socket;
  const end = (): void => {
    session.stdin.end();
    session.kill();
  };
  if (socket.destroyed) end();
  else socket.once("close", end);
  const output = lineReader(session.stdout);
  if (protocol === "imap") await expectOpened(output);
  client.write(reply);
  socket.setTimeout(IDLE);
  client.release().pipe(session.stdin);
  output.release().pipe(socket);
}

/** An IMAP session begins by telling its client that it is let in already; ours waits for another reply. */
async function expectOpened(output: LineReader<Readable>): Promise<void> {
  const greeting = await output.read();
  if (greeting?.startsWith("* PREAUTH") !== true) throw new Error("Dovecot did not open the mailbox.");
}
