import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import { isThere } from "./readIfThere.ts";
import { UserError } from "./userError.ts";

/**
 * Makes sure, before a secret is written, that git does not carry it on: the file lies in no work tree, or git ignores it.
 *
 * @param option what was asked for, as in `--out token.txt`; errors begin with it
 * @throws UserError where git would take the file in, or cannot say
 */
export async function refuseInWorkTree(option: string, path: string): Promise<void> {
  const { folder, below } = await split(resolve(path));
  if (!(await isInRepository(folder))) return;
  const { code, words } = await git(folder, "check-ignore", "--quiet", "--", join(...below));
  if (code === 0) return;
  const why =
    code === 1
      ? "does not ignore it: a commit would carry the secret on"
      : `is not sure to ignore it (${words === "" ? "there is no git to ask" : words})`;
  throw new UserError(
    `${option}: this is in a git work tree that ${why}. Name a place outside of that work tree, or one that git ignores.`,
  );
}

/** The nearest folder that is there, links followed, and what is to come below it. */
async function split(path: string): Promise<{ folder: string; below: string[] }> {
  const parent = dirname(path);
  const own = basename(path);
  if (parent === path) return { folder: path, below: ["."] };
  if (await isThere(parent)) return { folder: await realpath(parent), below: [own] };
  const { folder, below } = await split(parent);
  return { folder, below: [...below, own] };
}

/** Looked for by hand: git does not take every repository for one, as another user's, and may not be there. */
async function isInRepository(folder: string): Promise<boolean> {
  if (await isThere(join(folder, ".git"))) return true;
  return dirname(folder) !== folder && isInRepository(dirname(folder));
}

/** Exit code and words of git, which is told nothing by this process's own variables; code 128 where there is none. */
function git(cwd: string, ...args: readonly string[]): Promise<{ code: number; words: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
  return new Promise((done) => {
    execFile("git", [...args], { cwd, env }, (error, _, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 128;
      done({ code, words: stderr.trim().split("\n")[0] ?? "" });
    });
  });
}
