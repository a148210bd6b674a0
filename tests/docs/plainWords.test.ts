import { describe, expect, it } from "@jest/globals";

import { EXIT_CODES } from "../../commandLine/exitCodes.ts";
import { CAUSES } from "../../signIn/causes.ts";
import { filesOf, readPage } from "./pages.ts";
import { BANNED, bannedIn, sentencesOf } from "./plainWords.ts";
import { stringsOf } from "./strings.ts";

/** What people read: which files, and what of them is sentences. */
interface Source {
  readonly name: string;
  readonly files: RegExp;
  readonly atLeast: number;
  readonly sentences: (text: string) => string;
}

/** Tables of the pages that other tests hold to the program, word by word. */
const QUOTED = [...Object.values(EXIT_CODES), ...Object.values(CAUSES).map(({ what }) => what)];

const SOURCES: readonly Source[] = [
  {
    name: "pages",
    // Decisions stay as they were written.
    files: /^(?:[A-Z]+\.md|(?:docs|policy|local)\/.*\.md)$/,
    atLeast: 24,
    sentences: (text) => sentencesOf(text, QUOTED),
  },
  {
    name: "strings of the program",
    // Words of Microsoft and HashiCorp are among them, to the letter; none has a banned one.
    files:
      /^(?:(?:bench|bin|commandLine|commands|components|entra|interop|local|policy|pulumi|signIn|stack|support)\/.*\.[jt]s|index\.ts)$/,
    atLeast: 330,
    sentences: stringsOf,
  },
  {
    name: "workflows, scripts and stack files",
    files: /^(?:(?:\.github|stacks)\/.*\.(?:sh|ya?ml)|(?:policy\/)?Pulumi\w*\.yaml)$/,
    atLeast: 20,
    sentences: (text) => text,
  },
];

describe.each(SOURCES)("$name are in plain words", ({ files, atLeast, sentences }) => {
  it("without a banned one", async () => {
    const paths = await filesOf(files);
    expect(paths.length).toBeGreaterThanOrEqual(atLeast);
    const found = await Promise.all(paths.map(async (path) => bannedIn(path, sentences(await readPage(path)))));
    expect(found.flat()).toEqual([]);
  });
});

describe("a banned word", () => {
  it("is found in any case and at its line, with what to write instead", () => {
    const page =
      "# A page\n\nIt tells of what\nneeds mending. `mend` is code.\n\n```\nmend\n```\n\nMend it: everything plays on.";
    expect(bannedIn("page.md", sentencesOf(page))).toEqual([
      'page.md:4: "needs mending"; write: is invalid',
      'page.md:4: "mending"; write: fix',
      'page.md:10: "Mend"; write: fix',
      'page.md:3: "tells of"; write: lists, names or says',
      'page.md:10: "plays"; write: runs',
    ]);
  });

  it.each(BANNED)("$words matches something, and not what replaces it", ({ words, instead }) => {
    expect(new RegExp(words).test(instead)).toBe(false);
  });

  it("is left to the program in a table that quotes it, and nowhere else", () => {
    const page = "| `1` | yours to mend |\n\nThis is yours to mend.\n";
    expect(bannedIn("page.md", sentencesOf(page, ["yours to mend"]))).toEqual(['page.md:3: "mend"; write: fix']);
  });

  it("does not forbid others that contain it", () => {
    expect(bannedIn("page.md", "recommended, displays, amended, thought, is told apart, the play icon")).toEqual([]);
  });
});

describe("what a program says", () => {
  const found = (source: string) => bannedIn("a.ts", stringsOf(source));

  it.each([
    ["a string", 'throw new Error("Mend it.");', 1],
    ["a template", "\nthrow new Error(`${file} tells of ${name}.`);", 2],
    ["an expression in a template", 'say(`It ${known ? "lists" : "tells of"} ${name}.`);', 1],
    ["strings that + joins, at the line of the first", 'say(\n  "It tells " +\n    "of " + name,\n);', 2],
    ["an argument of what + joins", 'say("It " + word("tells of") + ".");', 1],
    ["the value of a property", 'const fault = {\n  fix: "Mend it.",\n};', 2],
    ["an annotated class", 'class A {\n  private readonly words: string = "Mend it.";\n}', 2],
  ])("is found: %s", (_, source, line) => {
    expect(found(source)).toEqual([expect.stringContaining(`a.ts:${line}: "`)]);
  });

  it.each([
    ["imported", 'import { a } from "./mend.ts";'],
    ["imported when it runs", 'const a = await import("./mend.ts");'],
    ["exported again", 'export { a } from "./mend.ts";\nexport * from "./plays.ts";'],
    ["a key", 'const a = { mend: 1, "tells of": 2 };\nconst { mend: b } = a;'],
    ["looked up", 'const b = a["mend"] ?? a?.["mend"];'],
    ["a type", 'interface A {\n  "mend": "mend" | "fix";\n}'],
    ["a comment", "// Mend it.\n/** It tells of a. */\nconst a = 1;"],
    ["an identifier", "const mend = 1;"],
  ])("is not what is %s", (_, source) => {
    expect(found(source)).toEqual([]);
  });
});
