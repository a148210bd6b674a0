export interface Uri {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
}

const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * Takes a URI apart as Go's net/url does, which the azuread provider uses: unlike the URL class it leaves a missing path empty
 * and reads text without a scheme as a path. Undefined where Go refuses it.
 */
export function parseUri(value: string): Uri | undefined {
  if (CONTROL_CHARACTER.test(value)) return undefined;
  const [withoutFragment = ""] = value.split("#", 1);
  const colon = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(withoutFragment);
  if (colon === null && /^[^/?]*:/.test(withoutFragment)) return undefined;
  const scheme = colon?.[1]?.toLowerCase() ?? "";
  const rest = withoutFragment.slice(colon?.[0].length ?? 0).replace(/\?.*$/s, "");
  if (!rest.startsWith("//")) return isEscapedWell(rest) ? { scheme, host: "", path: rest } : undefined;
  const [, authority = "", path = ""] = /^\/\/([^/]*)(.*)$/s.exec(rest) ?? [];
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  const isHost = /^(\[[0-9a-fA-F:.%]+\]|[^\s<>"[\]\\^`{}|:]*)(:\d*)?$/.test(host) && isEscapedWell(host);
  return isHost && isEscapedWell(path) ? { scheme, host, path } : undefined;
}

function isEscapedWell(part: string): boolean {
  return !/%(?![0-9a-fA-F]{2})/.test(part);
}
