import { type Document, isCollection, isNode, isScalar, parseDocument, Parser, type Scalar, visit } from "yaml";

import { UserError } from "../support/userError.ts";

/**
 * Reads the YAML of a file that Pulumi reads too. Pulumi's parser (Go, gopkg.in/yaml.v3) follows YAML 1.1 where ours follows 1.2, so the same
 * text can mean two things: a setting that stands in a comment for one of them is deployed by the other. What both read alike is taken; all
 * else is refused by name:
 *
 * - characters: carriage returns alone, U+0085, U+2028 and U+2029, which end a line for one parser only; tabs; control characters; a byte
 *   order mark inside; what is not UTF-8
 * - directives (`%YAML`), a second document, the end of one (`...`), explicit tags (`!!str`), explicit keys (`? key`), merges (`<<`), anchors
 *   and aliases (`&a`, `*a`), more than 50 levels
 * - keys that are no text, and values without quotes that the two take for different things: `012`, `1_000`, `0x1f`, `2030-05-20`
 * - texts of several lines that begin with white space, of which Pulumi loses the beginning; such a text at the end of a file without a line
 *   break; within `{ }` and `[ ]` keys without a value, and texts that begin with `?` or `:` or end with `:`
 *
 * @param name what messages call the file
 * @throws UserError with line and column
 */
export function parsePulumiYaml(text: string, name: string): Document.Parsed {
  try {
    return readDocument(text, name);
  } catch (error) {
    // The parser's own stack, on thousands of brackets.
    if ((error as Error).name !== "RangeError") throw error;
    throw new UserError(`${name}: ${TOO_DEEP}`);
  }
}

/** Levels of lists and maps; settings need five. */
const DEEPEST = 50;
const TOO_DEEP = `lists and maps are nested deeper than ${DEEPEST} levels, which no setting is.`;

function readDocument(text: string, name: string): Document.Parsed {
  const unmarked = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const fail = (offset: number, what: string): never => {
    const lines = unmarked.slice(0, offset).split("\n");
    throw new UserError(`${name}, line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}: ${what}`);
  };
  refuseCharacters(unmarked, fail);
  refuseMarkers(unmarked, fail);
  refuseTokens(unmarked, fail);
  const document = parseDocument(unmarked);
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) {
    // Only the sentence: what follows it quotes the file, where a secret may stand.
    const words = fault.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "";
    fail(fault.pos[0], `this is not well-formed YAML. ${words.replace(/\.?$/, ".")}`);
  }
  visit(document, {
    Collection: (_, __, path) => (path.filter(isCollection).length > DEEPEST ? fail(0, TOO_DEEP) : undefined),
    Pair: (_, { key, value }, path) => {
      const offset = offsetOf(key) ?? offsetOf(value) ?? 0;
      if (!isScalar(key) || typeof key.value !== "string")
        return fail(offset, "this key is no text. Write it in quotes.");
      if (isFlow(path.at(-1)) && (value === null || (isScalar(value) && value.source === ""))) {
        return fail(
          offset,
          "this key within { } or [ ] has no value, and parsers read it differently. Write key: value.",
        );
      }

      if (key.value === "<<")
        return fail(offset, 'this merges settings in with "<<". Write them out, so that everybody sees what counts.');

      return undefined;
    },
    Scalar: (_, scalar, path) => {
      const what = readOtherwise(scalar) ?? unlikeOthers(scalar, path, unmarked);
      return what === undefined ? undefined : fail(offsetOf(scalar) ?? 0, what);
    },
  });
  return document;
}

type Fail = (offset: number, what: string) => never;

/** What each parser takes for the end of a line, or drops, or stumbles over. */
const CHARACTERS: readonly (readonly [RegExp, string])[] = [
  [/\r(?!\n)/, "a carriage return without a line feed"],
  [/\u0085/, "the character U+0085 (next line)"],
  [/\u2028/, "the character U+2028 (line separator)"],
  [/\u2029/, "the character U+2029 (paragraph separator)"],
  [/\uFEFF/, "a byte order mark (U+FEFF) inside"],
  [/\uFFFD/, "a character that is not UTF-8, or its replacement U+FFFD"],
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  [/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\uFFFE\uFFFF\p{Cs}]/u, "a control character"],
];

function refuseCharacters(text: string, fail: Fail): void {
  for (const [pattern, what] of CHARACTERS) {
    const at = text.search(pattern);
    if (at >= 0) {
      fail(
        at,
        `here is ${what}, which hides text from one reader or another. Remove it; in "..." write \\u and its number.`,
      );
    }
  }
  const tab = text.indexOf("\t");
  if (tab >= 0) fail(tab, 'here is a tab, which YAML parsers read differently. Write spaces; in "..." write \\t.');
}

function refuseMarkers(text: string, fail: Fail): void {
  const directive = /^%/m.exec(text);
  if (directive !== null) fail(directive.index, "a line that begins with % is a directive. Remove it.");
  const end = /^\.\.\.(?=\s|$)/m.exec(text);
  if (end !== null) fail(end.index, "... ends the settings, and nothing after it counts. Remove it.");
  for (const { index } of text.matchAll(/^---/gm)) {
    const before = text.slice(0, index);
    const [line = ""] = text.slice(index).split("\n");
    if (/^( *(#[^\n]*)?\r?\n)*$/.test(before) && /^--- *(#.*)?\r?$/.test(line)) continue;
    fail(
      index,
      "--- begins another document, or is before a value. Leave it out, or write it alone on the first line.",
    );
  }
}

const TOKENS: Readonly<Record<string, string>> = {
  anchor: "an anchor (&...) puts a value elsewhere than where a reader looks for it. Write the value out.",
  alias: "an alias (*...) puts a value elsewhere than where a reader looks for it. Write the value out.",
  tag: "an explicit tag (!...) changes the type of a value. Remove it, and write texts in quotes.",
  "explicit-key-ind": 'an explicit key ("? ...") is hard to read. Write key: value.',
};

/** Marks that leave nothing behind in the document. */
function refuseTokens(text: string, fail: Fail): void {
  const search = (token: unknown): void => {
    if (Array.isArray(token)) token.forEach(search);
    if (Array.isArray(token) || typeof token !== "object" || token === null) return;
    const { type, offset } = token as { type?: unknown; offset?: unknown };
    const what = typeof type === "string" && Object.hasOwn(TOKENS, type) ? TOKENS[type] : undefined;
    if (what !== undefined) fail(Number(offset), what);
    Object.values(token).forEach(search);
  };
  for (const token of new Parser().parse(text)) search(token);
}

/**
 * What Go's parser makes a number of: gopkg.in/yaml.v3, resolve.go. Underscores count for nothing there, a leading zero means octal.
 */
const GO_NUMBER =
  /^[-+]?(0[bB][01]+|0[oO][0-7]+|0[xX][0-9a-fA-F]+|\d+|(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$/;
/** A number of which there is one spelling, and which both hold exactly. */
const PLAIN_NUMBER = /^(?!-0$)-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/;
const DATE = /^(\d{4}-\d{1,2}-\d{1,2})([Tt ].*)?$/s;

/** Why a value without quotes is not the same to both; undefined where it is. */
function readOtherwise({ type, source = "", value }: Scalar): string | undefined {
  // Pulumi writes the file anew before it reads it, and loses these on the way: measured with 3.259.
  if (typeof value === "string" && /^\s[^]*\n|^\n/.test(value))
    return "this text of several lines begins with a space or an empty line, which Pulumi loses. Begin with a word.";

  if (type !== "PLAIN") return undefined;
  const [, date] = DATE.exec(source) ?? [];
  if (date !== undefined)
    return `this date has no quotes, and YAML tools turn it into a time. Write "${date}", with the quotes.`;
  const isNumber = typeof value === "number" || typeof value === "bigint" || GO_NUMBER.test(source.replaceAll("_", ""));
  if (!isNumber || (PLAIN_NUMBER.test(source) && String(value) === source)) return undefined;
  return "this is one number to one YAML parser and another number, or a text, to the next. Write it in quotes.";
}

/** Where a text ends, or begins, for one parser and not for the other; undefined where both agree. */
function unlikeOthers(
  { type, source = "", range }: Scalar,
  path: readonly unknown[],
  text: string,
): string | undefined {
  if (type === "PLAIN" && path.some(isFlow) && /^[?:]|:$/.test(source))
    return "a text within { } or [ ] that begins with ? or : or ends with : is read in two ways. Write it in quotes.";

  const isBlock = type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED";
  return isBlock && (range?.[1] ?? 0) >= text.length && !text.endsWith("\n")
    ? "this text ends with the file, whose last line has no end. End the file with a line break."
    : undefined;
}

function isFlow(node: unknown): boolean {
  return isCollection(node) && node.flow === true;
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
