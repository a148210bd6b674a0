import { faultsIn, type MailFault } from "./faultInjection.ts";
import { type Delegates, type Mailboxes, mailboxesOf } from "./mailboxes.ts";
import { type Protocol, SCOPES } from "./protocol.ts";
import type { TenantClient } from "./tenantClient.ts";
import { identify, type Identity, TokenRefused } from "./token.ts";
import type { Credentials } from "./xoauth2.ts";

/** What keeps a good token from SMTP by a reply of its own. */
const SMTP_BLOCKS = ["smtpDisabledForTenant", "smtpDisabledForMailbox", "smtpPolicy"] as const;
export type SmtpBlock = (typeof SMTP_BLOCKS)[number];

/** How a sign-in ended. `why` is for our log: Exchange itself does not tell. */
export type Outcome =
  | { readonly kind: "in"; readonly mailbox: string; readonly person: string }
  | { readonly kind: "refused"; readonly why: string }
  /** The token is good, the mailbox stays shut: only IMAP tells the two apart. */
  | { readonly kind: "notConnected"; readonly why: string }
  | {
      readonly kind: "smtpBlocked";
      readonly fault: SmtpBlock;
      readonly why: string;
    };

export interface Gate {
  signIn(credentials: Credentials, protocol: Protocol): Promise<Outcome>;
  /** Who has a mailbox, as the tenant knows it now. */
  mailboxes(): Promise<Mailboxes>;
  faults(): ReadonlySet<MailFault>;
}

export interface GateOptions {
  readonly tenant: TenantClient;
  /** Where `faults.json` lies. */
  readonly folder: string;
  readonly delegates: Delegates;
  readonly log: (line: string) => void;
}

/** Decides who is let into which mailbox. */
export function makeGate({ tenant, folder, delegates, log }: GateOptions): Gate {
  const mailboxes = async (): Promise<Mailboxes> => mailboxesOf(await tenant.users(), delegates);
  const faults = (): ReadonlySet<MailFault> => faultsIn(folder);
  const judgeToken = async ({ user, token }: Credentials, protocol: Protocol): Promise<Outcome> => {
    try {
      const identity = await identify(token, tenant);
      return judge({ user, identity, protocol, mailboxes: await mailboxes(), faults: faults() });
    } catch (error) {
      if (error instanceof TokenRefused) return { kind: "refused", why: error.message };
      throw error;
    }
  };
  return {
    mailboxes,
    faults,
    async signIn(credentials, protocol) {
      const outcome = await judgeToken(credentials, protocol);
      const end = outcome.kind === "in" ? `opened by ${outcome.person}` : `refused: ${outcome.why}`;
      log(`${protocol.toUpperCase()} ${printable(credentials.user)} ${end}`);
      return outcome;
    },
  };
}

export interface Case {
  /** As the client names the mailbox. */
  readonly user: string;
  readonly identity: Identity;
  readonly protocol: Protocol;
  readonly mailboxes: Mailboxes;
  readonly faults: ReadonlySet<MailFault>;
}

/** The rules: the token's scope first, then whose mailbox it is, then what is switched off. */
export function judge({ user, identity, protocol, mailboxes, faults }: Case): Outcome {
  const person = identity.user;
  const scope = SCOPES[protocol];
  if (!identity.scopes.includes(scope)) return { kind: "refused", why: `the token lacks ${scope}` };
  const mailbox = mailboxes.find(user);
  if (mailbox === undefined) return { kind: "refused", why: "there is no such mailbox" };
  if (!mailboxes.mayOpen(person, mailbox))
    return { kind: "notConnected", why: `the token is ${person}'s, who has no access to this mailbox` };

  if (protocol === "smtp") {
    if (faults.has("smtpRefused")) return { kind: "refused", why: "the fault smtpRefused is on" };
    for (const fault of SMTP_BLOCKS)
      if (faults.has(fault)) return { kind: "smtpBlocked", fault, why: `the fault ${fault} is on` };

    return { kind: "in", mailbox, person };
  }
  const fault = protocol === "imap" ? "imapDisabled" : "popDisabled";
  return faults.has(fault)
    ? { kind: "notConnected", why: `the fault ${fault} is on` }
    : { kind: "in", mailbox, person };
}

/** What a client sent may hold anything; a line of the log holds one line. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?").slice(0, 200);
