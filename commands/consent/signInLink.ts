import { calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier } from "openid-client";

import { queryString } from "../../components/links/urlEncoding.ts";
import type { ScopePair } from "../../signIn/scopes.ts";
import { UserError } from "../../support/userError.ts";

/** One request to sign in, and what its answer is held against. */
export interface SignInLink {
  readonly url: string;
  readonly redirectUri: string;
  readonly state: string;
  /** PKCE, RFC 7636. */
  readonly verifier: string;
  readonly nonce: string | undefined;
}

export interface LinkOptions {
  readonly redirectUri: string;
  readonly scopes: ScopePair;
  /** Name to fill in on the sign-in page. */
  readonly loginHint: string | undefined;
  readonly state: string;
  /**
   * Whether the ID token is to repeat a nonce. Not where a bare code may be pasted: it might answer the stack's own link, which has none. The
   * proof key holds a code to this run as well (RFC 9700, section 2.1.1).
   */
  readonly nonce: boolean;
}

/**
 * A link like the stack's own, with the given state, and a proof key of its own. `authorizeUrl` is the stack's, which knows host,
 * tenant, client and prompt.
 */
export async function newSignInLink(
  authorizeUrl: string,
  { redirectUri, scopes, loginHint, state, nonce: wanted }: LinkOptions,
): Promise<SignInLink> {
  const stacks = new URL(authorizeUrl);
  const verifier = randomPKCECodeVerifier();
  // It comes back in the ID token, which there is only where both legs ask for it.
  const nonce = wanted && scopes.token.split(" ").includes("openid") ? randomNonce() : undefined;
  const query = queryString({
    client_id: stacks.searchParams.get("client_id") ?? undefined,
    response_type: "code",
    redirect_uri: redirectUri,
    scope: scopes.link,
    prompt: "login",
    login_hint: loginHint,
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  return { url: `${stacks.origin}${stacks.pathname}?${query}`, redirectUri, state, verifier, nonce };
}

/**
 * The registered redirect URI on which a program on this machine can listen: Entra does not look at the port of
 * http://localhost.
 *
 * @throws UserError when there is none
 */
export function localRedirectUri(redirectUris: readonly string[], stack: string): URL & { readonly exact: string } {
  const [first] = redirectUris
    .filter((uri) => /^http:\/\/localhost(:\d+)?(\/|$)/i.test(uri))
    .sort((a, b) => a.length - b.length);
  if (first !== undefined) return Object.assign(new URL(first), { exact: first });
  throw new UserError(
    `Stack ${stack} has no http://localhost among its redirectUris, so that the answer cannot come back to this machine by ` +
      "itself. Add --paste and paste the address that the browser ends on, or declare http://localhost, deploy, and try again.",
  );
}

/** The redirect URI with another port, spelled as registered: with or without a slash behind it. */
export function withPort(registered: string, port: number): string {
  return registered.replace(/^(http:\/\/localhost)(:\d+)?/i, `$1:${port}`);
}
