import { randomState } from "openid-client";

import type { CauseNames } from "../../signIn/cause.ts";
import { explain, SignInRefused } from "../../signIn/refusal.ts";
import type { ScopePair } from "../../signIn/scopes.ts";
import type { Target } from "../../signIn/target.ts";
import type { Redemption } from "../../signIn/tokenClient.ts";
import { UserError } from "../../support/userError.ts";
import { type Landed, listen } from "./listener.ts";
import { WrongAccount } from "./signedInAccount.ts";
import { localRedirectUri, newSignInLink, type SignInLink, withPort } from "./signInLink.ts";

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
 * Has the person sign in in their browser and waits for the answer on loopback. The browser is shown how `use` went. Where somebody else
 * signed in, that link is used up: the person is given another, until the time is over.
 *
 * @throws SignInRefused, whatever else `use` throws, UserError when nobody comes back in time
 */
export async function byBrowser<T>(options: BrowserOptions, use: (redemption: Redemption) => Promise<T>): Promise<T> {
  const { target, scopes, loginHint, port, timeout, log } = options;
  const registered = localRedirectUri(target.redirectUris, target.stack.given);
  const listener = await listen({ port, path: registered.pathname, log });
  const redirectUri = withPort(registered.exact, listener.port);
  const end = performance.now() + timeout;
  try {
    for (let wrong: WrongAccount | undefined; ;) {
      const state = randomState();
      const link = await newSignInLink(target.authorizeUrl, { redirectUri, scopes, loginHint, state, nonce: true });
      const landed = listener.next(state);
      log(wrong === undefined ? firstLink(link, loginHint) : nextLink(link, wrong));
      // Not a second time: the browser that opens by itself is the one where somebody else is signed in.
      if (wrong === undefined && !(await options.openBrowser(link.url)))
        log("No browser was opened. Open the link in one on this machine; from another machine, use --paste.");

      log(`Waiting on port ${listener.port} for the answer. Ctrl-C stops.`);
      try {
        return await answered(await waitFor(landed, end, wrong, options), link, options, use);
      } catch (error) {
        // Thrown again at the end of the wait, that holds all there is to say.
        if (!(error instanceof WrongAccount) || error === wrong) throw error;
        wrong = error;
      }
    }
  } finally {
    await listener.close();
  }
}

function firstLink({ url }: SignInLink, loginHint: string | undefined): string {
  return `\nSign in${loginHint === undefined ? "" : ` as ${loginHint}`} and accept what the page lists. The link:\n\n${url}\n`;
}

function nextLink({ url }: SignInLink, { wanted, what, otherwise }: WrongAccount): string {
  return [
    `\n${what}`,
    ...(otherwise === "" ? [] : [`${otherwise}\nCtrl-C stops this one first.`]),
    `To sign in as ${wanted}, open this new link in a private window, where nobody is signed in yet; the one above is used up:\n\n${url}\n`,
  ].join("\n");
}

/** Hands what the browser came back with to `use`, and shows the browser how that went. */
async function answered<T>(
  { answer, show }: Landed,
  { state, redirectUri, verifier, nonce }: SignInLink,
  { scopes, names }: BrowserOptions,
  use: (redemption: Redemption) => Promise<T>,
): Promise<T> {
  try {
    if (answer.refusal !== undefined) throw new SignInRefused(answer.refusal);
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
    await show({ title: "That did not work", text: pageText(error, names).split("\n"), good: false });
    throw error;
  }
}

/** Errors that are meant for the person are shown to them here too; of others the terminal tells. */
function pageText(error: unknown, names: CauseNames): string {
  if (error instanceof WrongAccount)
    return `${error.what}\nThe terminal has a new link for ${error.wanted}: open it in a private window, where nobody is signed in yet.`;

  if (error instanceof UserError) return error.message;
  return error instanceof SignInRefused ? explain(error.refusal, names) : "The terminal says what happened.";
}

/**
 * The answer; or the end of the wait, by Ctrl-C or because nobody came. `end` is when it is given up, by `performance.now`; `wrong` is who
 * came instead.
 */
async function waitFor(
  landed: Promise<Landed>,
  end: number,
  wrong: WrongAccount | undefined,
  { target, signal, timeout, hintAfter, log }: BrowserOptions,
): Promise<Landed> {
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
  const over = setTimeout(
    () => {
      if (wrong !== undefined) log(`Nobody signed in as ${wrong.wanted} within ${duration(timeout)}.`);
      reject(
        wrong ??
          new UserError(
            `Nobody came back within ${duration(timeout)}. Was the browser closed, or does the page wait for an administrator's ` +
              `approval? Nothing was changed. Run the command again; the administrator's link is:\n${target.adminConsentUrl}`,
          ),
      );
    },
    Math.max(0, end - performance.now()),
  );
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([landed, ended]);
  } finally {
    clearTimeout(hint);
    clearTimeout(over);
    signal.removeEventListener("abort", stop);
  }
}

function duration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${milliseconds / 1000} seconds`;
  const minutes = Math.round(milliseconds / 6000) / 10;
  return `${minutes} minute${minutes === 1 ? "" : "s"}`;
}
