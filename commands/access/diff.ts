import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { UserError } from "../../local/userError.ts";
import { requireStack, ROOT, stackNames } from "../project.ts";
import { parseStackFile } from "../stackFile.ts";
import { changesBetween } from "./accessChange.ts";
import { parseAccess, renderAccess } from "./accessFile.ts";
import { type Access, accessOf } from "./accessModel.ts";
import { type AccessReport, reportJson, reportMarkdown, reportText, type StackReport, widens } from "./accessReport.ts";
import { changedPaths, fileAt, filesAt, type Range, resolveRange, type Revision, WORK_TREE } from "./git.ts";

export interface DiffOptions {
  /** `BASE`, `BASE..HEAD` or `BASE...HEAD`. */
  readonly range: string;
  readonly stack: string | undefined;
  readonly format: string;
  readonly failOnWidening: boolean;
  readonly now: Date;
}

/** All that decides what is declared, or what is said of it. */
const REPORTING_CODE = [
  ".github",
  "Pulumi.yaml",
  "bin",
  "commands",
  "components",
  "index.ts",
  "package-lock.json",
  "package.json",
  "policy",
];

/** Exit code when access grows and that was to fail. */
const WIDENING = 4;

/**
 * `access --diff`: what changes in access between two commits, from the access files of both. No code of either commit is run, only
 * that of the checkout.
 *
 * @throws UserError for a commit that does not exist, or a file that cannot be read
 */
export async function diff({ range: asked, stack, format, failOnWidening, now }: DiffOptions): Promise<number> {
  const range = await resolveRange(asked);
  const stacks = stack === undefined ? await stacksIn(range) : [await requireStack(stack)];
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
  return failOnWidening && widens(report) ? WIDENING : 0;
}

async function stacksIn({ base, head }: Range): Promise<string[]> {
  const names = [await filesAt(base, "stacks"), head === WORK_TREE ? [] : await filesAt(head, "stacks")]
    .flat()
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  return [...new Set([...names, ...(head === WORK_TREE ? await stackNames() : [])])].sort();
}

async function stackReport(stack: string, { base, head }: Range): Promise<StackReport> {
  const before = await sideOf(stack, base, false);
  const after = await sideOf(stack, head, true);
  const shared = { stack, doubts: [...before.doubts, ...after.doubts], sure: after.sure };
  if (after.access === undefined) return { ...shared, status: after.declared ? "changed" : "gone", changes: [] };
  const changes = changesBetween(before.access ?? nothingOf(after.access), after.access);
  if (!before.declared) return { ...shared, status: "new", changes };
  return { ...shared, status: changes.length > 0 ? "changed" : "same", changes };
}

interface Side {
  readonly access: Access | undefined;
  /** Whether the stack has a file there. */
  readonly declared: boolean;
  readonly doubts: readonly string[];
  /** Whether the access file is to be believed. */
  readonly sure: boolean;
}

/** What a stack's access is at a revision; with `verify`, whether its access file says what its settings declare. */
async function sideOf(stack: string, revision: Revision, verify: boolean): Promise<Side> {
  const settings = await textAt(revision, `stacks/Pulumi.${stack}.yaml`);
  if (settings === undefined) return { access: undefined, declared: false, doubts: [], sure: true };
  const path = `stacks/${stack}.access.yaml`;
  const stored = await textAt(revision, path);
  if (stored !== undefined && !verify)
    return { access: parseAccess(stored, path), declared: true, doubts: [], sure: true };
  const declared = await declaredBy(stack, settings);
  if (stored === undefined) {
    const doubt = `There is no ${path} ${verify ? "after" : "before"} the change; its settings were read by this checkout's rules instead.`;
    return { ...declared, declared: true, doubts: [doubt, ...declared.doubts] };
  }
  const sure = declared.access !== undefined && renderAccess(stack, declared.access) === stored;
  const doubt = `${path} does not say what the settings declare by this checkout's rules. \`npm run access\` brings it up to date.`;
  const doubts = declared.access === undefined || sure ? declared.doubts : [doubt];
  return { access: parseAccess(stored, path), declared: true, doubts, sure };
}

/** The program's answer to settings that may be wrong. */
async function declaredBy(stack: string, settings: string): Promise<Pick<Side, "access" | "doubts" | "sure">> {
  try {
    return {
      access: await accessOf(stack, parseStackFile(settings, `stacks/Pulumi.${stack}.yaml`)),
      doubts: [],
      sure: true,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      access: undefined,
      doubts: ["The program refuses these settings; `npm run access` says why."],
      sure: false,
    };
  }
}

async function textAt(revision: Revision, path: string): Promise<string | undefined> {
  return revision === WORK_TREE ? readFile(join(ROOT, path), "utf8").catch(() => undefined) : fileAt(revision, path);
}

/** An application that nobody has access to yet: everything of the new one is gained. */
function nothingOf(access: Access): Access {
  const nothing = { permissions: [], redirectUris: [], secrets: [], owners: [], provider: [], others: [] };
  return { ...access, ...nothing, accounts: "", tenant: undefined, accessTokens: false, idTokens: false };
}
