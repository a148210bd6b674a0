import { REFRESH_TOKEN_NAME } from "../../aem/deliveredVariables.ts";
import { variableFaults } from "../../aem/variableLimits.ts";
import { ExitCode } from "../../commandLine/exitCodes.ts";
import { DAY } from "../../components/secrets/secretLifetime.ts";
import { Ended, endedBy } from "../../signIn/chainEnded.ts";
import { signInHttp } from "../../signIn/http.ts";
import { isProven } from "../../signIn/mail/proof.ts";
import { proofText } from "../../signIn/proofText.ts";
import { prove } from "../../signIn/prove.ts";
import { aadstsOf, explain, type Refusal, SignInRefused } from "../../signIn/refusal.ts";
import { givenToken } from "../../signIn/savedToken.ts";
import { namesOf, readTarget, type Target } from "../../signIn/target.ts";
import { tokenClient, type TokenClient, type Tokens } from "../../signIn/tokenClient.ts";
import { ownerOfToken, type TokenOwner } from "../../signIn/tokenOwner.ts";
import type { Backend } from "../../stack/backend.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import { readConsents } from "../../stack/consents.ts";
import type { Deployment } from "../../stack/deployment.ts";
import { requireClock } from "../../stack/ends/clock.ts";
import { ageOf, endOfToken } from "../../stack/ends/tokenItems.ts";
import { requireStack } from "../../stack/project.ts";
import type { KeptToken } from "../../stack/tokens/tokenStore.ts";
import { noteChange } from "../../support/auditNotes.ts";
import { printableText } from "../../support/text.ts";
import { CannotTell, UserError } from "../../support/userError.ts";
import type { RenewOptions } from "./options.ts";

/**
 * `renew`: the kept refresh token's successor, in its place.
 *
 * @returns 0 when a good token is kept, 3 when somebody has to sign in, 1 when the successor does not open the mailbox
 */
export async function renew(values: RenewOptions, backend: Backend, now = new Date()): Promise<number> {
  const stack = await requireStack(values);
  requireClock(now);
  const log = (line: string): void =>
    void (values.json ? process.stderr : process.stdout).write(`${printableText(line)}\n`);
  const deployment = await backend.open(stack, { log });
  try {
    const target = await readTarget(deployment, undefined, now);
    const { kept } = await givenToken(target, undefined);
    if (kept === undefined) throw new Error("bug: the kept token was asked for, and another was given");
    const { code, renewed, issued } = await run({ values, deployment, target, kept, now, log });
    if (values.json) {
      const ends = issued === undefined ? null : endOfToken(issued);
      process.stdout.write(`${JSON.stringify({ stack: stack.given, renewed, issued: issued ?? null, ends })}\n`);
    }
    return code;
  } finally {
    await deployment.close();
  }
}

interface Run {
  readonly values: RenewOptions;
  readonly deployment: Deployment;
  readonly target: Target;
  readonly kept: KeptToken;
  readonly now: Date;
  readonly log: (line: string) => void;
}

interface Outcome {
  readonly code: ExitCode;
  readonly renewed: boolean;
  /** Of the token that is kept now. */
  readonly issued: string | undefined;
}

async function run({ values: { olderThan }, deployment, target, kept, now, log }: Run): Promise<Outcome> {
  const { stack, tokens } = target;
  const old = { renewed: false, issued: kept.issued };
  // A token whose age nobody knows is as old as can be.
  const age = kept.issued === undefined ? Infinity : ageOf(kept.issued, now);
  if (olderThan !== undefined && age < olderThan) {
    const date = new Date(Date.parse(kept.issued ?? "") + olderThan * DAY).toISOString().slice(0, 10);
    log(`The refresh token of stack ${stack.given} is ${Math.floor(age)} days old. It is renewed from ${date} on.`);
    return { ...old, code: ExitCode.Good };
  }
  const consents = await readConsents(stack.files.consents);
  const whose = ownerOfToken({ asked: undefined, setting: target.mailbox, consents, kept });
  const client = await clientOf(target, deployment, whose);
  const found = await redeemed(client, target, kept, whose, log);
  if (found === undefined) return { ...old, code: ExitCode.Due };
  const successor = successorIn(found, kept, tokens.name);
  requireDeliverable(successor, target);
  log(`\nThe successor, tried with client secret "${target.secretLabel}":`);
  const tell = (line: Parameters<typeof proofText>[0]): void => {
    log(proofText(line));
  };
  const scope = scopeOf(target);
  const { lines } = await prove({
    deployment,
    target,
    client,
    refreshToken: successor,
    scope,
    ...whose,
    save: true,
    tell,
  });
  if (!isProven(lines)) {
    log(`\nNot all that AEM needs works, so the successor was thrown away. The token in ${tokens.name} is as it was.`);
    return { ...old, code: ExitCode.Yours };
  }
  const { issued } = found;
  noteChange({
    application: target.clientId,
    tokens: [{ change: "renewed", mailbox: whose.mailbox, issued }],
    places: [tokens.name],
  });
  const isKept = await tokens.keep({ ...kept, refreshToken: successor, issued }, kept.refreshToken);
  if (!isKept) {
    log(`\nAnother token came into ${tokens.name} meanwhile. It was left there, and this one thrown away.`);
    return { ...old, code: ExitCode.Good };
  }
  const until = issued === undefined ? "" : ` It ends on ${endOfToken(issued).slice(0, 10)}.`;
  log(`\nKept in ${tokens.name}, in place of the one that was there.${until}`);
  if (tokens.isTracked) log(`Commit stacks/: the settings and the record of the sign-in changed.`);
  log(`AEM goes on with the one that it has, to that one's own end. In time before that: ${commandsOf(stack).upkeep}`);
  return { renewed: true, issued, code: ExitCode.Good };
}

async function clientOf(target: Target, deployment: Deployment, whose: TokenOwner): Promise<TokenClient> {
  const http = signInHttp(deployment.environment.NODE_EXTRA_CA_CERTS);
  const { tokenUrl, clientId, clientSecret } = target;
  return tokenClient({ tokenUrl, clientId, clientSecret, http }).catch((error: unknown) => {
    if (error instanceof SignInRefused) throw new UserError(explain(error.refusal, named(target, whose)));
    throw error;
  });
}

/** Undefined where the chain of tokens has ended, which is said. */
async function redeemed(
  client: TokenClient,
  target: Target,
  { refreshToken }: KeptToken,
  whose: TokenOwner,
  log: Run["log"],
): Promise<Tokens | undefined> {
  try {
    return await client.refresh(refreshToken, scopeOf(target));
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    const words = explain(error.refusal, named(target, whose));
    const ended = endedBy(error.refusal);
    if (ended === Ended.Unknown) throw new CannotTell(`${words}\nNothing was changed.`);
    if (ended === Ended.Application) throw new UserError(`${words}\nNothing was changed.`);
    log(`${words}\nThe kept token has no successor: ${whoSigns(error.refusal, whose)} has to sign in.`);
    return undefined;
  }
}

/** Whoever left cannot sign in again. */
function whoSigns({ description }: Refusal, { user, mailbox }: TokenOwner): string {
  const isGone = aadstsOf(description) === ACCOUNT_DISABLED && user !== undefined && user !== mailbox;
  if (isGone && mailbox !== undefined) return `somebody else who may open ${mailbox}`;
  return user ?? mailbox ?? "the mailbox";
}

const ACCOUNT_DISABLED = 50057;

/** @throws CannotTell where there is none: the old token stays, and ends as it would have */
function successorIn({ refreshToken }: Tokens, kept: KeptToken, place: string): string {
  if (refreshToken !== undefined && refreshToken !== kept.refreshToken) return refreshToken;
  const what = refreshToken === undefined ? "no refresh token" : "the same refresh token";
  throw new CannotTell(
    `Microsoft handed back ${what}, so there is no successor with days of its own. The one in ${place} is as it was. ` +
      "Run the command again; if it stays so, is offline_access among the stack's permissions?",
  );
}

/** @throws UserError where AEM could not be given it: the old one, which AEM has, stays the one that is kept */
function requireDeliverable(successor: string, { keeping }: Target): void {
  if (keeping.deliverTo.length === 0) return;
  const faults = variableFaults([{ name: REFRESH_TOKEN_NAME, value: successor, secret: true }]);
  if (faults.length > 0)
    throw new UserError(`The successor cannot be delivered, so it was not kept.\n${faults.join("\n")}`);
}

const named = (target: Target, { mailbox, user }: TokenOwner) => namesOf(target, mailbox, user, { save: true });

const scopeOf = ({ authorizeUrl }: Target): string => new URL(authorizeUrl).searchParams.get("scope") ?? "";
