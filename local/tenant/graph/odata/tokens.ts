import { isGuid } from "../../state/directory.ts";
import { GraphError } from "../errors.ts";
import { isDay, timeOf } from "./dates.ts";

/** A token of a $filter expression; `literal` holds the value that a string, number, boolean or null stands for. */
export type Token =
  | { kind: "name" | "symbol"; text: string }
  | { kind: "literal"; text: string; value: string | number | boolean | null };

const PATTERN = /\s*(?:'((?:[^']|'')*)'|([(),:])|([^\s(),:']+(?::\d\d(?::[\d.]+)?(?:Z|[+-]\d\d:\d\d)?)?))/y;
const CONSTANTS = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** OData 4.01 URL conventions, section 5.1.1: a string doubles the quotes in it. */
export function tokensOf(filter: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(PATTERN);
  const text = filter.trimEnd();
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw invalidFilter(filter);
    const [, string, symbol, word] = match;
    if (string !== undefined) tokens.push({ kind: "literal", text: string, value: string.replaceAll("''", "'") });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
    else if (word !== undefined) tokens.push(wordToken(word, filter));
  }
  return tokens;
}

/** @throws GraphError 400 for a date that does not exist, or half an id */
function wordToken(word: string, filter: string): Token {
  const constant = CONSTANTS.get(word);
  if (constant !== undefined) return { kind: "literal", text: word, value: constant };
  if (/^-?\d+(\.\d+)?$/.test(word)) return { kind: "literal", text: word, value: Number(word) };
  // Dates and GUIDs stand without quotes; no property name has a digit or a dash in such a place.
  if (/^[0-9a-f]+-[0-9a-f]+-/i.test(word)) {
    if (!isGuid(word) && !isDay(word) && timeOf(word) === undefined) throw invalidFilter(filter);
    return { kind: "literal", text: word, value: word };
  }
  return { kind: "name", text: word };
}

export const invalidFilter = (filter: string): GraphError =>
  new GraphError(400, "BadRequest", `Invalid filter clause: ${filter}`);
