import type { CauseNames } from "../../signIn/cause.ts";
import { fill } from "../../signIn/causes.ts";
import { signInHttp } from "../../signIn/http.ts";
import type { ProofLine } from "../../signIn/mail/proof.ts";
import { proofText } from "../../signIn/proofText.ts";
import { prove } from "../../signIn/prove.ts";
import { explain, SignInRefused } from "../../signIn/refusal.ts";
import { clockWarning } from "../../signIn/safeRequest.ts";
import { ScopeChoice, scopePair } from "../../signIn/scopes.ts";
import { namesOf, readTarget, type Target } from "../../signIn/target.ts";
import {
  type Redemption,
  type SignedIn,
  tokenClient,
  type TokenClient,
  type Tokens,
} from "../../signIn/tokenClient.ts";
import type { Backend } from "../../stack/backend.ts";
import { commandsOf, consentCommand } from "../../stack/commandsOf.ts";
import { AccountKind } from "../../stack/consents.ts";
import type { Deployment } from "../../stack/deployment.ts";
import { requireStack } from "../../stack/project.ts";
import { noteChange } from "../../support/auditNotes.ts";
import { printableText } from "../../support/text.ts";
import { UserError } from "../../support/userError.ts";
import { openBrowser } from "./browser.ts";
import { byBrowser, type SignInOptions } from "./byBrowser.ts";
import { byPaste } from "./byPaste.ts";
import { explainNumber } from "./explainNumber.ts";
import type { ConsentOptions } from "./options.ts";
import { type Account, checkAccount, isPersonal } from "./signedInAccount.ts";
import { checkPlaces, keepToken, type Kept } from "./tokenPlaces.ts";

/** Milliseconds after which a person who waits is told what else may be in the way. */
const HINT_AFTER = 20_000;

/** `consent`: from a deployed application to a refresh token that is proven to work. */
export async function consent(options: ConsentOptions, backend: Backend, now = new Date()): Promise<number> {
  if (options.explain !== undefined) {
    process.stdout.write(explainNumber(options.explain, options.stack));
    return 0;
  }
  const stack = await requireStack(options);
  const log = (line: string): void =>
    void (options.json ? process.stderr : process.stdout).write(`${printableText(line)}\n`);
  const deployment = await backend.open(stack, { log });
  const stopped = new AbortController();
  const stop = (): void => {
    stopped.abort(new Error("stopped"));
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await run({ options, deployment, now, log, signal: stopped.signal });
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
    log("\nStopped. Nothing was changed.");
    return 130;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    await deployment.close();
  }
}

interface Run {
  readonly options: ConsentOptions;
  readonly deployment: Deployment;
  readonly now: Date;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

async function run({ options, deployment, now, log, signal }: Run): Promise<number> {
  const target = await readTarget(deployment, undefined, now);
  const scopes = scopePair(options.scopes, scopesOfLink(target), target);
  const mailbox = options.mailbox ?? target.mailbox;
  if (options.scopes === ScopeChoice.Adobe && mailbox === undefined)
    throw new UserError("--scopes adobe asks for nothing that says who signed in. Name the mailbox with --mailbox.");

  const { replaces } = await checkPlaces(options, target);

  const { save, out, paste } = options;
  if (deployment.stack.isLocal) log(`\n${LOCAL_CERTIFICATE}`);
  const names = namesOf(target, mailbox, options.user, { save, out, paste });
  const http = signInHttp(deployment.environment.NODE_EXTRA_CA_CERTS);
  const signIn: SignInOptions = { target, scopes, loginHint: options.user ?? mailbox, names, signal, log };
  const { client, tokens, refreshToken, account } = await explained(names, options.scopes, async () => {
    const { tokenUrl, clientId, clientSecret } = target;
    const made = await tokenClient({ tokenUrl, clientId, clientSecret, http });
    const warning = clockWarning(http);
    if (warning !== undefined) log(`Warning: ${warning}`);
    const use = (redemption: Redemption) => redeem(made, redemption, { options, target, mailbox, names });
    const redeemed = paste
      ? await byPaste(
          { ...signIn, terminal: { input: process.stdin, output: options.json ? process.stderr : process.stdout } },
          use,
        )
      : await byBrowser(
          {
            ...signIn,
            port: options.port,
            timeout: options.timeout,
            hintAfter: HINT_AFTER,
            openBrowser: options.browser ? openBrowser : noBrowser,
          },
          use,
        );
    return { client: made, ...redeemed };
  });
  log(account.user === "" ? "\nSigned in." : `\nSigned in as ${account.user}.`);
  for (const warning of account.warnings) log(`Warning: ${warning}`);
  noteChange({
    application: target.clientId,
    tokens: [{ change: "added", mailbox: account.mailbox, issued: tokens.issued }],
  });

  const lines: ProofLine[] = [];
  let proofError: Error | undefined;
  if (options.verify) {
    log("\nThe token, tried:");
    const tell = (line: ProofLine): void => {
      lines.push(line);
      log(proofText(line));
    };
    const proof = prove({ deployment, target, client, refreshToken, scope: scopes.token, ...account, save, tell });
    // Whoever stops the proof still gets the token: the sign-in was the work.
    await Promise.race([proof, aborted(signal)]).catch((error: unknown) => {
      proofError = error instanceof Error ? error : new Error(String(error));
    });
  }
  const at = now.toISOString();
  const kept = await keepToken(refreshToken, {
    stack: deployment.stack,
    options,
    record: { ...account, at, issued: tokens.issued, account: kindOf(tokens.signedIn), scopes: tokens.scopes },
    tokens: target.tokens,
    replaces,
  });
  finish({ options, target, account, at, tokens, lines, kept, refreshToken, log });
  if (signal.aborted) return 130;
  if (proofError !== undefined) throw proofError;
  if (kept.failed) return 1;
  return lines.every(isNoFailure) ? 0 : 1;
}

/** A protocol that this machine has no server for says nothing about the consent. */
const isNoFailure = ({ outcome, expected }: ProofLine): boolean => outcome !== "fails" || !expected;

const noBrowser = (): Promise<boolean> => Promise.resolve(false);

const scopesOfLink = ({ authorizeUrl }: Target): string => new URL(authorizeUrl).searchParams.get("scope") ?? "";

/** Undefined where nobody told who signed in. */
function kindOf(signedIn: SignedIn | undefined): AccountKind | undefined {
  if (signedIn === undefined) return undefined;
  return isPersonal(signedIn) ? AccountKind.Personal : AccountKind.Work;
}

interface Redeemed {
  readonly tokens: Tokens;
  readonly refreshToken: string;
  readonly account: Account;
}

/** @throws SignInRefused; UserError for the wrong account, or an answer without a refresh token */
async function redeem(
  client: TokenClient,
  redemption: Redemption,
  {
    options,
    target,
    mailbox,
    names,
  }: { options: ConsentOptions; target: Target; mailbox: string | undefined; names: CauseNames },
): Promise<Redeemed> {
  const tokens = await client.redeem(redemption);
  const { signedIn, refreshToken } = tokens;
  const { stack, tenantId } = target;
  if (refreshToken === undefined) {
    throw new UserError(
      fill(
        "Microsoft gave no refresh token, although offline_access was asked for. Sign in again and leave it ticked: {consent}",
        names,
      ),
    );
  }
  if (signedIn === undefined && options.scopes !== ScopeChoice.Adobe) {
    throw new UserError(
      "Microsoft did not say who signed in, so the token was thrown away: it might be somebody else's. Sign in again, or leave the check to " +
        `the mailbox: ${consentCommand(stack)} --scopes adobe --mailbox <address>`,
    );
  }
  const account =
    signedIn === undefined
      ? { mailbox: mailbox ?? "", user: options.user ?? "", warnings: [NOT_TOLD] }
      : checkAccount(signedIn, {
          mailbox,
          user: options.user,
          tenantId,
          stack,
          keep: { save: options.save, out: options.out, paste: options.paste },
        });
  return { tokens, refreshToken, account };
}

const LOCAL_CERTIFICATE =
  "The browser warns of the page's certificate, because the local tenant made it itself, on this machine: Advanced, Proceed.";

const NOT_TOLD = "The scopes asked for do not say who signed in. That IMAP opens the mailbox is the only proof.";

const ADOBES =
  "\nAdobe's page asks for consent to Microsoft Graph's permissions and then for a token of the mail servers. Leave --scopes out, " +
  "and both are asked for alike.";

/** Turns a refusal into words. */
async function explained<T>(names: CauseNames, scopes: ScopeChoice, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    throw new UserError(`${explain(error.refusal, names)}${scopes === ScopeChoice.Adobe ? ADOBES : ""}`);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => {
      resolve();
    });
  });
}

interface Ending {
  readonly options: ConsentOptions;
  readonly target: Target;
  readonly account: Account;
  readonly at: string;
  readonly tokens: Tokens;
  readonly lines: readonly ProofLine[];
  readonly kept: Kept;
  readonly refreshToken: string;
  readonly log: (line: string) => void;
}

function finish({ options, target, account, at, tokens, lines, kept, refreshToken, log }: Ending): void {
  log(`\n${kept.told.join("\n")}`);
  if (options.json) {
    const { mailbox, user } = account;
    const token = kept.shown ? { refreshToken } : {};
    const { scopes, issued } = tokens;
    const answer = { stack: target.stack.given, mailbox, user, at, issued, scopes, proof: lines, ...token };
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  } else if (kept.shown) {
    process.stdout.write(`\nThe refresh token, shown this once:\n\n${refreshToken}\n`);
  }
  log(`\nWhere AEM wants it: ${commandsOf(target.stack).shortSheet}`);
}
