import type { Endpoints } from "../../../entra/endpoints.ts";
import type { HttpResponse, Send } from "../../../entra/sender.ts";
import { type Sleep, withRetries } from "../retry.ts";
import { object, text, type Values } from "../values.ts";
import type { Settings } from "./configuration.ts";

export interface AccessToken {
  readonly value: string;
  /** Milliseconds of the clock at which it ends. */
  readonly expiresAt: number;
  /** The claims inside; not verified, since they are only used to tell who the provider itself is. */
  readonly claims: Values;
}

/** A token is renewed when it has less left, so that none ends during a long wait. */
const SPARE_MS = 20 * 60_000;

export interface TokenSourceOptions {
  readonly settings: Settings;
  readonly endpoints: Endpoints;
  readonly send: Send;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/**
 * A source of access tokens for Microsoft Graph by the client credentials grant (RFC 6749, section 4.4); asks again only when the
 * last token is near its end, and once for callers that ask at the same time.
 */
export function createTokenSource(options: TokenSourceOptions): () => Promise<AccessToken> {
  let last: Promise<AccessToken> | undefined;
  return async () => {
    const known = await last?.catch(() => undefined);
    if (known !== undefined && known.expiresAt - options.now() > SPARE_MS) return known;
    last = requestToken(options);
    return last;
  };
}

async function requestToken({
  settings,
  endpoints,
  send,
  sleep,
  signal,
  now,
}: TokenSourceOptions): Promise<AccessToken> {
  const body = new URLSearchParams({
    client_id: settings.clientId,
    client_secret: settings.clientSecret,
    grant_type: "client_credentials",
    scope: `${endpoints.graph}/.default`,
  }).toString();
  const url = `${endpoints.login}/${encodeURIComponent(settings.tenantId)}/oauth2/v2.0/token`;
  const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
  const response = await withRetries(
    async () => send({ method: "POST", url, headers, body, signal }),
    { idempotent: true },
    (milliseconds) => sleep(milliseconds, signal),
    signal,
  );
  return readToken(response, now());
}

function readToken(response: HttpResponse, now: number): AccessToken {
  const answer = parse(response.body);
  const value = text(answer.access_token);
  if (response.status < 200 || response.status > 299 || value === "") {
    const reason = text(answer.error_description) || text(answer.error) || "the answer holds no access token";
    throw new Error(`signing in with the client secret failed (status ${response.status}): ${reason}`);
  }
  return { value, expiresAt: now + Number(answer.expires_in) * 1_000, claims: readClaims(value) };
}

function readClaims(token: string): Values {
  return parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
}

function parse(json: string): Values {
  try {
    return object(JSON.parse(json) as Values);
  } catch {
    return {};
  }
}
