import type { IncomingHttpHeaders } from "node:http";

/** A request as the routes see it: read to its end, its path split and decoded. */
export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly segments: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string as it is; nothing for 204. */
  readonly body?: object | string;
}

/**
 * The path's segments, decoded, empty ones dropped: the azuread provider's token path starts with two slashes.
 * A key in brackets becomes a segment of its own, so that `/applications(appId='a')` reads as `/applications/appId='a'`
 * and `/applications('i')` as `/applications/i`.
 */
export function segmentsOf(pathname: string): string[] {
  return pathname
    .split("/")
    .filter((part) => part !== "")
    .flatMap((part) => {
      const [, name, key] = /^(\w+)\((.+)\)$/.exec(decode(part)) ?? [];
      if (name === undefined || key === undefined) return [decode(part)];
      const [, literal] = /^'(.*)'$/.exec(key) ?? [];
      return [name, literal ?? key];
    });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
