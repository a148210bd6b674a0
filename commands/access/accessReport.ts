import { type AccessChange, Direction } from "./accessChange.ts";
import { describeChange, firstSignIn, type Quote } from "./changeWords.ts";

/** What becomes of the access of one stack. */
export interface StackReport {
  readonly stack: string;
  readonly status: "new" | "gone" | "changed" | "same";
  readonly changes: readonly AccessChange[];
  /** What the settings declare otherwise than the newer access file says. */
  readonly unsaid: readonly AccessChange[];
  /** Mailboxes whose consent was recorded before the change. */
  readonly signedIn: readonly string[];
  /** Where Microsoft Graph is for this stack, an origin. */
  readonly graph: string;
  /** Whether what is compared is what the settings declare; otherwise access may grow without showing. */
  readonly sure: boolean;
  /** Why the comparison is less certain than it should be, in sentences. */
  readonly doubts: readonly string[];
}

/** What becomes of the access of all stacks. */
export interface AccessReport {
  /** What was compared, in words: "main", "feature". */
  readonly range: readonly [string, string];
  /** Changed files of the code that declares and reports access. */
  readonly reportingCode: readonly string[];
  readonly stacks: readonly StackReport[];
}

/** Whether any stack's access grows, or may grow without showing. */
export function widens({ stacks }: AccessReport): boolean {
  return stacks.some(
    ({ status, sure, changes }) =>
      !sure || status === "new" || changes.some(({ direction }) => direction === Direction.Wider),
  );
}

/** As Markdown, for a pull request. Values stand in code spans, where nothing in them is a link, a mention or markup. */
export function reportMarkdown(report: AccessReport, now: Date): string {
  return rendered(report, now, {
    quote: codeSpan,
    heading: (text) => `### ${text}`,
    title: `## Access: ${verdict(report)}`,
    emphasis: (text) => `**${text}**`,
  });
}

/** As plain text, for a terminal. */
export function reportText(report: AccessReport, now: Date): string {
  return rendered(report, now, {
    quote: (value) => printable(value),
    heading: (text) => `${text}\n${"-".repeat(text.length)}`,
    title: `Access: ${verdict(report)}`,
    emphasis: (text) => text,
  }).replaceAll("`", "");
}

/** As one JSON object, for a program. */
export function reportJson(report: AccessReport): string {
  return `${JSON.stringify({ widening: widens(report), ...report })}\n`;
}

interface Style {
  readonly quote: Quote;
  readonly heading: (text: string) => string;
  readonly title: string;
  readonly emphasis: (text: string) => string;
}

function rendered(report: AccessReport, now: Date, style: Style): string {
  const { quote, heading, title, emphasis } = style;
  const { range, reportingCode, stacks } = report;
  const blocks = [title, `Between ${range.map(quote).join(" and ")}.`];
  if (reportingCode.length > 0) {
    blocks.push(
      `${emphasis("The code that declares and reports access changed too")}, so read it yourself: what follows is only as good as that code. ` +
        `${reportingCode.slice(0, 20).map(quote).join(", ")}${reportingCode.length > 20 ? ` and ${reportingCode.length - 20} more` : ""}.`,
    );
  }
  const unchanged = stacks.filter(({ status, doubts }) => status === "same" && doubts.length === 0);
  for (const one of stacks.filter((stack) => !unchanged.includes(stack))) {
    const status = one.status === "same" && !one.sure ? ": no change in its access file" : STATUS[one.status];
    blocks.push(heading(`Stack ${quote(one.stack)}${status}`));
    if (one.status === "new") blocks.push(firstSignIn(one.stack));
    const doubts = one.doubts.map((doubt) => `- ${emphasis("Not certain")}: ${doubt}`);
    const unsaid = changeLines(one, one.unsaid, now, quote).map(
      (line) => `- ${emphasis("Declared, and not in the file")}: ${line}`,
    );
    const lines = changeLines(one, one.changes, now, quote).map((line) => `- ${line}`);
    blocks.push([...doubts, ...unsaid, ...lines].join("\n"));
  }
  if (unchanged.length > 0) {
    blocks.push(`No change in access: ${unchanged.map(({ stack }) => quote(stack)).join(", ")}.`);
  }
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function changeLines(report: StackReport, changes: readonly AccessChange[], now: Date, quote: Quote): string[] {
  const { stack, status, signedIn, graph } = report;
  const said = new Set<string>();
  return changes.map((change) => {
    const telling = { stack, isNew: status === "new", signedIn, graph, now, quote };
    const [headline = "", ...consequences] = describeChange(change, telling);
    // What follows from several changes is said with the first.
    const fresh = consequences.filter((sentence) => !said.has(sentence));
    fresh.forEach((sentence) => said.add(sentence));
    return `${MARKS[change.direction]} ${[headline, ...fresh].join(" ")}`;
  });
}

const STATUS: Readonly<Record<StackReport["status"], string>> = {
  new: ": a new application",
  gone: ": its file is gone, which deletes nothing; the application stays until somebody destroys it, and the deploy workflow has to forget it",
  changed: "",
  same: ": no change in access",
};

const MARKS: Readonly<Record<Direction, string>> = { wider: "wider:", narrower: "narrower:", other: "same reach:" };

function verdict(report: AccessReport): string {
  return `${verdictOnStacks(report)}${report.reportingCode.length > 0 ? "; the code behind it changed" : ""}`;
}

function verdictOnStacks(report: AccessReport): string {
  const { stacks } = report;
  if (stacks.some(({ sure }) => !sure)) return "cannot be told from the files as they are";
  if (widens(report)) return "grows";
  return stacks.every(({ status }) => status === "same") ? "no change in access" : "changes, and does not grow";
}

/** A code span that nothing in the value can end. */
function codeSpan(value: string): string {
  const text = printable(value);
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/** In one line, without characters that move the cursor or turn the reading direction; long ones shortened. */
function printable(value: string): string {
  const text = value.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();
  // Two marks with nothing between them would be no code span, but the beginning of one.
  if (text === "") return "(empty)";
  return text.length > 300 ? `${text.slice(0, 297)}...` : text;
}
