import type { Deployment } from "../stack/deployment.ts";
import { LIMITS } from "../support/limits.ts";
import { sameIgnoringCase } from "../support/text.ts";
import { CannotTell, reasonOf, UserError } from "../support/userError.ts";
import type { CauseNames } from "./cause.ts";
import { Ended, endedBy } from "./chainEnded.ts";
import { type ProofLine, proveMail } from "./mail/proof.ts";
import { type MailServers, mailServersOf } from "./mail/servers.ts";
import { causeFor, explain, SignInRefused, wordsOf } from "./refusal.ts";
import { namesOf, type Target } from "./target.ts";
import type { TokenClient, Tokens } from "./tokenClient.ts";

/** Milliseconds that a mail server may take for anything. */
export const MAIL_TIMEOUT = LIMITS.mail;

export interface ProveOptions {
  readonly deployment: Pick<Deployment, "mail">;
  readonly target: Target;
  readonly client: TokenClient;
  readonly refreshToken: string;
  readonly scope: string;
  /** Undefined: whoever the token is of. */
  readonly mailbox: string | undefined;
  readonly user: string | undefined;
  /** Whether the token of another sign-in would have to be kept in the stack's settings. */
  readonly save: boolean;
  readonly tell: (line: ProofLine) => void;
}

export interface Proven {
  readonly lines: readonly ProofLine[];
  /** What the refresh gave; undefined when it failed. */
  readonly tokens: Tokens | undefined;
  readonly mailbox: string | undefined;
  readonly servers: MailServers | undefined;
  /** What texts about its failures may name; undefined where no mailbox was tried. */
  readonly names: CauseNames | undefined;
}

/**
 * Refreshes once, and signs in to the mailbox with what that gives.
 *
 * @throws CannotTell when the sign-in host does not answer, or says no more than that it is busy
 */
export async function prove(options: ProveOptions): Promise<Proven> {
  const { deployment, target, save, tell } = options;
  const [line, tokens] = await refreshed(options);
  tell(line);
  const user = options.user ?? tokens?.signedIn?.user;
  const mailbox = options.mailbox ?? user;
  if (tokens === undefined) return { lines: [line], tokens, mailbox, servers: undefined, names: undefined };
  if (mailbox === undefined) {
    throw new UserError(
      `Which mailbox? Name it with --mailbox, or in the setting mailbox of stack ${target.stack.given}.`,
    );
  }

  const servers = await mailServersOf(deployment, target.cloud);
  // Whom nobody named for the mailbox, neither now nor at the consent, is not known to have access to it.
  const stranger = options.user === undefined && !sameIgnoringCase(user, mailbox);
  const names = namesOf(target, mailbox, user, { save, stranger });
  const mail = await proveMail(
    {
      servers,
      credentials: { mailbox, accessToken: tokens.accessToken },
      permissions: target.permissions,
      names,
      timeout: MAIL_TIMEOUT,
    },
    tell,
  );
  return { lines: [line, ...mail], tokens, mailbox, servers, names };
}

async function refreshed(options: ProveOptions): Promise<[ProofLine, Tokens | undefined]> {
  const { client, target, refreshToken, scope, mailbox, user, save } = options;
  const start = performance.now();
  const base = { step: "token", expected: true, server: new URL(target.tokenUrl).host } as const;
  const taken = (): number => Math.round(performance.now() - start);
  try {
    const tokens = await client.refresh(refreshToken, scope);
    return [{ ...base, outcome: "works", milliseconds: taken() }, tokens];
  } catch (error) {
    if (error instanceof SignInRefused) {
      // Of the moment, as no answer is: nothing is known of the token then.
      if (endedBy(error.refusal) === Ended.Unknown)
        throw new CannotTell(explain(error.refusal, namesOf(target, mailbox, user, { save })));
      const cause = causeFor(error.refusal, namesOf(target, mailbox, user, { save }));
      return [{ ...base, outcome: "fails", milliseconds: taken(), reply: wordsOf(error.refusal), ...cause }, undefined];
    }
    if (!(error instanceof UserError) || error instanceof CannotTell) throw error;
    return [{ ...base, outcome: "fails", milliseconds: taken(), what: reasonOf(error) }, undefined];
  }
}
