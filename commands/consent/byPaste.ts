import { createInterface } from "node:readline";

import { randomState } from "openid-client";

import type { Terminal } from "../../commandLine/ask.ts";
import { CLOUD_HOSTS } from "../../components/catalogue/clouds.ts";
import { aadstsOf, SignInRefused } from "../../signIn/refusal.ts";
import type { Target } from "../../signIn/target.ts";
import type { Redemption } from "../../signIn/tokenClient.ts";
import { UserError } from "../../support/userError.ts";
import type { SignInOptions } from "./byBrowser.ts";
import { type Answer, parsePasted } from "./redirectAnswer.ts";
import { WrongAccount } from "./signedInAccount.ts";
import { newSignInLink, type SignInLink } from "./signInLink.ts";

/**
 * Prints a link, reads the answer from standard input, and hands it to `use`. An answer to the stack's own link is taken as
 * well; its state tells which of the two it is. A bare code has no state, so it is tried with this link's proof key first.
 *
 * @throws SignInRefused, whatever `use` throws, UserError when what was pasted is no answer to either link
 */
export async function byPaste<T>(
  { target, scopes, loginHint, signal, log, terminal }: SignInOptions & { readonly terminal: Terminal },
  use: (redemption: Redemption) => Promise<T>,
): Promise<T> {
  const redirectUri = new URL(target.authorizeUrl).searchParams.get("redirect_uri") ?? "";
  const link = await newSignInLink(target.authorizeUrl, {
    redirectUri,
    scopes,
    loginHint,
    state: randomState(),
    nonce: false,
  });
  log(
    `\nOpen this link in any browser, ${placeOf(target)}${loginHint === undefined ? "" : `, sign in as ${loginHint}`}, and accept what ` +
      `the page lists:\n\n${link.url}\n\nThe browser ends on an address that begins with ${landing(redirectUri, target)}?code=... The page there ` +
      "may be empty or not load at all: that is as it should be.",
  );
  for (let attempt = 1; ; attempt += 1) {
    const redemptions = await askedFor(link, target, scopes.token, { terminal, signal, log });
    try {
      return await redeemed(redemptions, use);
    } catch (error) {
      // Somebody else signed in: their code is used up, the link is not.
      if (!(error instanceof WrongAccount) || terminal.input.isTTY !== true || attempt === ATTEMPTS) throw error;
      const { what, otherwise, wanted } = error;
      log(
        [
          `\n${what}`,
          ...(otherwise === "" ? [] : [`${otherwise}\nCtrl-C stops this one first.`]),
          `To sign in as ${wanted}, open the link above again, in a private window, where nobody is signed in yet.`,
        ].join("\n"),
      );
    }
  }
}

/** The local tenant answers on its own machine alone. */
function placeOf({ stack, authorizeUrl }: Target): string {
  if (!stack.isLocal) return "on any machine";
  const { host, port } = new URL(authorizeUrl);
  return `on this machine (or on another one, while ssh -L ${port}:${host} leads here)`;
}

async function redeemed<T>(
  [first, second]: [Redemption, Redemption?],
  use: (redemption: Redemption) => Promise<T>,
): Promise<T> {
  if (second === undefined) return use(first);
  try {
    return await use(first);
  } catch (error) {
    if (!(error instanceof SignInRefused && isOtherProofKey(error))) throw error;
    return use(second);
  }
}

/** Both numbers are told of by people who met them, of a proof key that the code was not asked for with. */
function isOtherProofKey({ refusal }: SignInRefused): boolean {
  const number = aadstsOf(refusal.description);
  return number === 50148 || number === 501481;
}

/** How often somebody at a terminal may paste something else before the command gives up. */
const ATTEMPTS = 5;

/** Asks for the answer; where a person can try again, what is none costs nothing, because the link above stays good. */
async function askedFor(
  link: SignInLink,
  target: Target,
  scope: string,
  { terminal, signal, log }: { terminal: Terminal; signal: AbortSignal; log: (line: string) => void },
): Promise<[Redemption, Redemption?]> {
  for (let attempt = 1; ; attempt += 1) {
    const text = await readLine("Paste the whole address here, then press Enter: ", terminal, signal);
    try {
      const answer = parsePasted(text);
      if (answer !== undefined) return redemptionsOf(answer, link, target, scope);
      throw new UserError(
        "This is neither an address with a code in it nor a code. Copy the whole address from the browser's address bar after you " +
          "accepted, and paste that.",
      );
    } catch (error) {
      if (!(error instanceof UserError) || terminal.input.isTTY !== true || attempt === ATTEMPTS) throw error;
      log(`\n${error.message}`);
    }
  }
}

/** Where the browser ends: the local tenant has Microsoft's page for programs without one of their own on its own host. */
function landing(redirectUri: string, { stack, authorizeUrl }: Target): string {
  const microsofts = `${CLOUD_HOSTS.public.authority}/`;
  return stack.isLocal && redirectUri.startsWith(microsofts)
    ? redirectUri.replace(microsofts, `${new URL(authorizeUrl).origin}/`)
    : redirectUri;
}

/** With what the code may be redeemed: one way, or two for a bare code. */
function redemptionsOf(
  { code, state, refusal }: Answer,
  { redirectUri, state: own, verifier }: SignInLink,
  { authorizeUrl, stack }: Target,
  scope: string,
): [Redemption, Redemption?] {
  const stacks = new URL(authorizeUrl).searchParams;
  const expected = stacks.get("state") ?? "";
  const isOwn = state === own;
  const isStacks = state !== undefined && state === expected;
  // An error page that is copied by hand carries no state, and there is no harm in explaining it.
  if (state !== undefined && !isOwn && !isStacks) {
    throw new UserError(
      "This address answers another link: its state is neither this run's nor that of the output authorizeUrl of stack " +
        `${stack.given}. Use the link above, and paste the address on which that browser window ends.`,
    );
  }
  if (refusal !== undefined || code === undefined)
    throw new SignInRefused(refusal ?? { error: "no code", description: "" });

  const ofOwn = { code, redirectUri, scope, verifier };
  const ofStacks = { code, redirectUri, scope: stacks.get("scope") ?? scope };
  if (state === undefined) return [ofOwn, ofStacks];
  const given = { given: state, expected: isOwn ? own : expected };
  return isOwn ? [{ ...ofOwn, state: given }] : [{ ...ofStacks, state: given }];
}

/** Milliseconds within which the rest of what is pasted at once arrives. */
const REST_WITHIN = 200;

/** What is pasted, in one line or several. Never from the command line, where others can read it. */
async function readLine(question: string, { input, output }: Terminal, signal: AbortSignal): Promise<string> {
  const isTerminal = input.isTTY === true;
  const lines = createInterface({ input, output, terminal: isTerminal, prompt: question });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const stop = (): void => {
    reject(signal.reason as Error);
  };
  let pasted = "";
  let rest: NodeJS.Timeout | undefined;
  lines.on("line", (line) => {
    pasted += `${line}\n`;
    if (pasted.trim() === "") return;
    // A mail may have broken the address into lines. The last of them has no end until Enter is pressed, and is still to come then.
    clearTimeout(rest);
    rest = setTimeout(() => {
      if (lines.line.trim() === "") resolve(pasted);
    }, REST_WITHIN);
  });
  lines.on("close", () => {
    if (rest !== undefined) resolve(pasted);
    reject(new UserError("Nothing was pasted. Run the command again and paste the address on which the browser ends."));
  });
  // In a terminal that is read key by key, Ctrl-C is a key.
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  lines.prompt();
  try {
    return await promise;
  } finally {
    clearTimeout(rest);
    signal.removeEventListener("abort", stop);
    lines.close();
    // An open pipe would keep the process alive.
    input.pause();
  }
}
