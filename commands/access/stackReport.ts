import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { UserError } from "../../local/userError.ts";
import { ROOT } from "../project.ts";
import { parseStackFile } from "../stackFile.ts";
import { type AccessChange, changesBetween, nothingOf } from "./accessChange.ts";
import { parseAccess, renderAccess } from "./accessFile.ts";
import { type Access, accessOf } from "./accessModel.ts";
import type { StackReport } from "./accessReport.ts";
import { fileAt, type Range, type Revision, WORK_TREE } from "./git.ts";
import { graphOf } from "./revocation.ts";
import { mailboxesIn } from "./signedIn.ts";

/** What becomes of a stack's access between two revisions, from the files of both. For one stack at a time: it runs the program. */
export async function stackReport(stack: string, { base, head }: Range): Promise<StackReport> {
  const before = await sideBefore(stack, base);
  const after = await sideAfter(stack, head);
  const shared = {
    stack,
    doubts: [...before.doubts, ...after.doubts],
    unsaid: after.unsaid,
    sure: after.sure,
    signedIn: mailboxesIn(await textAt(base, `stacks/${stack}.consent.yaml`)),
    graph: graphOf(after.access ?? before.access),
  };
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
}

interface NewerSide extends Side {
  /** Whether the access file says what the settings declare. */
  readonly sure: boolean;
  readonly unsaid: readonly AccessChange[];
}

/** The older side is what was approved: its access file is taken at its word. */
async function sideBefore(stack: string, revision: Revision): Promise<Side> {
  const settings = await textAt(revision, settingsPath(stack));
  if (settings === undefined) return { access: undefined, declared: false, doubts: [] };
  const { access, doubt } = await toldAt(stack, revision, "before");
  if (access !== undefined) return { access, declared: true, doubts: [] };
  const declared = await declaredBy(stack, settings);
  return { access: declared.access, declared: true, doubts: given(doubt, declared.doubt) };
}

/** The newer side is what somebody proposes: its access file is held to what the settings declare by this checkout's rules. */
async function sideAfter(stack: string, revision: Revision): Promise<NewerSide> {
  const settings = await textAt(revision, settingsPath(stack));
  if (settings === undefined) return { access: undefined, declared: false, doubts: [], sure: true, unsaid: [] };
  const told = await toldAt(stack, revision, "after");
  const declared = await declaredBy(stack, settings);
  if (told.access === undefined || declared.access === undefined) {
    const doubts = given(told.doubt, declared.doubt);
    return { access: told.access ?? declared.access, declared: true, doubts, sure: false, unsaid: [] };
  }
  const side = { access: told.access, declared: true };
  if (renderAccess(stack, declared.access) === told.text) return { ...side, doubts: [], sure: true, unsaid: [] };
  const doubt =
    `${accessPath(stack)} does not say what the settings declare by this checkout's rules. ` +
    "`npx aem-mail-oauth access` brings it up to date.";
  return { ...side, doubts: [doubt], sure: false, unsaid: changesBetween(told.access, declared.access) };
}

interface Answer {
  readonly access: Access | undefined;
  /** Why there is no access, as a sentence. */
  readonly doubt?: string;
}

/** What the access file says. It may be anything: whoever wrote it may have written it by hand. */
async function toldAt(
  stack: string,
  revision: Revision,
  when: "before" | "after",
): Promise<Answer & { readonly text?: string }> {
  const path = accessPath(stack);
  const instead = "its settings were read by this checkout's rules instead.";
  const text = await textAt(revision, path);
  if (text === undefined) return { access: undefined, doubt: `There is no ${path} ${when} the change; ${instead}` };
  try {
    return { access: parseAccess(text, path), text };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      access: undefined,
      doubt: `${path} ${when} the change was written by another version, or by hand; ${instead}`,
    };
  }
}

/** What the program makes of the settings, which may be wrong. */
async function declaredBy(stack: string, settings: string): Promise<Answer> {
  try {
    return { access: await accessOf(stack, parseStackFile(settings, settingsPath(stack))) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { access: undefined, doubt: "The program refuses these settings; `npx aem-mail-oauth access` says why." };
  }
}

/** Text of a file; undefined where there is none. Git may have turned its line ends on the way into the work tree. */
async function textAt(revision: Revision, path: string): Promise<string | undefined> {
  if (revision !== WORK_TREE) return fileAt(revision, path);
  const text = await readFile(join(ROOT, path), "utf8").catch(() => undefined);
  return text?.replaceAll("\r\n", "\n");
}

function settingsPath(stack: string): string {
  return `stacks/Pulumi.${stack}.yaml`;
}

function accessPath(stack: string): string {
  return `stacks/${stack}.access.yaml`;
}

function given(...sentences: readonly (string | undefined)[]): string[] {
  return sentences.filter((sentence) => sentence !== undefined);
}
