import { withoutBlocks, withoutMarks } from "./pages.ts";

/** Words that make a reader stop, and what is written instead. */
export const BANNED: readonly { readonly words: RegExp; readonly instead: string }[] = [
  { words: /\bneeds? mending\b/, instead: "is invalid" },
  { words: /\bmend(?:s|ed|ing)?\b/, instead: "fix" },
  { words: /\b(?:tells?|told|telling) of\b/, instead: "lists, names or says" },
  { words: /\b(?:is|are|was|were|been|being|be) told\b(?! apart)/, instead: "is unknown, or who says it to whom" },
  { words: /\b(?:nobody|no one) can tell\b/, instead: "is unknown" },
  { words: /\b(?:plays?|played|playing)\b(?! icon)/, instead: "runs" },
  { words: /\bbe had\b/, instead: "is available" },
  { words: /\b(?:defect|fault)s? of (?:ours|this)\b|\bdefects? (?:of|in)\b/, instead: "bug in" },
  { words: /\b(?:anew|afresh)\b/, instead: "again" },
  { words: /\bhence\b/, instead: "so" },
  { words: /\bought\b/, instead: "should" },
  { words: /\bbut for\b/, instead: "except" },
  { words: /\bshall\b/, instead: "must or will" },
  { words: /\b(?:lies?|lay) in\b/, instead: "is in" },
  { words: /\b(?:stands?|stood) (?:in|on) (?=[a-z`])/, instead: "is in" },
  { words: /\bkeeps? quiet\b/, instead: "leaves out" },
  { words: /\b(?:thereof|therein|whereof|wherein|whosoever|heretofore)\b/, instead: "of it, in it, who" },
];

/** The banned words of a text, each with its line and what to write instead. */
export function bannedIn(name: string, text: string): string[] {
  return BANNED.flatMap(({ words, instead }) =>
    [...text.matchAll(new RegExp(words, "gi"))].map(
      (found) =>
        `${name}:${text.slice(0, found.index).split("\n").length}: "${found[0].replace(/\s+/g, " ")}"; write: ${instead}`,
    ),
  );
}

/**
 * What people wrote on a page: its lines without code, and without the sentences that it quotes from elsewhere word by word, which
 * are judged where they are written. Words that a line's end parts stay apart, lines keep their numbers.
 */
export function sentencesOf(markdown: string, quoted: readonly string[] = []): string {
  const prose = withoutMarks(withoutBlocks(markdown));
  return quoted.reduce((text, sentence) => text.replaceAll(`| ${sentence} `, "| "), prose);
}
