/**
 * Percent-encodes everything but the unreserved characters of RFC 3986, section 2.3. Unlike `encodeURIComponent` it
 * encodes `! ' ( ) *` too, so that what comes out means nothing to a shell, to curl, or to a mail client that looks for
 * links.
 */
function percentEncode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `name=value` pairs joined by `&`, values encoded, in the given order; pairs without a value are left out. */
export function queryString(parameters: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${percentEncode(value)}`]))
    .join("&");
}
