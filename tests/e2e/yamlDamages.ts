/* eslint max-lines: "off" -- a table */
import fc from "fast-check";

/** One kind of damage: what it does to a valid stack file, and whether it may ever be read. */
export interface Damage {
  readonly name: string;
  /** The damaged file. Places and values are drawn, so that each run tries others. */
  readonly file: fc.Arbitrary<string>;
  /** `refused`: never read, whatever Pulumi makes of it. `alike`: read or refused, but never otherwise than Pulumi. `read`: has to be read. */
  readonly expected: "refused" | "alike" | "read";
}

const HEAD = "encryptionsalt: v1:Os5bvmmBmgg=:v1:WUKJxxfX8uDO5mFU:coZmJXVyzCRUqL3j4K5nV3/ZA7Rglw==\n";

/** The lines of a valid file, in the styles that people and Pulumi write. */
const LINES = [
  "# the stack",
  "config:",
  "  aem-mail-oauth:displayName: AEM mail",
  "  # why",
  '  aem-mail-oauth:mailbox: "aem@contoso.com"',
  "  aem-mail-oauth:redirectUris:",
  "    - https://forms.contoso.com/cb # first",
  "    - 'http://localhost'",
  "  aem-mail-oauth:implicitGrant: { accessTokens: true, idTokens: false }",
  "  aem-mail-oauth:clientSecrets:",
  "  - label: initial",
  '    expires: "2030-05-20"',
  "  aem-mail-oauth:notes: |",
  "    one",
  "    two",
  "  azuread:tenantId: 5f2c0c1e-6f0b-4d64-9d5e-2f3a7c1b8e90 ",
];

const base = `${HEAD}${LINES.join("\n")}\n`;
const add = (...lines: string[]): string => `${base}${lines.join("\n")}\n`;

/** Somewhere in the file, between two characters. */
const somewhere = (insertion: string): fc.Arbitrary<string> =>
  fc.integer({ min: HEAD.length, max: base.length }).map((at) => base.slice(0, at) + insertion + base.slice(at));

/** Behind a comment, where a reader sees no setting. */
const hidden = (character: string): fc.Arbitrary<string> =>
  fc
    .constantFrom("redirectUris: [https://evil.example/cb]", "signInAudience: AzureADMultipleOrgs", "protect: false")
    .map((setting) => `${HEAD}config:\n  a:b: c\n  # note${character}  aem-mail-oauth:${setting}\n`);

const value = (written: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    add(`  aem-mail-oauth:x: ${written}`),
    add(`  aem-mail-oauth:x: [${written}]`),
    add(`  aem-mail-oauth:x: { y: ${written} }`),
    add("  aem-mail-oauth:x:", `    - y: ${written}`),
  );

const BREAKS: Readonly<Record<string, string>> = {
  "line separator": "\u2028",
  "paragraph separator": "\u2029",
  "next line": "\u0085",
  "carriage return": "\r",
  "byte order mark": "\uFEFF",
  "form feed": "\f",
  "vertical tab": "\v",
  NUL: "\0",
  delete: "\x7F",
  "U+FFFD": "\uFFFD",
};

const refused = (name: string, file: fc.Arbitrary<string>): Damage => ({ name, file, expected: "refused" });
const alike = (name: string, file: fc.Arbitrary<string>): Damage => ({ name, file, expected: "alike" });
const read = (name: string, ...files: string[]): Damage => ({
  name,
  file: fc.constantFrom(...files),
  expected: "read",
});

export const DAMAGES: readonly Damage[] = [
  ...Object.entries(BREAKS).flatMap(([name, character]) => [
    refused(`${name} somewhere`, somewhere(character)),
    refused(`${name} behind a comment`, hidden(character)),
    refused(
      `${name} in a block of text`,
      fc.constant(add("  aem-mail-oauth:x: |", `    a${character}  aem-mail-oauth:y: b`)),
    ),
  ]),
  ...Array.from("\t\u00A0\u200B\u200D\u3000é😀", (character) =>
    alike(`U+${character.codePointAt(0)?.toString(16) ?? ""} somewhere`, somewhere(character)),
  ),
  ...Array.from("#:'\"{}[],&*!|>%@`-?\\", (character) => alike(`${character} somewhere`, somewhere(character))),
  alike("a line break somewhere", somewhere("\n")),
  alike("a space somewhere", somewhere(" ")),
  alike("CRLF somewhere", somewhere("\r\n")),
  alike(
    "a line that is gone",
    fc.nat(LINES.length - 1).map((at) => `${HEAD}${LINES.filter((_, index) => index !== at).join("\n")}\n`),
  ),
  alike(
    "a line twice",
    fc
      .nat(LINES.length - 1)
      .map((at) => `${HEAD}${LINES.flatMap((line, index) => (index === at ? [line, line] : [line])).join("\n")}\n`),
  ),
  alike(
    "a line further to the right",
    fc
      .nat(LINES.length - 1)
      .map((at) => `${HEAD}${LINES.map((line, index) => (index === at ? `  ${line}` : line)).join("\n")}\n`),
  ),
  alike(
    "half a file",
    fc.integer({ min: HEAD.length, max: base.length }).map((end) => base.slice(0, end)),
  ),
  ...["!!str", "!!binary", "!!set", "!!int", "!!null", "!mine", "!"].map((tag) =>
    refused(`tag ${tag}`, value(`${tag} YWJj`)),
  ),
  refused("tagged merge key", fc.constant(`${HEAD}config: { !!str <<: { aem-mail-oauth:x: y } }\n`)),
  refused("tagged key", fc.constant(add("  !!str aem-mail-oauth:x: y"))),
  refused("tag on a list", fc.constant(add("  aem-mail-oauth:x: !!seq [a]"))),
  refused(
    "merge",
    fc.constantFrom(
      add("  <<: { aem-mail-oauth:x: y }"),
      add("  aem-mail-oauth:x: { <<: { y: z } }"),
      `${base}x: &x { a: b }\n<<: *x\n`,
    ),
  ),
  refused("quoted merge key", fc.constant(add('  "<<": { aem-mail-oauth:x: y }'))),
  refused(
    "directive",
    fc.constantFrom(
      `%YAML 1.1\n---\n${base}`,
      `%YAML 1.2\n---\n${base}`,
      `%TAG ! tag:a,2000:\n---\n${base}`,
      `${base}%YAML 1.1\n`,
    ),
  ),
  refused("second document", fc.constantFrom(`${base}---\nconfig: { a:b: c }\n`, `${base}---\n${base}`)),
  refused(
    "end of the document",
    fc.constantFrom(`${base}...\n`, `${base}...\nconfig: { a:b: c }\n`, `${base}... # end\n`),
  ),
  refused("value behind ---", fc.constant(`--- { config: { a:b: c } }\n`)),
  ...[
    "012",
    "1_000",
    "0x1f",
    "0o17",
    "0b11",
    "1e3",
    ".5",
    "5.",
    "+5",
    "-0",
    "1.50",
    "-012",
    "08",
    "9_9",
    ".inf",
    ".nan",
    "1e400",
    "99999999999999999999",
    "1234567890123456",
    "0.00000001",
  ].map((written) => refused(`number ${written}`, value(written))),
  ...[
    "2030-05-20",
    "2030-5-2",
    "2030-05-20T10:00:00Z",
    "2030-05-20T10:00:00",
    "2030-05-20 10:00:00 +0000 UTC",
    "2030-05-20 00:00:00",
  ].map((date) =>
    // A space within a map or list is as good as none.
    refused(`date ${date}`, value(date)),
  ),
  ...[
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "TRUE",
    "False",
    "Yes",
    "=",
    "190:20:30",
    "12:30",
    "1.2.3",
    "180d",
    "5e",
    "0x",
    "1__",
    "-",
    "~a",
    "Null",
    "NULL",
    "nil",
  ].map((word) => alike(`word ${word}`, value(word))),
  ...["0", "7", "-3", "123456789012345", "1.5", "-0.25", "true", "false", "~", "null"].map((word) =>
    read(`plain ${word}`, add(`  aem-mail-oauth:x: [${word}]`), add(`  aem-mail-oauth:x: { y: ${word} }`)),
  ),
  refused(
    "no value",
    fc.constantFrom(add("  aem-mail-oauth:x:"), add("  aem-mail-oauth:x: ~"), add("  aem-mail-oauth:x: null")),
  ),
  refused(
    "key in three parts",
    fc.constantFrom(add("  aem-mail-oauth:config:redirectUris: [a]"), add("  azuread:config:tenantId: a")),
  ),
  refused(
    "key that is no text",
    fc.constantFrom(
      add("  12: a"),
      add("  true: a"),
      add("  ~: a"),
      add("  aem-mail-oauth:x: { 1: a }"),
      add("  1.5: a"),
      add("  [a]: b"),
      add("  {a: b}: c"),
    ),
  ),
  refused(
    "explicit key",
    fc.constantFrom(
      add("  ? aem-mail-oauth:x", "  : y"),
      add("  ? aem-mail-oauth:x"),
      add("  aem-mail-oauth:x: { ? y : z }"),
    ),
  ),
  refused(
    "key twice",
    fc.constantFrom(
      add("  aem-mail-oauth:displayName: other"),
      add('  "aem-mail-oauth:displayName": other'),
      add('  "\\x61em-mail-oauth:displayName": other'),
      add("  displayName: other"),
      `${base}config: { a:b: c }\n`,
    ),
  ),
  refused(
    "anchors",
    fc.constantFrom(
      add("  a:x: &x [1, 2]", "  a:y: *x"),
      add("  a:x: &x 1", "  a:y: &x 2", "  a:z: *x"),
      add("  a:x: *x"),
      add("  &k a:x: 1"),
      add("  a:x: &x { y: *x }"),
      add("  a:x: &x 1", "  *x : 2"),
    ),
  ),
  alike(
    "odd flow",
    fc.constantFrom(
      ...[
        "{ a: b, c }",
        "[a: b]",
        "[a, ]",
        "[a,, b]",
        '{"a":b}',
        "{a:b}",
        "{a: b,}",
        "[[a], {b: [c]}]",
        "{ a: {secure: v1:b} }",
        "[ # c\n    a ]",
        "[a\n  b]",
        "{a: |\n b}",
      ].map((written) => add(`  aem-mail-oauth:x: ${written}`)),
    ),
  ),
  alike(
    "odd texts",
    fc.constantFrom(
      ...[
        '"a\\x41\\u2028\\N\\_\\e\\0"',
        '"a\\/b"',
        "'it''s'",
        '"a\n    b"',
        '"a \\\n    b"',
        "a\n    b\n\n    c",
        "a #b",
        "a# b",
        "a:b",
        "'a\n\n    b'",
        '"a\\r\\nb"',
        '"\\ud83d\\ude00"',
        '"\\U0001F600"',
        "@a",
        "`a",
        "%a",
        "a, b",
        "[a",
        "a]",
        '"a" b',
        "*",
        "&",
        "&a",
        "!",
        "|a",
        "-a",
        "- a",
        "?a",
        "? a",
        ":a",
        ": a",
      ].map((written) => add(`  aem-mail-oauth:x: ${written}`)),
    ),
  ),
  alike(
    "odd blocks of text",
    fc.constantFrom(
      ...[
        "|\n    a\n\n\n",
        "|-\n    a\n    b",
        "|+\n    a\n\n",
        "|2\n      a\n    b",
        "|2-\n     a",
        ">\n    a\n    b\n\n    c",
        ">-\n    a\n      b\n    c",
        ">+\n    a\n\n",
        "|\n    a\n # c\n    b",
        "| # c\n    a",
        "|\n     a\n    b",
        ">\n\n    a\n      \n    b",
        "|9\n    a",
        "|-2\n      a",
        "|\n    a\r\n    b",
        "|\n---\n",
      ].map((written) => add(`  aem-mail-oauth:x: ${written}`)),
    ),
  ),
  refused(
    "a text of several lines that begins with white space",
    fc.constantFrom(
      add("  aem-mail-oauth:x: |", "", "", "    a"),
      add('  aem-mail-oauth:x: "\\n\\na"'),
      add('  aem-mail-oauth:x: " a\\nb"'),
    ),
  ),
  refused(
    "a text of several lines that the file ends in the middle of",
    fc.constantFrom(`${HEAD}config:\n  aem-mail-oauth:displayName: |\n    AEM mail`, `${base}x: >\n  a`),
  ),
  refused(
    "odd texts within brackets",
    fc.constantFrom(
      ...["[a:]", '[?"x"]', "[ &q :c:d, b ]", "{--:}", "{= :}", '{b"":}', "[http://h :]", "{ a }", "[:a]"].map(
        (written) => add(`  azuread:x: ${written}`),
      ),
    ),
  ),
  refused("levels without end", fc.constantFrom(add(`  a:x: ${"[".repeat(3000)}${"]".repeat(3000)}`))),
  read("CRLF throughout", base.replaceAll("\n", "\r\n")),
  read("a byte order mark in front", `\uFEFF${base}`),
  read("--- in front", `---\n${base}`, `# head\n--- # x\n${base}`),
  read("no damage", base),
  read("an empty file", "", "# nothing\n", "config: {}\n"),
];
