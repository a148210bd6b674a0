import { randomState } from "openid-client";

import { UserError } from "../../local/userError.ts";
import type { CauseNames } from "./causes.ts";
import { type Listener, listen } from "./listener.ts";
import { explain, SignInRefused } from "./refusal.ts";
import type { ScopePair } from "./scopes.ts";
import { localRedirectUri, newSignInLink, withPort } from "./signInLink.ts";
import type { Target } from "./target.ts";
import type { Redemption } from "./tokenClient.ts";

/** What a sign-in needs to know, whichever way its answer comes back. */
export interface SignInOptions {
  readonly target: Target;
  readonly scopes: ScopePair;
  readonly loginHint: string | undefined;
  readonly names: CauseNames;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export interface BrowserOptions extends SignInOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Milliseconds until the wait is given up. */
  readonly timeout: number;
  /** Milliseconds until the person is told what else may be in the way. */
  readonly hintAfter: number;
  readonly openBrowser: (url: string) => Promise<boolean>;
}

/**
 * Has the person sign in in their browser and waits for the answer on loopback. The browser is shown how `use` went.
 *
 * @throws SignInRefused, whatever `use` throws, UserError when nobody comes back in time
 */
export async function byBrowser<T>(options: BrowserOptions, use: (redemption: Redemption) => Promise<T>): Promise<T> {
  const { target, scopes, loginHint, port, log } = options;
  const registered = localRedirectUri(target.redirectUris, target.stack);
  const state = randomState();
  const listener = await listen({ port, path: registered.pathname, state, log });
  try {
    const redirectUri = withPort(registered.exact, listener.port);
    const link = await newSignInLink(target.authorizeUrl, { redirectUri, scopes, loginHint, state, nonce: true });
    log(
      `\nSign in${loginHint === undefined ? "" : ` as ${loginHint}`} and accept what the page lists. The link:\n\n${link.url}\n`,
    );
    if (!(await options.openBrowser(link.url))) {
      log("No browser was opened. Open the link in one on this machine; from another machine, use --paste.");
    }
    log(`Waiting on port ${listener.port} for the answer. Ctrl-C stops.`);
    const { answer, show } = await waitFor(listener, options);
    try {
      if (answer.refusal !== undefined) throw new SignInRefused(answer.refusal);
      const { verifier, nonce } = link;
      const given = { given: answer.state ?? "", expected: state };
      const done = await use({
        code: answer.code ?? "",
        redirectUri,
        scope: scopes.token,
        verifier,
        nonce,
        state: given,
      });
      await show({
        title: "Signed in",
        text: ["You can close this page. The terminal goes on from here."],
        good: true,
      });
      return done;
    } catch (error) {
      await show({ title: "That did not work", text: pageText(error, options.names).split("\n"), good: false });
      throw error;
    }
  } finally {
    await listener.close();
  }
}

/** Errors that are meant for the person are shown to them here too; of others the terminal tells. */
function pageText(error: unknown, names: CauseNames): string {
  if (error instanceof UserError) return error.message;
  return error instanceof SignInRefused ? explain(error.refusal, names) : "The terminal tells what happened.";
}

/** The answer; or the end of the wait, by Ctrl-C or because nobody came. */
async function waitFor({ landed }: Listener, { target, signal, timeout, hintAfter, log }: BrowserOptions) {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const stop = (): void => {
    reject(signal.reason as Error);
  };
  const hint = setTimeout(() => {
    log(
      'Still waiting. If the page says "Need admin approval", it will not come back by itself: send this link to an ' +
        `administrator, and run the command again afterwards:\n\n${target.adminConsentUrl}\n\n` +
        "If it shows another error, such as AADSTS50011: npx aem-mail-oauth consent --explain AADSTS50011",
    );
  }, hintAfter);
  const end = setTimeout(() => {
    reject(
      new UserError(
        `Nobody came back within ${duration(timeout)}. Was the browser closed, or does the page wait for an administrator's ` +
          `approval? Nothing was changed. Run the command again; the administrator's link is:\n${target.adminConsentUrl}`,
      ),
    );
  }, timeout);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([landed, ended]);
  } finally {
    clearTimeout(hint);
    clearTimeout(end);
    signal.removeEventListener("abort", stop);
  }
}

function duration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${milliseconds / 1000} seconds`;
  const minutes = Math.round(milliseconds / 6000) / 10;
  return `${minutes} minute${minutes === 1 ? "" : "s"}`;
}
