import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { reasonOf, UserError } from "../../local/userError.ts";
import { ROOT } from "../project.ts";

/** Stands for the files as they lie there, committed or not. */
export const WORK_TREE = Symbol("work tree");

/** A commit, by its full id, or the work tree. */
export type Revision = string | typeof WORK_TREE;

/** Two revisions to compare, and what they are called. */
export interface Range {
  readonly base: string;
  readonly head: Revision;
  readonly words: readonly [string, string];
}

/**
 * Resolves `BASE`, `BASE..HEAD` or `BASE...HEAD` (from where the two parted). Only reads the repository; nothing of a commit is run.
 *
 * @throws UserError when there is no such commit, or no repository
 */
export async function resolveRange(range: string, root = ROOT): Promise<Range> {
  const [, baseRef = "", dots, headRef = ""] = /^(.*?)(?:(\.{2,3})(.*))?$/s.exec(range) ?? [];
  const base = await commitOf(baseRef, root);
  if (dots === undefined) return { base, head: WORK_TREE, words: [baseRef, "the work tree"] };
  const head = await commitOf(headRef === "" ? "HEAD" : headRef, root);
  const words = [baseRef, headRef === "" ? "HEAD" : headRef] as const;
  if (dots === "..") return { base, head, words };
  const parted = await git(root, "merge-base", base, head).catch(() => {
    throw new UserError(
      `${baseRef} and ${headRef} have no commit in common. Fetch the whole history (git fetch --unshallow).`,
    );
  });
  return { base: parted.trim(), head, words };
}

/**
 * The commit that a name stands for.
 *
 * @throws UserError when there is none
 */
export async function commitOf(ref: string, root = ROOT): Promise<string> {
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

/** Far more than any settings need; a larger file is there to be overlooked. */
const LARGEST = 1024 * 1024;

/**
 * Text of a file at a commit; undefined where there is none. `path` is relative to the project.
 *
 * @throws UserError when it is no plain file, or too large to be one of ours: what Pulumi reads there could not be shown
 */
export async function fileAt(commit: string, path: string, root = ROOT): Promise<string | undefined> {
  const entry = await entryAt(commit, path, root);
  if (entry === undefined) return undefined;
  if (!/^100(644|755)$/.test(entry.mode)) throw new UserError(`${path} is no plain file at ${commit.slice(0, 12)}.`);
  if (Number(await git(root, "cat-file", "-s", entry.id)) > LARGEST) {
    throw new UserError(`${path} is larger than a mebibyte at ${commit.slice(0, 12)}.`);
  }
  return git(root, "cat-file", "blob", entry.id);
}

async function entryAt(commit: string, path: string, root: string): Promise<{ mode: string; id: string } | undefined> {
  // Literal: a name with [ or * would otherwise be taken for a pattern.
  const listed = await git(root, "--literal-pathspecs", "ls-tree", "-z", commit, "--", `./${path}`);
  const [, mode, id] = /^(\d+) \w+ ([0-9a-f]+)\t/.exec(listed) ?? [];
  return mode === undefined || id === undefined ? undefined : { mode, id };
}

/** Names of the files in a folder at a commit. */
export async function filesAt(commit: string, folder: string, root = ROOT): Promise<string[]> {
  const entry = await entryAt(commit, folder, root);
  if (entry !== undefined && entry.mode !== "040000") {
    throw new UserError(
      `${folder} is no folder at ${commit.slice(0, 12)}, so what Pulumi reads there cannot be shown.`,
    );
  }
  const listed = await git(root, "ls-tree", "-z", "--name-only", commit, `./${folder}/`);
  return listed
    .split("\0")
    .flatMap((path) => path.split("/").at(-1) ?? [])
    .filter((name) => name !== "");
}

/**
 * Files that match the given pathspecs and differ between the revisions. The project may lie below the top of its repository: paths are
 * relative to the project, the results to the top.
 */
export async function changedPaths({ base, head }: Range, paths: readonly string[], root = ROOT): Promise<string[]> {
  const revisions = head === WORK_TREE ? [base] : [base, head];
  const options = ["--name-only", "-z", "--no-relative", "--no-ext-diff", "--no-renames"];
  const changed = await git(root, "diff", ...options, ...revisions, "--", ...paths);
  const others = ["-z", "--others", "--full-name", "--exclude-standard"];
  const untracked = head === WORK_TREE ? await git(root, "ls-files", ...others, "--", ...paths) : "";
  return [...new Set([...changed.split("\0"), ...untracked.split("\0")])].filter((path) => path !== "").sort();
}

async function git(root: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", ["-C", root, ...args], { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
