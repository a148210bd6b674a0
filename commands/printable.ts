/** A line without control and formatting characters, which a terminal would obey: names in a directory are anybody's to choose. */
export function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}
