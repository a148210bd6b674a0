import {
  authorizationCodeGrant,
  type AuthorizationCodeGrantChecks,
  clockSkew,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  refreshTokenGrant,
} from "openid-client";

import { CLOUD_HOSTS } from "../components/catalogue/clouds.ts";
import { graphTime } from "../components/secrets/secretLifetime.ts";
import { LIMITS } from "../support/limits.ts";
import { parsed } from "../support/shape.ts";
import { UserError } from "../support/userError.ts";
import type { SignInHttp } from "./http.ts";
import { SignInRefused } from "./refusal.ts";
import { safely } from "./safeRequest.ts";

/** The application, as the token endpoint knows it. */
export interface TokenClientOptions {
  /** Output tokenUrl: it names cloud and tenant segment. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly http: SignInHttp;
}

/** Who signed in, from an ID token that was checked. */
export interface SignedIn {
  /** User principal name, or a personal account's address. */
  readonly user: string;
  /** Id of the directory that vouches for the account. */
  readonly tenantId: string;
}

export interface Tokens {
  readonly accessToken: string;
  /** Undefined where none was given. */
  readonly refreshToken: string | undefined;
  /** As granted. */
  readonly scopes: readonly string[];
  /** Undefined where no ID token was asked for. */
  readonly signedIn: SignedIn | undefined;
  /**
   * When they were issued, RFC 3339 in UTC, by the server's clock: the ID token's `iat` or the answer's `Date`, whichever is earlier.
   * Undefined where the server told neither; this machine's clock is nobody's word.
   */
  readonly issued: string | undefined;
}

/** A code, and what its request was made with. */
export interface Redemption {
  readonly code: string;
  readonly redirectUri: string;
  readonly scope: string;
  /** PKCE; undefined for a code of the stack's own link. */
  readonly verifier?: string | undefined;
  readonly nonce?: string | undefined;
  /** State that came back and was asked for; undefined for a bare code. */
  readonly state?: { readonly given: string; readonly expected: string } | undefined;
}

export interface TokenClient {
  /** @throws SignInRefused, UserError for network and clock */
  redeem(redemption: Redemption): Promise<Tokens>;
  /** @throws SignInRefused, UserError for network and clock */
  refresh(refreshToken: string, scope: string): Promise<Tokens>;
}

/** Entra's public host: the only one for which openid-client knows that an issuer may hold `{tenantid}`. */
const ENTRA = CLOUD_HOSTS.public.authority;

/**
 * Reads the tenant's discovery document and makes a client of its token endpoint.
 *
 * @throws SignInRefused, UserError for network
 */
export async function tokenClient({
  tokenUrl,
  clientId,
  clientSecret,
  http,
}: TokenClientOptions): Promise<TokenClient> {
  const issuer = new URL(tokenUrl.replace(/\/oauth2\/v2\.0\/token$/, "/v2.0"));
  const address = new URL(`${issuer.href}/.well-known/openid-configuration`);
  const document = await safely(address.host, http, () => readDocument(address, http));
  /** The redirect URI of the redemption under way. */
  let redirectUri: string | undefined;
  /** Header `Date` of the latest answer of the token endpoint. */
  let answered: string | null = null;
  const config: Configuration = await safely(address.host, http, () =>
    discovery(
      new URL(issuer.pathname, ENTRA),
      clientId,
      { client_secret: clientSecret, [clockSkew]: -http.ahead() },
      undefined,
      {
        [customFetch]: async (url, options) => {
          if (url.endsWith(address.pathname))
            return new Response(document, { headers: { "content-type": "application/json" } });
          // openid-client spells http://localhost with a slash behind it; Entra holds it to the letter.
          if (redirectUri !== undefined && options.body instanceof URLSearchParams)
            options.body.set("redirect_uri", redirectUri);

          const response = await http.fetch(url, options);
          answered = response.headers.get("date");
          return response;
        },
      },
    ),
  );
  enableNonRepudiationChecks(config);
  return {
    redeem({ code, redirectUri: exact, scope, verifier, nonce, state }) {
      const landed = new URL(exact);
      landed.searchParams.set("code", code);
      if (state !== undefined) landed.searchParams.set("state", state.given);
      redirectUri = exact;
      return safely(address.host, http, async () => {
        const checks: AuthorizationCodeGrantChecks = {
          ...(state === undefined ? {} : { expectedState: state.expected }),
          ...(verifier === undefined ? {} : { pkceCodeVerifier: verifier }),
          ...(nonce === undefined ? {} : { expectedNonce: nonce }),
        };
        return tokensOf(await authorizationCodeGrant(config, landed, checks, { scope }), scope, answered);
      });
    },
    refresh(refreshToken, scope) {
      redirectUri = undefined;
      return safely(address.host, http, async () =>
        tokensOf(await refreshTokenGrant(config, refreshToken, { scope }), scope, answered),
      );
    },
  };
}

async function readDocument(address: URL, http: SignInHttp): Promise<string> {
  const response = await http.fetch(address.href, {
    method: "GET",
    headers: { accept: "application/json" },
    body: undefined,
    redirect: "manual",
    signal: AbortSignal.timeout(LIMITS.token),
  });
  const text = await response.text();
  if (response.ok) return text;
  const { error, error_description: description } = Object(parsed(text)) as Record<string, unknown>;
  if (typeof error === "string")
    throw new SignInRefused({ error, description: typeof description === "string" ? description : "" });

  if (response.status >= 500 || response.status === 429) throw new Error("busy", { cause: response });
  throw new UserError(
    `${address.host} answered ${response.status} where its sign-in should be described: ${address.href}`,
  );
}

function tokensOf(
  tokens: Awaited<ReturnType<typeof refreshTokenGrant>>,
  asked: string,
  answered: string | null,
): Tokens {
  const { preferred_username: user, tid, iat } = (tokens.claims() ?? {}) as Record<string, unknown>;
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    // RFC 6749, section 5.1: left out where it is what was asked for.
    scopes: (tokens.scope ?? asked).split(" "),
    signedIn: typeof user === "string" && typeof tid === "string" ? { user, tenantId: tid } : undefined,
    issued: issuedAt(iat, answered),
  };
}

/** `iat` is in seconds. The earlier is the safer: a token must not be taken for younger than it is. */
function issuedAt(iat: unknown, answered: string | null): string | undefined {
  const told = [typeof iat === "number" ? iat * 1000 : NaN, Date.parse(answered ?? "")].filter(
    (time) => time >= 0 && time <= LAST_TIME,
  );
  return told.length === 0 ? undefined : graphTime(new Date(Math.min(...told)));
}

/** The last that RFC 3339 can write. */
const LAST_TIME = Date.parse("9999-12-31T23:59:59Z");
