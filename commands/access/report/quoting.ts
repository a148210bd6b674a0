/** How a value that somebody else wrote is set apart from our words. */
export type Quote = (value: string) => string;

/** Characters of a value that are shown. */
const LONGEST = 300;

/** A Markdown code span that nothing in the value can end: in it nothing is a link, a mention or markup. */
export function codeSpan(value: string): string {
  const text = oneLine(value);
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/**
 * In one line, without characters that move the cursor or turn the reading direction; long ones shortened. `##[` anywhere in a line of its log
 * is a command to GitHub's runner.
 */
export function oneLine(value: string): string {
  const text = value
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll("##[", "## [")
    .trim();
  // Two marks with nothing between them would be no code span, but the beginning of one.
  if (text === "") return "(empty)";
  const characters = Array.from(text);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 3).join("")}...` : text;
}

/** JSON in one line of printable characters, which reads back as the same value; ends with a line break. */
export function jsonLine(value: unknown): string {
  const unit = (code: number): string => `\\u${code.toString(16).padStart(4, "0")}`;
  const escaped = JSON.stringify(value)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(""),
    )
    .replaceAll("##[", "#\\u0023[");
  return `${escaped}\n`;
}
