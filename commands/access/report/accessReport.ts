import { type AccessChange, Direction } from "../model/accessChange.ts";
import { type Doubt, doubtWords } from "./doubt.ts";
import { jsonLine, type Quote } from "./quoting.ts";

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
  /** Why the comparison is less certain than it should be. */
  readonly doubts: readonly Doubt[];
}

/** What becomes of the access of all stacks. */
export interface AccessReport {
  /** What was compared, in words: "main", "feature". */
  readonly range: readonly [string, string];
  /** Changed files of the code that declares and reports access. */
  readonly reportingCode: readonly string[];
  /** The commit whose code somebody has reviewed, as they say; undefined where nobody does, or where it is another than the newer one. */
  readonly acceptedCode?: string | undefined;
  /** Why nothing that is said of any stack is certain. */
  readonly doubts: readonly Doubt[];
  /** Files that are edited here and were not compared, because they are not committed. */
  readonly uncommitted: readonly string[];
  readonly stacks: readonly StackReport[];
}

/** Whether access grows, as far as anybody can tell. */
export const Outcome = {
  /** Some of it does, for certain. */
  Grows: "grows",
  /** Nothing is known to grow, and something may without showing. */
  CannotTell: "cannot tell",
  DoesNotGrow: "does not grow",
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** What the report comes to. What is known to grow grows, whatever else cannot be told. */
export function outcomeOf(report: AccessReport): Outcome {
  const wider = (changes: readonly AccessChange[]): boolean =>
    changes.some(({ direction }) => direction === Direction.Wider);
  if (report.stacks.some(({ status, changes, unsaid }) => status === "new" || wider(changes) || wider(unsaid)))
    return Outcome.Grows;

  return filesDoubtful(report) || codeDoubtful(report) ? Outcome.CannotTell : Outcome.DoesNotGrow;
}

/** The first line, in words. */
export function verdict(report: AccessReport): string {
  return [verdictOnFiles(report), ...(report.reportingCode.length > 0 ? [verdictOnCode(report)] : [])].join("; ");
}

/** As one JSON object, for a program. */
export function reportJson(report: AccessReport): string {
  const outcome = outcomeOf(report);
  const asIs: Quote = (value) => value;
  const sentences = (doubts: readonly Doubt[]): string[] => doubts.map((doubt) => doubtWords(doubt, asIs, Infinity));
  return jsonLine({
    outcome,
    // As long as nobody can tell, it may.
    widening: outcome !== Outcome.DoesNotGrow,
    ...report,
    doubts: sentences(report.doubts),
    stacks: report.stacks.map((stack) => ({ ...stack, doubts: sentences(stack.doubts) })),
  });
}

function filesDoubtful({ doubts, stacks }: AccessReport): boolean {
  return doubts.length > 0 || stacks.some(({ sure }) => !sure);
}

function codeDoubtful({ reportingCode, acceptedCode }: AccessReport): boolean {
  return reportingCode.length > 0 && acceptedCode === undefined;
}

function verdictOnFiles(report: AccessReport): string {
  const grows = outcomeOf(report) === Outcome.Grows;
  if (filesDoubtful(report))
    return grows ? "grows, and the rest is unknown from the files as they are" : "unknown from the files as they are";

  if (grows) return "grows";
  const same = report.stacks.every(({ status }) => status === "same");
  // Of changed code nobody here knows what it makes of the same files.
  if (codeDoubtful(report)) return same ? "no change in the access files" : "does not grow in the access files";
  return same ? "no change in access" : "changes, and does not grow";
}

function verdictOnCode(report: AccessReport): string {
  return codeDoubtful(report) ? "the code behind it changed" : "the code behind it changed, and was accepted";
}
