/** Whether two addresses or ids are one: neither Exchange nor Entra looks at the case of their letters. None is the same as none. */
export function sameIgnoringCase(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}
