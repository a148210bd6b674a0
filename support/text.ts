/** The same for a text of several lines, of which none is a command to GitHub's runner when it stands in a job's log. */
export function printableText(text: string): string {
  return text
    .split("\n")
    .map((line) => withoutCommand(printable(line)))
    .join("\n");
}

/** A line without control and formatting characters, which a terminal would obey: names in a directory are anybody's to choose. */
export function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}

/**
 * The runner obeys `::` at the beginning of a line, whatever white space is before it, and `##[` anywhere in a line: actions/runner,
 * src/Runner.Common/ActionCommand.cs.
 */
function withoutCommand(line: string): string {
  return line.replace(/^(\s*):(?=:)/, "$1?").replaceAll("##[", "##?[");
}

/** A value as one word of a POSIX shell. */
export function shellWord(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text for an HTML page, between tags or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** Whether two addresses or ids are one: neither Exchange nor Entra looks at the case of their letters. None is the same as none. */
export function sameIgnoringCase(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}
