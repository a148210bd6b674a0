/** The same for a text of several lines. */
export function printableText(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** A line without control and formatting characters, which a terminal would obey: names in a directory are anybody's to choose. */
export function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}
