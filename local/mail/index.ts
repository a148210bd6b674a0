import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { filesIn } from "../tenant/server/folder.ts";
import { type Dovecot, DOVECOT_PLACES, type DovecotPlace, findDovecot, type Session, sessionOwner } from "./dovecot.ts";
import { faultsIn } from "./faultInjection.ts";
import { makeGate } from "./gate.ts";
import { type Listening, listenOnBoth } from "./listen.ts";
import { type Delegates, DELEGATES } from "./mailboxes.ts";
import { mailboxServer } from "./mailboxServer.ts";
import { deliver } from "./maildir.ts";
import { submissionServer } from "./submission.ts";
import { type TenantAccess, tenantClient } from "./tenantClient.ts";

export interface MailOptions {
  /** Whose tokens, people and clock count; it may be served by another process. */
  readonly tenant: TenantAccess;
  /** Where mail lies, open to its owner alone. */
  readonly folder: string;
  /** Default: any free ones. */
  readonly ports?: MailPorts;
  /** Shared mailboxes. Default: `shared@forms.example`, to which `forms@forms.example` and `admin@forms.example` have full access. */
  readonly delegates?: Delegates;
  /** One line a sign-in or message, never a token. Default: silent. */
  readonly log?: (line: string) => void;
  /** Where to look for Dovecot. Default: where packages put it. */
  readonly places?: readonly DovecotPlace[];
}

export interface MailPorts {
  readonly smtp: number;
  readonly imap: number;
  readonly pop: number;
}

/** Ports for servers that stay: those of the protocols, and a thousand more, so that nobody has to be root. */
export const MAIL_PORTS: MailPorts = { smtp: 1587, imap: 1993, pop: 1995 };

interface Endpoint {
  readonly host: "localhost";
  readonly port: number;
}

export interface Mail {
  /** Submission; TLS by STARTTLS, as on port 587. */
  readonly smtp: Endpoint;
  /** TLS from the start, as on port 993. */
  readonly imap?: Endpoint;
  /** TLS from the start, as on port 995. */
  readonly pop?: Endpoint;
  /** Why IMAP, POP or both are not there, with the command that fixes it. */
  readonly missing?: string;
  /** PEM file of the authority that signed the servers' certificate. */
  readonly authority: string;
  close(): Promise<void>;
}

/**
 * Serves mail on loopback, in the manner of Exchange Online: SMTP always, IMAP and POP where Dovecot is installed.
 * @throws UserError when a port is in use, or the faults that are asked for are none
 */
export async function startMail(options: MailOptions): Promise<Mail> {
  const { tenant, folder, ports = { smtp: 0, imap: 0, pop: 0 }, delegates = DELEGATES } = options;
  const { log = () => undefined, places = DOVECOT_PLACES } = options;
  const mail = join(folder, "mailboxes");
  mkdirSync(mail, { recursive: true, mode: 0o700 });
  // Said here, before somebody wonders why a server hangs up.
  faultsIn(folder);
  const authority = tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  // The authority lies beside the certificate that it signed for localhost.
  const files = filesIn(dirname(authority));
  const certificate = { certificate: readFileSync(files.certificate, "utf8"), key: readFileSync(files.key, "utf8") };
  const gate = makeGate({ tenant: tenantClient(tenant), folder, delegates, log });

  const running: Listening[] = [];
  const sessions = new Set<Session>();
  const close = async (): Promise<void> => {
    await Promise.all(running.map((server) => server.close()));
    await Promise.all([...sessions].map((session) => once(session, "close")));
  };
  const serve = async (make: Parameters<typeof listenOnBoth>[0], port: number): Promise<Endpoint> => {
    const server = await listenOnBoth(make, port);
    running.push(server);
    return { host: "localhost", port: server.port };
  };
  const access = async (protocol: "imap" | "pop", dovecot: Dovecot | undefined): Promise<Endpoint | undefined> =>
    dovecot === undefined
      ? undefined
      : serve(() => mailboxServer(protocol, { certificate, gate, mail, dovecot, sessions, log }), ports[protocol]);
  try {
    const smtp = await serve(
      () =>
        submissionServer({
          certificate,
          gate,
          log,
          deliver: (mailbox, message) => {
            deliver(mail, mailbox, message, sessionOwner());
          },
        }).server,
      ports.smtp,
    );
    const imap = await access("imap", findDovecot("imap", places));
    const pop = await access("pop", findDovecot("pop3", places));
    const missing = missingText(imap === undefined, pop === undefined);
    return {
      smtp,
      ...(imap === undefined ? {} : { imap }),
      ...(pop === undefined ? {} : { pop }),
      ...(missing === undefined ? {} : { missing }),
      authority,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function missingText(imap: boolean, pop: boolean): string | undefined {
  const protocols = [...(imap ? ["IMAP"] : []), ...(pop ? ["POP"] : [])];
  if (protocols.length === 0) return undefined;
  const packages = [...(imap ? ["dovecot-imapd"] : []), ...(pop ? ["dovecot-pop3d"] : [])].join(" ");
  return (
    `No ${protocols.join(" and no ")} on this machine: Dovecot serves it, and is not installed. ` +
    `On Debian or Ubuntu: sudo apt-get install -y --no-install-recommends ${packages}`
  );
}
