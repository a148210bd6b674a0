import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { parseStackFile } from "../../../stack/stackFile.ts";
import { pathsOf } from "../../../stack/stackRef.ts";
import { CannotTell, reasonOf, UserError } from "../../../support/userError.ts";
import type { Rewritten } from "../git/attributes.ts";
import { fileAt, type Range, type Revision, textOf, WORK_TREE } from "../git/git.ts";
import { type AccessChange, changesBetween, nothingOf } from "../model/accessChange.ts";
import { parseAccess, renderAccess } from "../model/accessFile.ts";
import { type Access, accessOf } from "../model/accessModel.ts";
import type { StackReport } from "./accessReport.ts";
import type { Doubt } from "./doubt.ts";
import { fileChanges } from "./fileChanges.ts";
import { mailboxesIn } from "./mailboxes.ts";
import { graphOf } from "./revocation.ts";

/** What git does to the files of either revision on their way to a deployment. */
export interface BothRewritten {
  readonly before: Rewritten;
  readonly after: Rewritten;
}

/**
 * What becomes of a stack's access between two revisions, from the files of both. For one stack at a time: it runs the program.
 * A file that cannot be read makes the stack one of which nothing can be told.
 */
export async function stackReport(stack: string, range: Range, rewritten: BothRewritten): Promise<StackReport> {
  try {
    return await told(stack, range, rewritten);
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    const nothing = { changes: [], unsaid: [], signedIn: [], graph: graphOf(undefined) };
    return { stack, status: "changed", ...nothing, sure: false, doubts: [{ words: error.message }] };
  }
}

async function told(stack: string, range: Range, rewritten: BothRewritten): Promise<StackReport> {
  const { settings: path, consents } = pathsOf(stack);
  const base: At = { stack, project: range.project, revision: range.base };
  const head: At = { ...base, revision: range.head };
  const [older, newer] = [await textAt(base, path), await textAt(head, path)];
  const before = await sideBefore(base, older);
  const after = await sideAfter(head, newer);
  const handedOver = [
    ...(older === undefined ? [] : otherwise(path, rewritten.before, "before")),
    ...(newer === undefined ? [] : otherwise(path, rewritten.after, "after")),
  ];
  const shared = {
    stack,
    doubts: [...before.doubts, ...after.doubts, ...handedOver],
    unsaid: after.unsaid,
    sure: after.sure && handedOver.length === 0,
    signedIn: mailboxesIn(await textAt(base, consents)),
    graph: graphOf(after.access ?? before.access),
  };
  const beside = newer === undefined ? [] : fileChanges(older, newer, path);
  if (after.access === undefined) return { ...shared, status: after.declared ? "changed" : "gone", changes: beside };
  const changes = [...changesBetween(before.access ?? nothingOf(after.access), after.access), ...beside];
  if (!before.declared) return { ...shared, status: "new", changes };
  return { ...shared, status: changes.length > 0 ? "changed" : "same", changes };
}

/** What is judged is the file as it is committed. */
function otherwise(path: string, rewritten: Rewritten, when: "before" | "after"): Doubt[] {
  const names = rewritten.get(path);
  if (names === undefined) return [];
  const words =
    `Git hands over \`${path}\` ${when} the change in another form than the committed one, so that Pulumi may read something else than this report ` +
    "does. The attributes that make it";
  return [{ words, names, fix: "Take them out of `.gitattributes`." }];
}

/** One side of a comparison. */
interface At {
  readonly stack: string;
  readonly project: string;
  readonly revision: Revision;
}

interface Side {
  readonly access: Access | undefined;
  /** Whether the stack has a file there. */
  readonly declared: boolean;
  readonly doubts: readonly Doubt[];
}

interface NewerSide extends Side {
  /** Whether the access file says what the settings declare. */
  readonly sure: boolean;
  readonly unsaid: readonly AccessChange[];
}

/** The older side is what was approved: its access file is taken at its word. */
async function sideBefore(at: At, settings: string | undefined): Promise<Side> {
  if (settings === undefined) return { access: undefined, declared: false, doubts: [] };
  const { access, doubt } = await toldAt(at, "before");
  if (access !== undefined) return { access, declared: true, doubts: [] };
  const declared = await declaredBy(at, settings);
  return { access: declared.access, declared: true, doubts: given(doubt, declared.doubt) };
}

/** The newer side is what somebody proposes: its access file is held to what the settings declare by this checkout's rules. */
async function sideAfter(at: At, settings: string | undefined): Promise<NewerSide> {
  if (settings === undefined) return { access: undefined, declared: false, doubts: [], sure: true, unsaid: [] };
  const told = await toldAt(at, "after");
  const declared = await declaredBy(at, settings);
  if (told.access === undefined || declared.access === undefined) {
    const doubts = given(told.doubt, declared.doubt);
    return { access: told.access ?? declared.access, declared: true, doubts, sure: false, unsaid: [] };
  }
  const side = { access: told.access, declared: true };
  const same = withoutHeader(renderAccess(at.stack, declared.access)) === withoutHeader(told.text ?? "");
  if (same) return { ...side, doubts: [], sure: true, unsaid: [] };
  const words = `\`${pathsOf(at.stack).access}\` does not say what the settings declare by this checkout's rules.`;
  const fix = "`npx aem-mail-oauth access` brings it up to date.";
  return { ...side, doubts: [{ words, fix }], sure: false, unsaid: changesBetween(told.access, declared.access) };
}

interface Answer {
  readonly access: Access | undefined;
  /** Why there is no access. */
  readonly doubt?: Doubt;
}

/** The lines above the facts are for people, and other versions wrote others. */
function withoutHeader(text: string): string {
  return text.replace(/^(#[^\n]*\n)*/, "");
}

/** What the access file says. It may be anything: whoever wrote it may have written it by hand. */
async function toldAt(at: At, when: "before" | "after"): Promise<Answer & { readonly text?: string }> {
  const { access: path } = pathsOf(at.stack);
  const instead = "its settings were read by this checkout's rules instead.";
  const text = await textAt(at, path);
  if (text === undefined)
    return { access: undefined, doubt: { words: `There is no \`${path}\` ${when} the change; ${instead}` } };
  try {
    return { access: parseAccess(text, path), text };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const words = `\`${path}\` ${when} the change was written by another version, or by hand; ${instead}`;
    return { access: undefined, doubt: { words } };
  }
}

/** What the program makes of the settings, which may be wrong. */
async function declaredBy({ stack, project }: At, settings: string): Promise<Answer> {
  try {
    return { access: await accessOf(stack, parseStackFile(settings, pathsOf(stack).settings), project) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const words = "The program refuses these settings; `npx aem-mail-oauth access` says why.";
    return { access: undefined, doubt: { words } };
  }
}

/** Text of a file; undefined where there is none. Git may have turned its line ends on the way into the work tree. */
async function textAt(
  { revision, project }: Pick<At, "revision" | "project">,
  path: string,
): Promise<string | undefined> {
  if (revision !== WORK_TREE) return fileAt(revision, path, project);
  const bytes = await readFile(join(project, path)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new CannotTell(`${path} cannot be read: ${reasonOf(error)}.`);
  });
  return bytes === undefined ? undefined : textOf(bytes, path).replaceAll("\r\n", "\n");
}

function given(...doubts: readonly (Doubt | undefined)[]): Doubt[] {
  return doubts.filter((doubt) => doubt !== undefined);
}
