import type { CauseNames } from "../cause.ts";
import { type MailConnectionOptions, signInToImap } from "./imap.ts";
import { mailCauseOf } from "./mailCauses.ts";
import { type MailProtocol, MailRefusal } from "./mailRefusal.ts";
import { signInToPop } from "./pop.ts";
import type { MailServer, MailServers } from "./servers.ts";
import { signInToSmtp } from "./smtp.ts";
import type { MailCredentials } from "./xoauth2.ts";

/** How one step of the proof went. */
export interface ProofLine {
  readonly step: MailProtocol | "token" | "message";
  /** `missing`: this machine lacks what it takes. `undeclared`: the application has no permission for it. */
  readonly outcome: "works" | "fails" | "missing" | "undeclared";
  /** Whether all is well only if it works. */
  readonly expected: boolean;
  /** Where; host and port. */
  readonly server?: string;
  readonly milliseconds?: number;
  /** The server's own words. */
  readonly reply?: string;
  readonly what?: string;
  readonly way?: string;
}

/** Permissions that open each protocol, in the order in which they are tried. */
const PROTOCOLS: Readonly<Record<MailProtocol, string>> = {
  IMAP: "IMAP.AccessAsUser.All",
  POP: "POP.AccessAsUser.All",
  SMTP: "SMTP.Send",
};

/** Everything that the proof is made with. */
export interface Proof {
  readonly servers: MailServers;
  readonly credentials: MailCredentials;
  /** Declared permissions, as the stack names them. */
  readonly permissions: readonly string[];
  readonly names: CauseNames;
  readonly timeout: number;
}

/** Signs in to the mailbox over each protocol as far as the permissions go, and tells of each as soon as it is known. */
export async function proveMail(proof: Proof, tell: (line: ProofLine) => void): Promise<ProofLine[]> {
  const lines: ProofLine[] = [];
  for (const protocol of Object.keys(PROTOCOLS) as MailProtocol[]) {
    const line = await proveProtocol(protocol, proof);
    tell(line);
    lines.push(line);
  }
  return lines;
}

async function proveProtocol(protocol: MailProtocol, proof: Proof): Promise<ProofLine> {
  const { servers, credentials, permissions, names, timeout } = proof;
  const permission = PROTOCOLS[protocol];
  if (!permissions.some((name) => name === permission || name === `exchange/${permission}`)) {
    const way = `Declare ${permission} if AEM is to use it.`;
    return { step: protocol, outcome: "undeclared", expected: false, way };
  }
  // No AEM edition needs POP: its email endpoints do not take it with OAuth.
  const expected = protocol !== "POP";
  const server = { IMAP: servers.imap, POP: servers.pop, SMTP: servers.smtp }[protocol];
  if (server === undefined) {
    const what = servers.missing;
    return { step: protocol, outcome: "missing", expected, ...(what === undefined ? {} : { what }) };
  }
  return timed(protocol, server, { expected, names }, () => {
    const options: MailConnectionOptions = { ca: servers.ca, timeout };
    if (protocol === "IMAP") return signInToImap(server, credentials, options, () => Promise.resolve());
    return (protocol === "POP" ? signInToPop : signInToSmtp)(server, credentials, options);
  });
}

/** Runs a step against a mail server; a refusal becomes a line, all else is a bug in aem-mail-oauth. */
export async function timed(
  protocol: MailProtocol,
  server: MailServer,
  { step = protocol, expected, names }: { step?: ProofLine["step"]; expected: boolean; names: CauseNames },
  run: () => Promise<void>,
): Promise<ProofLine> {
  const start = performance.now();
  const base = { step, expected, server: `${server.host}:${server.port}` };
  const taken = (): number => Math.round(performance.now() - start);
  try {
    await run();
    return { ...base, outcome: "works", milliseconds: taken() };
  } catch (error) {
    if (!(error instanceof MailRefusal)) throw error;
    const { what, way } = mailCauseOf(protocol, error, server, names);
    return { ...base, outcome: "fails", milliseconds: taken(), reply: error.reply, what, way };
  }
}

/** All that is expected works. */
export function isProven(lines: readonly ProofLine[]): boolean {
  // A token that refreshes and opens no mailbox proves nothing, whatever was expected.
  const opened = lines.some(({ step, outcome }) => step !== "token" && outcome === "works");
  return opened && lines.every(({ outcome, expected }) => !expected || outcome === "works");
}
