import { type AccessChange, Direction } from "../model/accessChange.ts";
import { type AccessReport, type StackReport, verdict } from "./accessReport.ts";
import { describeChange, firstSignIn } from "./changeWords.ts";
import { doubtWords, listed } from "./doubt.ts";
import { fitted, type Section } from "./fitted.ts";
import { codeSpan, oneLine, type Quote } from "./quoting.ts";

/** How a report is written. */
export interface Writing {
  readonly now: Date;
  /** Characters that it may have: whole lines are left out beyond, and counted. Default: all it takes. */
  readonly most?: number | undefined;
}

/** As Markdown, for a pull request. Values stand in code spans, and each line ends whatever it begins. */
export function reportMarkdown(report: AccessReport, writing: Writing): string {
  return rendered(report, writing, {
    quote: codeSpan,
    heading: (text) => `### ${text}`,
    title: `## Access: ${verdict(report)}`,
    emphasis: (text) => `**${text}**`,
  });
}

/** As plain text, for a terminal. */
export function reportText(report: AccessReport, writing: Writing): string {
  return rendered(report, writing, {
    quote: oneLine,
    heading: (text) => `${text}\n${"-".repeat(text.length)}`,
    title: `Access: ${verdict(report)}`,
    emphasis: (text) => text,
  }).replaceAll("`", "");
}

interface Style {
  readonly quote: Quote;
  readonly heading: (text: string) => string;
  readonly title: string;
  readonly emphasis: (text: string) => string;
}

function rendered(report: AccessReport, { now, most = Infinity }: Writing, style: Style): string {
  const unchanged = report.stacks.filter(({ status, doubts }) => status === "same" && doubts.length === 0);
  const changed = report.stacks.filter((stack) => !unchanged.includes(stack));
  const ending =
    unchanged.length === 0
      ? []
      : [
          `No change in access: ${listed(
            unchanged.map(({ stack }) => stack),
            style.quote,
            100,
          )}.`,
        ];
  return fitted({
    opening: [style.title, ...opening(report, style)],
    sections: changed.map((stack) => section(stack, now, style)),
    ending,
    quote: style.quote,
    emphasis: style.emphasis,
    most,
  });
}

/** What stands above everything, because it says how far the rest is to be believed. */
function opening({ range, reportingCode, acceptedCode, doubts, uncommitted }: AccessReport, style: Style): string[] {
  const { quote, emphasis } = style;
  const blocks = [`Between ${range.map(quote).join(" and ")}.`];
  if (reportingCode.length > 0) {
    const read =
      acceptedCode === undefined
        ? "so read it yourself: what follows is only as good as that code."
        : `and was accepted as it is at ${quote(acceptedCode)}: what follows is only as good as that code.`;
    blocks.push(
      `${emphasis("The code that declares and reports access changed too")}, ${read} ${listed(reportingCode, quote)}.`,
    );
  }
  if (doubts.length > 0) {
    blocks.push(
      doubts.map((doubt) => `- ${emphasis("Not certain, of any stack")}: ${doubtWords(doubt, quote)}`).join("\n"),
    );
  }
  if (uncommitted.length > 0)
    blocks.push(`${emphasis("Not included")}: uncommitted edits here of ${listed(uncommitted, quote)}.`);

  return blocks;
}

function section(report: StackReport, now: Date, { quote, heading, emphasis }: Style): Section {
  const { stack, status, sure, doubts, unsaid, changes } = report;
  const words = status === "same" && !sure ? ": no change in its access file" : STATUS[status];
  const said = new Set<string>();
  const all = [
    ...unsaid.map((change) => ({ change, before: `${emphasis("Declared, and not in the file")}: ` })),
    ...changes.map((change) => ({ change, before: "" })),
  ].map((one) => ({ ...one, wider: one.change.direction === Direction.Wider }));
  const widestFirst = [...all.filter(({ wider }) => wider), ...all.filter(({ wider }) => !wider)];
  return {
    name: stack,
    heading: [heading(`Stack ${quote(stack)}${words}`), ...(status === "new" ? [firstSignIn(stack)] : [])],
    lines: [
      ...doubts.map((doubt) => ({ wider: true, text: `- ${emphasis("Not certain")}: ${doubtWords(doubt, quote)}` })),
      ...widestFirst.map(({ change, before, wider }) => ({
        wider,
        text: `- ${before}${changeLine(report, change, now, quote, said)}`,
      })),
    ],
  };
}

/** `said` holds the sentences that the stack's section has already: what follows from several changes is said with the first. */
function changeLine(report: StackReport, change: AccessChange, now: Date, quote: Quote, said: Set<string>): string {
  const { stack, status, signedIn, graph } = report;
  const telling = { stack, isNew: status === "new", signedIn, graph, now, quote };
  const [headline = "", ...consequences] = describeChange(change, telling);
  const fresh = consequences.filter((sentence) => !said.has(sentence));
  fresh.forEach((sentence) => said.add(sentence));
  return `${MARKS[change.direction]} ${[headline, ...fresh].join(" ")}`;
}

const STATUS: Readonly<Record<StackReport["status"], string>> = {
  new: ": a new application",
  gone: ": its file is gone, which deletes nothing; the application stays until somebody destroys it, and the deploy workflow has to forget it",
  changed: "",
  same: ": no change in access",
};

const MARKS: Readonly<Record<Direction, string>> = { wider: "wider:", narrower: "narrower:", other: "same reach:" };
