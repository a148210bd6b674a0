import { queryString } from "./urlEncoding.ts";

/** Stands where the authorization code goes; the one thing to fill in. */
export const CODE_PLACEHOLDER = "PASTE_THE_CODE_HERE";

/** What a code is redeemed with. */
export interface TokenRequest {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/**
 * A curl command for sh, bash or zsh that redeems an authorization code (RFC 6749, section 4.1.3). curl reads
 * everything from a here-document, so the secret is in no argument list. All values are percent-encoded here instead of
 * by `data-urlencode`: what is left has no character that a shell, its history expansion or curl's configuration syntax
 * could take for its own. The code is sent as it stands in the address bar, where it is already encoded.
 */
export function tokenRequest(request: TokenRequest): string {
  const fields: Readonly<Record<string, string>> = {
    client_id: request.clientId,
    client_secret: request.clientSecret,
    grant_type: "authorization_code",
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(" "),
  };
  return [
    "curl --silent --show-error -K - <<'END_OF_REQUEST'",
    `url = "${request.url}"`,
    `data = "code=${CODE_PLACEHOLDER}"`,
    ...Object.entries(fields).map(([name, value]) => `data = "${queryString({ [name]: value })}"`),
    "END_OF_REQUEST",
  ].join("\n");
}
