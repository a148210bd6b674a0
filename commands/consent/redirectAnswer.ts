import { aadstsOf, type Refusal } from "../../signIn/refusal.ts";

/** What the sign-in page sent back, from the address bar or the loopback listener. */
export interface Answer {
  readonly code?: string;
  /** Undefined where a bare code was pasted. */
  readonly state?: string;
  readonly refusal?: Refusal;
}

/**
 * What was pasted: the whole address, its query, a bare code, or the words of an error page. Undefined when it is none of
 * them. White space inside is what a terminal or a mail put there.
 */
export function parsePasted(text: string): Answer | undefined {
  // Somebody may have pasted twice.
  const [once = ""] = text.trim().split(/\s+(?=["'<]?https?:\/\/)/i);
  const joined = once.replace(/\s+/g, "").replace(/^["'<]+|["'>]+$/g, "");
  if (/^https?:\/\//i.test(joined)) return URL.canParse(joined) ? ofUrl(new URL(joined)) : undefined;
  if (/(^|[?&#])(code|error)=/.test(joined)) return ofParameters(new URLSearchParams(joined.replace(/^[?#]/, "")));
  if (aadstsOf(text) !== undefined) return { refusal: { error: "error page", description: text } };
  // A command is as long as a code once its spaces are gone.
  if (/^(npx|npm|pulumi|curl)\s/i.test(text.trim())) return undefined;
  // As Adobe's page says to cut it out of the address bar, perhaps with a bit too much.
  const [code = ""] = joined.split("&");
  return /^[\w.%!*~-]{20,}$/.test(code) ? { code: decoded(code) } : undefined;
}

/** The answer in an address's query, or in its fragment. */
export function ofUrl(url: URL): Answer | undefined {
  return ofParameters(url.searchParams) ?? ofParameters(new URLSearchParams(url.hash.slice(1)));
}

function ofParameters(parameters: URLSearchParams): Answer | undefined {
  const [code, error, state] = [parameters.get("code"), parameters.get("error"), parameters.get("state")];
  const withState = state === null ? {} : { state };
  if (error !== null)
    return { ...withState, refusal: { error, description: parameters.get("error_description") ?? "" } };

  return code === null || code === "" ? undefined : { ...withState, code };
}

function decoded(code: string): string {
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}
