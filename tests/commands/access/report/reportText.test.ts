import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import * as markdown from "prettier/plugins/markdown";

import { type AccessChange, Direction } from "../../../../commands/access/model/accessChange.ts";
import type { AccessReport, StackReport } from "../../../../commands/access/report/accessReport.ts";
import { codeSpan } from "../../../../commands/access/report/quoting.ts";
import { reportMarkdown, reportText } from "../../../../commands/access/report/reportText.ts";

const NOW = new Date("2030-01-01T12:00:00Z");

/** What becomes a link, a mention, an image, markup or a command wherever it does not stand in a code span. */
const HOSTILE = [
  "`",
  "``",
  "```\n",
  "~~~",
  "@everyone",
  "[x](https://evil.example)",
  "![x](https://evil.example/p.png)",
  "<details>",
  "<!--",
  "<img src=x onerror=y>",
  "www.evil.example",
  "https://evil.example",
  "\n\n# ",
  "\r- ",
  "\n    ",
  "|",
  "$x$",
  "**",
  "\\",
  "&lt;",
  "\u202e",
  "\u2028",
  "\u0000",
  "\u001b[2K",
  "\ud83d",
  "😈",
  "##[error]",
  "::warning::",
  " ",
  "x".repeat(290),
];
const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...HOSTILE), { maxLength: 5 }).map((parts) => parts.join("")) },
  fc.string({ unit: "binary", maxLength: 320 }),
);

const change: fc.Arbitrary<AccessChange> = fc.record(
  {
    direction: fc.constantFrom(...Object.values(Direction)),
    what: fc.constantFrom(
      "permission gained",
      "permission lost",
      "redirect URI added",
      "setting added",
      "owner removed",
    ),
    name: hostile,
    before: hostile,
    ends: hostile,
    permission: fc.record({ name: hostile, api: hostile, id: hostile, lets: hostile, adminConsent: fc.boolean() }),
  },
  { requiredKeys: ["direction", "what", "name"] },
);

const stackReports: fc.Arbitrary<StackReport[]> = fc.uniqueArray(
  fc.record({
    stack: fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/),
    status: fc.constantFrom("new", "gone", "changed", "same"),
    changes: fc.array(change, { maxLength: 6 }),
    unsaid: fc.array(change, { maxLength: 3 }),
    signedIn: fc.array(hostile, { maxLength: 8 }),
    graph: fc.constant("https://graph.microsoft.com"),
    sure: fc.boolean(),
    doubts: fc.array(fc.record({ words: fc.constant("Doubtful"), names: fc.array(hostile, { maxLength: 3 }) }), {
      maxLength: 2,
    }),
  }),
  { selector: ({ stack }) => stack, maxLength: 5 },
);

const report: fc.Arbitrary<AccessReport> = fc.record({
  range: fc.tuple(hostile, hostile),
  reportingCode: fc.array(hostile, { maxLength: 25 }),
  acceptedCode: fc.constantFrom(undefined, "0".repeat(40)),
  doubts: fc.array(fc.record({ words: fc.constant("Doubtful"), names: fc.array(hostile, { maxLength: 3 }) }), {
    maxLength: 2,
  }),
  uncommitted: fc.array(hostile, { maxLength: 3 }),
  stacks: stackReports,
});

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

/** What a Markdown parser makes of a text, but for what stands in code spans. Without their values: only ours may be outside. */
function outsideCode(text: string): { kinds: Set<string>; words: string } {
  const kinds = new Set<string>();
  const words: string[] = [];
  const visit = ({ type, value, children = [] }: Node): void => {
    kinds.add(type);
    if (type !== "inlineCode" && value !== undefined) words.push(value);
    children.forEach(visit);
  };
  const { parse } = markdown.parsers.markdown;
  visit(parse(text, { originalText: text } as never) as Node);
  return { kinds, words: words.join(" ") };
}

const OURS = ["root", "heading", "text", "inlineCode", "paragraph", "strong", "list", "listItem", "sentence", "word"];

/** The characters that our own words are made of. */
const OUR_CHARACTERS = /^[\w .,:;'"()/\n-]*$/;

describe("a report of hostile names", () => {
  it("holds them in code spans, whatever they are and wherever it is cut", () => {
    fc.assert(
      fc.property(report, fc.integer({ min: 1000, max: 12_000 }), (given, most) => {
        for (const text of [reportMarkdown(given, { now: NOW }), reportMarkdown(given, { now: NOW, most })]) {
          const { kinds, words } = outsideCode(text);
          expect([...kinds].filter((kind) => !OURS.includes(kind))).toEqual([]);
          expect(words).toMatch(OUR_CHARACTERS);
          expect(words).not.toMatch(/evil|everyone|www\.|https?:/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("would be caught by that, were they not in code spans", () => {
    expect(outsideCode("- `a` @everyone").words).toMatch(/everyone/);
    expect(outsideCode("- `a <b>x").words).not.toMatch(OUR_CHARACTERS);
    expect([...outsideCode("[x](https://evil.example)").kinds]).toContain("link");
    expect([...outsideCode("<details>").kinds]).toContain("html");
  });

  it("is cut by whole lines: what is left is in the whole, and all else is counted", () => {
    fc.assert(
      fc.property(report, fc.integer({ min: 1000, max: 12_000 }), (given, most) => {
        const whole = reportMarkdown(given, { now: NOW });
        const cut = reportMarkdown(given, { now: NOW, most });
        expect(cut.length).toBeLessThanOrEqual(Math.max(most, 1000));
        expect(cut === whole).toBe(whole.length <= most);
        const lines = new Set(whole.split("\n"));
        const added = cut.split("\n").filter((line) => !lines.has(line));
        for (const line of added) {
          expect(line).toMatch(
            /^(\*\*Too long to be shown whole\*\*: \d+ lines? |- \.\.\. and \d+ more of stack `|Left out whole: `)/,
          );
        }
        expect(cut.split("\n")[0]).toBe(whole.split("\n")[0]);
        const items = (text: string): number =>
          text.split("\n").filter((line) => /^- (?!\.\.\.|\*\*Not certain, of)/.test(line)).length;
        const left = Number(/^\*\*Too long to be shown whole\*\*: (\d+) /m.exec(cut)?.[1] ?? 0);
        expect(items(cut) + left).toBe(items(whole));
      }),
      { numRuns: 300 },
    );
  });

  it("leaves out last what is wider", () => {
    const change = (direction: Direction, index: number): AccessChange => ({
      direction,
      what: direction === Direction.Wider ? "redirect URI added" : "redirect URI removed",
      name: `https://a.example/${index}/${"x".repeat(200)}`,
    });
    const stack = (name: string): StackReport => ({
      ...{ stack: name, status: "changed", unsaid: [], signedIn: [], graph: "", sure: true, doubts: [] },
      changes: [
        ...Array.from({ length: 100 }, (_, index) => change(Direction.Narrower, index)),
        ...Array.from({ length: 3 }, (_, index) => change(Direction.Wider, index)),
      ],
    });
    const given = {
      range: ["a", "b"],
      reportingCode: [],
      doubts: [],
      uncommitted: [],
      stacks: ["dev", "prod"].map(stack),
    };
    const cut = reportMarkdown(given as unknown as AccessReport, { now: NOW, most: 4000 });
    expect(cut.match(/^- wider: /gm)).toHaveLength(6);
    expect(cut).toMatch(/^\*\*Too long to be shown whole\*\*: \d+ lines are left out, none of them wider\./m);
    expect(cut).toMatch(/^- \.\.\. and \d+ more of stack `prod`, none of them wider\.$/m);
    const shorter = reportMarkdown(given as unknown as AccessReport, { now: NOW, most: 1000 });
    expect(shorter).toMatch(/lines are left out, [1-5] of them wider or not certain\./);
    expect(shorter).toContain("Left out whole: `prod`.");
  });

  it("moves no cursor and commands no job as plain text", () => {
    fc.assert(
      fc.property(report, (given) => {
        const text = reportText(given, { now: NOW });
        expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|##\[|^\s*::/mu);
        expect(text.isWellFormed()).toBe(true);
      }),
    );
  });
});

it.each([
  ["a", "`a`"],
  ["", "`(empty)`"],
  ["`", "`` ` ``"],
  ["a``b", "``` a``b ```"],
  ["\ud83d", "`\ufffd`"],
  ["😈".repeat(400), `\`${"😈".repeat(297)}...\``],
])("a code span holds %j", (value, span) => {
  expect(codeSpan(value)).toBe(span);
});
