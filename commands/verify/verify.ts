import { signInHttp } from "../../signIn/http.ts";
import { isProven, type ProofLine } from "../../signIn/mail/proof.ts";
import { sendAndFind } from "../../signIn/mail/sendAndFind.ts";
import { proofText } from "../../signIn/proofText.ts";
import { MAIL_TIMEOUT, prove, type Proven } from "../../signIn/prove.ts";
import { explain, SignInRefused } from "../../signIn/refusal.ts";
import { clockWarning } from "../../signIn/safeRequest.ts";
import { givenToken } from "../../signIn/savedToken.ts";
import { namesOf, readTarget, type Target } from "../../signIn/target.ts";
import { tokenClient } from "../../signIn/tokenClient.ts";
import { ownerOfToken, type TokenOwner } from "../../signIn/tokenOwner.ts";
import type { Backend } from "../../stack/backend.ts";
import { readConsents } from "../../stack/consents.ts";
import type { Deployment } from "../../stack/deployment.ts";
import { requireStack } from "../../stack/project.ts";
import type { KeptToken } from "../../stack/tokens/tokenStore.ts";
import { printableText } from "../../support/text.ts";
import { CannotTell, UserError } from "../../support/userError.ts";
import type { VerifyOptions } from "./options.ts";

/** `verify`: whether a refresh token and a client secret still open the mailbox. */
export async function verify(values: VerifyOptions, backend: Backend, now = new Date()): Promise<number> {
  const stack = await requireStack(values);
  const log = (line: string): void =>
    void (values.json ? process.stderr : process.stdout).write(`${printableText(line)}\n`);
  const deployment = await backend.open(stack, { log });
  try {
    const target = await readTarget(deployment, values["secret-label"], now);
    const { refreshToken, kept, warnings } = await givenToken(target, values["token-file"]);
    for (const warning of warnings) log(`Warning: ${warning}`);
    const consents = await readConsents(stack.files.consents);
    const whose = ownerOfToken({ asked: values.mailbox, setting: target.mailbox, consents, kept });
    const mailbox = whose.mailbox === undefined ? "" : `, for ${whose.mailbox}`;
    log(`\nWith client secret "${target.secretLabel}" of stack ${stack.given}${mailbox}:`);
    const { lines, proven } = await tried({
      deployment,
      target,
      refreshToken,
      send: values.send,
      save: kept !== undefined,
      log,
      ...whose,
    });
    const works = isProven(lines);
    if (values.save && works && kept !== undefined) log(await saved(target, kept, proven));
    if (values.json) {
      const user = whose.user ?? proven.tokens?.signedIn?.user ?? null;
      const { secretLabel } = target;
      const answer = { stack: stack.given, mailbox: proven.mailbox ?? null, user, secretLabel, works, steps: lines };
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    } else {
      log(
        `\n${works ? "All" : "Not all"} that AEM needs works${proven.mailbox === undefined ? "" : ` for ${proven.mailbox}`}.`,
      );
    }
    return works ? 0 : 1;
  } finally {
    await deployment.close();
  }
}

/** Keeps what the refresh handed back, whose access token has just opened the mailbox. Answers with a line for the person. */
async function saved({ tokens }: Target, kept: KeptToken, { tokens: given }: Proven): Promise<string> {
  const refreshToken = given?.refreshToken;
  if (refreshToken === undefined || refreshToken === kept.refreshToken) {
    throw new CannotTell(
      `Microsoft handed back no successor, so nothing was kept. The token in ${tokens.name} is as it was.`,
    );
  }
  const isKept = await tokens.keep({ ...kept, refreshToken, issued: given?.issued }, kept.refreshToken);
  return isKept
    ? `The successor is kept in ${tokens.name}.`
    : `Another token came into ${tokens.name} meanwhile, and was left there.`;
}

interface Try extends TokenOwner {
  readonly deployment: Deployment;
  readonly target: Target;
  readonly refreshToken: string;
  readonly send: boolean;
  /** Whether the token is the one that is kept in the stack's settings. */
  readonly save: boolean;
  readonly log: (line: string) => void;
}

async function tried({ deployment, target, refreshToken, send, save, mailbox, user, log }: Try): Promise<{
  lines: readonly ProofLine[];
  proven: Proven;
}> {
  const http = signInHttp(deployment.environment.NODE_EXTRA_CA_CERTS);
  const { tokenUrl, clientId, clientSecret } = target;
  const client = await tokenClient({ tokenUrl, clientId, clientSecret, http }).catch((error: unknown) => {
    if (error instanceof SignInRefused)
      throw new UserError(explain(error.refusal, namesOf(target, mailbox, user, { save })));
    throw error;
  });
  const warning = clockWarning(http);
  if (warning !== undefined) log(`Warning: ${warning}`);
  const tell = (line: ProofLine): void => {
    log(proofText(line));
  };
  const scope = new URL(target.authorizeUrl).searchParams.get("scope") ?? "";
  const proven = await prove({ deployment, target, client, refreshToken, scope, mailbox, user, save, tell });
  const { tokens, servers, names } = proven;
  if (!send || tokens === undefined || servers === undefined || proven.mailbox === undefined || names === undefined)
    return { lines: proven.lines, proven };

  const message = await sendAndFind({
    servers,
    credentials: { mailbox: proven.mailbox, accessToken: tokens.accessToken },
    names,
    timeout: MAIL_TIMEOUT,
  });
  tell(message);
  return { lines: [...proven.lines, message], proven };
}
