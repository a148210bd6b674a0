const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/**
 * The object id in any of the spellings that providers take: bare, or as `/applications/<object id>` and
 * `/servicePrincipals/<object id>`, in upper or lower case.
 */
export function objectIdOf(id: string): string {
  const spelt = id.trim().toLowerCase();
  return GUID.exec(spelt)?.[0] ?? spelt.split("/").filter(Boolean).at(-1) ?? "";
}
