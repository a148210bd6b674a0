import { describe, expect, it } from "@jest/globals";

import { EXIT_CODES } from "../../commandLine/exitCodes.ts";
import { CAUSES } from "../../signIn/causes.ts";
import { filesOf, readPage } from "./pages.ts";
import { BANNED, bannedIn, sentencesOf } from "./plainWords.ts";

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
    expect(bannedIn("page.md", "recommended, displays, amended, thought, is told apart, cannot be told")).toEqual([]);
  });
});
