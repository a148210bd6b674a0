import { refuseOtherSettings } from "./otherSettings.ts";
import { ExitCode } from "../exitCodes.ts";
import { requireStack, stackNames } from "../project.ts";
import { type AccessReport, reportJson, reportMarkdown, reportText, type StackReport, widens } from "./accessReport.ts";
import { changedPaths, filesAt, type Range, resolveRange, WORK_TREE } from "./git.ts";
import { stackReport } from "./stackReport.ts";

export interface DiffOptions {
  /** `BASE`, `BASE..HEAD` or `BASE...HEAD`. */
  readonly range: string;
  readonly stack: string | undefined;
  readonly format: string;
  readonly failOnWidening: boolean;
  readonly now: Date;
}

/** All that decides what is declared, or what is said of it, as pathspecs. Workflows lie at the top of the repository. */
const REPORTING_CODE = [
  ":(top).github",
  ".npmrc",
  "Pulumi.yaml",
  "bin",
  "commands",
  "components",
  "index.ts",
  "local",
  "npm-shrinkwrap.json",
  "package-lock.json",
  "package.json",
  "policy",
  "tsconfig.json",
];

/** What Pulumi takes for the name of a stack: letters, digits, hyphens, underscores and full stops. */
const STACK_NAME = /^[A-Za-z0-9_.-]{1,100}$/;

/**
 * `access --diff`: what changes in access between two commits, from the access files of both. No code of either commit is run, only
 * that of the checkout.
 *
 * @throws UserError for a commit that does not exist, or a file that cannot be read
 */
export async function diff({ range: given, stack, format, failOnWidening, now }: DiffOptions): Promise<number> {
  const range = await resolveRange(given);
  const stacks = await asked(stack, range);
  const reports: StackReport[] = [];
  // One after the other: the program can be run for one stack at a time.
  for (const name of stacks) reports.push(await stackReport(name, range));
  const report: AccessReport = {
    range: range.words,
    reportingCode: await changedPaths(range, REPORTING_CODE),
    stacks: reports,
  };
  switch (format) {
    case "json":
      process.stdout.write(reportJson(report));
      break;
    case "text":
      process.stdout.write(reportText(report, now));
      break;
    default:
      process.stdout.write(reportMarkdown(report, now));
  }
  return failOnWidening && widens(report) ? ExitCode.Differs : ExitCode.Good;
}

/** A stack that was removed can be asked for by name, too. */
async function asked(stack: string | undefined, range: Range): Promise<string[]> {
  await refuseOtherSettings(range.head);
  const stacks = await stacksIn(range);
  if (stack === undefined) return stacks;
  return stacks.includes(stack) ? [stack] : [await requireStack(stack)];
}

/** Stacks of either side. A file whose name no stack can have is none, and its name would stand among our words and commands. */
async function stacksIn({ base, head }: Range): Promise<string[]> {
  const files = [...(await filesAt(base, "stacks")), ...(head === WORK_TREE ? [] : await filesAt(head, "stacks"))];
  const committed = files.flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  const names = [...committed, ...(head === WORK_TREE ? await stackNames() : [])];
  return [...new Set(names)].filter((name) => STACK_NAME.test(name)).sort();
}
