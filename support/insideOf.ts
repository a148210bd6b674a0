/**
 * Whether an address is at or below another: the same origin, and the path by whole segments, so that neither `https://host.example.net`
 * nor `https://host/v1.0x` is inside of `https://host/v1.0`. Addresses are compared as they are asked for, that is without `..`; one with a
 * user in it is never inside.
 */
export function isInsideOf(base: string, address: string): boolean {
  const [outer, inner] = [URL.parse(base), URL.parse(address)];
  if (outer === null || inner === null) return false;
  if (inner.origin !== outer.origin || inner.origin === "null") return false;
  if (inner.username !== "" || inner.password !== "") return false;
  const below = outer.pathname.endsWith("/") ? outer.pathname : `${outer.pathname}/`;
  return `${inner.pathname}/`.startsWith(below);
}
