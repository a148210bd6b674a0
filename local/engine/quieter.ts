import { stripVTControlCharacters } from "node:util";

import { shortUrls } from "./shortUrls.ts";

/** Text in, in pieces of any size, and lines out. */
export interface Quieter {
  readonly write: (text: string) => void;
  /** Writes what was held back; the stream has ended. */
  readonly end: () => void;
}

/** `    azuread:index:ApplicationPassword mail-secret-initial deleting (0s) error: ...`: a step, and what went wrong with it. */
const STEP = /^(.{4}([\w-]+:[\w/.-]+:\w+) (\S+) .*?)\b(error|warning): (.*)$/;
/** `  azuread:index:ApplicationPassword (mail-secret-initial):`, above what is said of it. */
const HEADING = /^ {2}(\S.*):$/;
/** What follows from any other error, and says nothing of its own. */
const EMPTY_WORDS = [
  "error: update failed",
  "error: preview failed",
  "error: One or more errors occurred: fix what is listed above",
];
/** The person's own Pulumi does not know stack local: this advice leads nowhere. */
const NOT_HERE = [
  /^The resources in the stack have been deleted, but the history and configuration/,
  /^If you want to remove the stack completely, run `pulumi stack rm/,
];
/** Pulumi's marks for colours, where it forgot to translate them. */
const MARK = /<\{%[^%]*%\}>/g;

interface Owed {
  readonly step: string;
  readonly words: string;
}

/**
 * The engine's words with each error and warning once: it writes them beside the step, often twice, and again below "Diagnostics".
 *
 * Nothing is dropped for good before it was seen elsewhere: what was held back and did not come is written at the end.
 *
 * @param show - gets whole lines
 * @param whole - whether long addresses are left as they are
 */
export function quieter(show: (text: string) => void, whole: boolean): Quieter {
  let rest = "";
  /** Words beside a step, as its heading calls it, which "Diagnostics" is to repeat whole. */
  let owed: Owed[] = [];
  let concerned = "";
  let empty: string[] = [];
  let headings: string[] = [];
  let inDiagnostics = false;
  let errors = 0;

  function print(line: string, bare: string): void {
    const said = bare.trim();
    if (inDiagnostics) owed = owed.filter(({ step, words }) => step !== concerned || words !== said);
    if (said.startsWith("error:")) errors += 1;
    for (const heading of headings.splice(0)) show(`${heading}\n`);
    show(`${whole ? line : shortUrls(line)}\n`);
  }

  function diagnostic(line: string, bare: string): void {
    const [, heading] = HEADING.exec(bare) ?? [];
    if (heading !== undefined) {
      concerned = heading;
      headings = [...headings.filter((older) => !HEADING.test(stripVTControlCharacters(older))), line];
    } else if (EMPTY_WORDS.includes(bare.trim())) {
      empty.push(bare.trim());
    } else if (bare.trim() !== "" || headings.length === 0) {
      print(line, bare);
    }
  }

  function take(raw: string): void {
    const line = raw.replace(MARK, "");
    const bare = stripVTControlCharacters(line).trimEnd();
    if (NOT_HERE.some((known) => known.test(bare))) return;
    if (bare === "Diagnostics:") {
      inDiagnostics = true;
      headings = [line];
      concerned = "";
      return;
    }
    if (inDiagnostics && /^\S/.test(bare)) {
      inDiagnostics = false;
      headings = [];
    }
    const [, step = "", type = "", name = "", severity = "", words = ""] = STEP.exec(bare) ?? [];
    if (inDiagnostics) {
      diagnostic(line, bare);
    } else if (step === "") {
      print(line, bare);
    } else {
      owed.push({ step: `${type} (${name})`, words: `${severity}: ${words}`.trim() });
      // The end of a step that failed is news, even without the reason.
      if (step.includes("**")) print(step.trimEnd(), step);
    }
  }

  return {
    write(text) {
      const lines = `${rest}${text}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(line);
    },
    end() {
      if (rest !== "") take(rest);
      rest = "";
      inDiagnostics = false;
      headings = [];
      for (const words of new Set(owed.map((one) => one.words))) {
        if (!EMPTY_WORDS.includes(words)) print(words, words);
        else empty.push(words);
      }
      if (errors === 0) for (const words of new Set(empty)) show(`${words}\n`);
      owed = [];
      empty = [];
      errors = 0;
    },
  };
}
