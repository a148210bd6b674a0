import { ExitCode } from "../../commandLine/exitCodes.ts";
import { requireStack, stackNames } from "../../stack/project.ts";
import { STACK_FOLDER } from "../../stack/stackRef.ts";
import { UserError } from "../../support/userError.ts";
import { type Rewritten, rewrittenFiles } from "./git/attributes.ts";
import { changedPaths, checkedOut, commitOf, filesAt, type Range, resolveRange, WORK_TREE } from "./git/git.ts";
import { changedCode, isReportingCode } from "./git/reportingCode.ts";
import { type AccessReport, Outcome, outcomeOf, reportJson, type StackReport } from "./report/accessReport.ts";
import type { Doubt } from "./report/doubt.ts";
import { reportMarkdown, reportText } from "./report/reportText.ts";
import { settingsElsewhere } from "./report/settingsElsewhere.ts";
import { stackReport } from "./report/stackReport.ts";

export interface DiffOptions {
  /** The project's folder. */
  readonly project: string;
  /** `BASE`, `BASE..HEAD` or `BASE...HEAD`. */
  readonly range: string;
  readonly stack: string | undefined;
  readonly format: string;
  readonly failOnWidening: boolean;
  /** Id of the commit whose code somebody has reviewed. */
  readonly acceptedCode?: string | undefined;
  /** Characters that the report may have. */
  readonly most?: number | undefined;
  readonly now: Date;
}

/** What Pulumi takes for the name of a stack: letters, digits, hyphens, underscores and full stops. */
const STACK_NAME = /^[A-Za-z0-9_.-]{1,100}$/;

/**
 * `access --diff`: what changes in access between two commits, from the access files of both. No code of either commit is run, only
 * that of the checkout.
 *
 * @throws UserError for a commit that does not exist
 * @throws CannotTell for a file that cannot be read
 */
export async function diff(options: DiffOptions): Promise<number> {
  const { project, stack, format, failOnWidening, now, most } = options;
  const range = await resolveRange(options.range, project);
  const accepted = await acceptedCommit(options.acceptedCode, range);
  const rewritten = {
    before: await rewrittenFiles(range.base, project),
    after: await rewrittenFiles(range.head, project),
  };
  const doubts = [...(await settingsElsewhere(range.head, project)), ...rewrittenCode(rewritten.after)];
  const stacks: StackReport[] = [];
  // One after the other: the program can be run for one stack at a time.
  for (const name of await asked(stack, range)) stacks.push(await stackReport(name, range, rewritten));
  const report: AccessReport = {
    range: range.words,
    reportingCode: await changedCode(range),
    acceptedCode: accepted,
    doubts,
    uncommitted: await uncommittedEdits(range),
    stacks,
  };
  switch (format) {
    case "json":
      process.stdout.write(reportJson(report));
      break;
    case "text":
      process.stdout.write(reportText(report, { now, most }));
      break;
    default:
      process.stdout.write(reportMarkdown(report, { now, most }));
  }
  return failOnWidening ? EXIT[outcomeOf(report)] : ExitCode.Good;
}

/** A gate that cannot tell does not let pass. */
const EXIT: Readonly<Record<Outcome, number>> = {
  [Outcome.Grows]: ExitCode.Differs,
  [Outcome.CannotTell]: ExitCode.CannotTell,
  [Outcome.DoesNotGrow]: ExitCode.Good,
};

/**
 * The commit whose code was reviewed, if that is the newer one. A review is of one version: a name that moves names none.
 *
 * @throws UserError when it is another one, or no commit's id
 */
async function acceptedCommit(given: string | undefined, { project, head }: Range): Promise<string | undefined> {
  if (given === undefined) return undefined;
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(given)) {
    throw new UserError(
      `--accept-code ${given}: allowed is the whole id of a commit, as \`git rev-parse HEAD\` prints it.`,
    );
  }
  if (head === WORK_TREE)
    throw new UserError("--accept-code goes with a commit. Give a range, as in --diff main...HEAD.");
  if (given !== head) {
    throw new UserError(
      `The code that was reviewed, at ${given}, is not the one that is compared, at ${head}. ` +
        "Review what came since, then name that commit.",
    );
  }
  return await commitOf(given, project);
}

/** Code that reaches a deployment otherwise than it stands in the commit: nobody has read what will run. */
function rewrittenCode(rewritten: Rewritten): Doubt[] {
  const code = [...rewritten].filter(([path]) => isReportingCode(path));
  if (code.length === 0) return [];
  const words = "Git hands over files of the program in another form than the committed one, by its attributes";
  return [{ words, names: code.map(([path, attributes]) => `${path}: ${attributes.join(", ")}`) }];
}

/** What whoever looks at this folder may take for compared: edits of the commit that is checked out. */
async function uncommittedEdits({ project, head }: Range): Promise<string[]> {
  const here = await checkedOut(project);
  if (head === WORK_TREE || here === undefined) return [];
  const since = { project, base: here, head: WORK_TREE, words: ["", ""] } as const;
  // Of another commit than this one, the code here is what reports, and nothing else of this folder is looked at.
  // A new file is none of it before something that git keeps names it.
  const code = await changedCode(since, { untracked: false });
  return head === here ? [...new Set([...code, ...(await changedPaths(since, [STACK_FOLDER]))])].sort() : code;
}

/** A stack that was removed can be asked for by name, too. */
async function asked(stack: string | undefined, range: Range): Promise<string[]> {
  const stacks = await stacksIn(range);
  if (stack === undefined) return stacks;
  return stacks.includes(stack) ? [stack] : [(await requireStack({ stack, cwd: range.project })).name];
}

/** Stacks of either side. A file whose name no stack can have is none, and its name would stand among our words and commands. */
async function stacksIn({ project, base, head }: Range): Promise<string[]> {
  const files = [
    ...(await filesAt(base, STACK_FOLDER, project)),
    ...(head === WORK_TREE ? [] : await filesAt(head, STACK_FOLDER, project)),
  ];
  const committed = files.flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  const names = [...committed, ...(head === WORK_TREE ? await stackNames(project) : [])];
  return [...new Set(names)].filter((name) => STACK_NAME.test(name)).sort();
}
