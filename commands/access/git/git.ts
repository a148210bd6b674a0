import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CannotTell, reasonOf, UserError } from "../../../support/userError.ts";
import { git, gitBytes, gitWith, items } from "./runGit.ts";

/** Stands for the files as they lie there, committed or not. */
export const WORK_TREE = Symbol("work tree");

/** A commit, by its full id, or the work tree. */
export type Revision = string | typeof WORK_TREE;

/** Two revisions to compare, and what they are called. */
export interface Range {
  /** Folder of the project that is compared. */
  readonly project: string;
  readonly base: string;
  readonly head: Revision;
  readonly words: readonly [string, string];
}

/**
 * Resolves `BASE`, `BASE..HEAD` or `BASE...HEAD` (from where the two parted). Only reads the repository; nothing of a commit is run.
 *
 * @throws UserError when there is no such commit, or no repository
 */
export async function resolveRange(range: string, root: string): Promise<Range> {
  const [, baseRef = "", dots, headRef = ""] = /^(.*?)(?:(\.{2,3})(.*))?$/s.exec(range) ?? [];
  const base = await commitOf(baseRef, root);
  if (dots === undefined) return { project: root, base, head: WORK_TREE, words: [baseRef, "the work tree"] };
  const head = await commitOf(headRef === "" ? "HEAD" : headRef, root);
  const words = [baseRef, headRef === "" ? "HEAD" : headRef] as const;
  if (dots === "..") return { project: root, base, head, words };
  const parted = await git(root, "merge-base", base, head).catch(() => {
    throw new UserError(
      `${baseRef} and ${headRef} have no commit in common. Fetch the whole history (git fetch --unshallow).`,
    );
  });
  return { project: root, base: parted.trim(), head, words };
}

/**
 * The commit that a name stands for.
 *
 * @throws UserError when there is none
 */
export async function commitOf(ref: string, root: string): Promise<string> {
  const id = await git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`).catch(
    async () => {
      const why = await git(root, "rev-parse", "--git-dir").then(() => undefined, reasonOf);
      throw new UserError(
        why !== undefined
          ? `There are no commits to compare, because git does not take ${root} for a repository: ${why.trim()}`
          : `"${ref}" names no commit here. Give a branch, a tag or a commit id; fetch it first if it is elsewhere (git fetch origin).`,
      );
    },
  );
  return id.trim();
}

/** The commit that is checked out; undefined where there is none. */
export async function checkedOut(root: string): Promise<string | undefined> {
  const id = await git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").catch(() => undefined);
  return id?.trim();
}

/** Far more than any settings need; a larger file is there to be overlooked. */
const LARGEST = 1024 * 1024;

/**
 * Text of a file at a commit; undefined where there is none. `path` is relative to the project.
 *
 * @throws CannotTell when it is no plain file, too large to be one of ours, or no UTF-8: what Pulumi reads there could not be shown
 */
export async function fileAt(commit: string, path: string, root: string): Promise<string | undefined> {
  const entry = await entryAt(commit, path, root);
  if (entry === undefined) return undefined;
  if (!/^100(644|755)$/.test(entry.mode)) throw new CannotTell(`${path} is no plain file at ${commit.slice(0, 12)}.`);
  if (Number(await git(root, "cat-file", "-s", entry.id)) > LARGEST)
    throw new CannotTell(`${path} is larger than a mebibyte at ${commit.slice(0, 12)}.`);

  return textOf(await gitBytes(root, "cat-file", "blob", entry.id), `${path} at ${commit.slice(0, 12)}`);
}

/**
 * Text of a file's bytes.
 *
 * @throws CannotTell when they are no UTF-8: Pulumi takes UTF-16 as well, and would read what nobody here does
 */
export function textOf(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CannotTell(`${name} is no UTF-8 text, so what Pulumi reads there cannot be shown.`);
  }
}

async function entryAt(commit: string, path: string, root: string): Promise<{ mode: string; id: string } | undefined> {
  // Literal: a name with [ or * would otherwise be taken for a pattern.
  const listed = await git(root, "--literal-pathspecs", "ls-tree", "-z", commit, "--", `./${path}`);
  const [, mode, id] = /^(\d+) \w+ ([0-9a-f]+)\t/.exec(listed) ?? [];
  return mode === undefined || id === undefined ? undefined : { mode, id };
}

/**
 * Names of the files in a folder at a commit; none where there is no such folder.
 *
 * @throws CannotTell when it is a link or a submodule: what Pulumi reads behind it is not in the commit
 */
export async function filesAt(commit: string, folder: string, root: string): Promise<string[]> {
  const entry = await entryAt(commit, folder, root);
  if (entry !== undefined && entry.mode !== "040000") {
    throw new CannotTell(
      `${folder} is no folder at ${commit.slice(0, 12)}, so what Pulumi reads there cannot be shown.`,
    );
  }
  const listed = await git(root, "--literal-pathspecs", "ls-tree", "-z", "--name-only", commit, `./${folder}/`);
  return items(listed).flatMap((path) => path.split("/").at(-1) ?? []);
}

export interface ChangedOptions {
  /** Whether files of the work tree count that git does not keep. Default: they do. */
  readonly untracked?: boolean;
}

/**
 * Files that match the given pathspecs and differ between the revisions. The project may lie below the top of its repository: pathspecs are
 * relative to the project, the results to the top.
 */
export async function changedPaths(
  { project: root, base, head }: Range,
  paths: readonly string[],
  { untracked = true }: ChangedOptions = {},
): Promise<string[]> {
  // Nothing that a repository or its clone is set to leaves a difference out: neither renames nor submodules "to be ignored".
  const options = ["-z", "--name-only", "--no-renames", "--no-relative", "--no-ext-diff", "--ignore-submodules=none"];
  if (head !== WORK_TREE)
    return items(await git(root, "diff-tree", "-r", ...options, base, head, "--", ...paths)).sort();

  const tracked = items(await git(root, "diff", ...options, base, "--", ...paths));
  return withIndexOf(base, root, async (index) => {
    const changed = items(await index("diff", ...options, "--", ...paths));
    if (!untracked) return [...new Set([...tracked, ...changed])].sort();
    const others = ["-z", "--others", "--full-name", "--exclude-standard"];
    // Packages are installed, not proposed; where they are a link, no ignore rule for folders matches it.
    const added = items(await index("ls-files", ...others, "--", ...paths)).filter(
      (path) => !/(^|\/)node_modules$/.test(path),
    );
    return [...new Set([...tracked, ...changed, ...added])].sort();
  });
}

/**
 * Gives `work` a git whose index is that of a commit, apart from the clone's own: files that the clone is told to leave unread or out of
 * its work tree (`assume-unchanged`, `skip-worktree`, sparse checkouts) count like all others.
 */
async function withIndexOf<T>(
  commit: string,
  root: string,
  work: (index: (...args: string[]) => Promise<string>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-index-"));
  const settings = ["core.sparseCheckout=false", "core.fsmonitor=false", "core.untrackedCache=false"];
  const before = ["-C", root, ...settings.flatMap((setting) => ["-c", setting])];
  const index = (...args: string[]): Promise<string> =>
    gitWith({ GIT_INDEX_FILE: join(folder, "index") }, [...before, ...args]);
  try {
    await index("read-tree", commit);
    return await work(index);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
