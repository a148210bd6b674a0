import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { CannotTell, reasonOf } from "../../../support/userError.ts";
import { foldedName } from "./foldedName.ts";
import { type Revision, WORK_TREE } from "./git.ts";
import { git, gitBytes, gitWith, items } from "./runGit.ts";
import { entriesAround, projectFolder, type TreeEntry } from "./tree.ts";

/** Files that git hands over otherwise than they were committed: path within the project, to the attributes that make it. */
export type Rewritten = ReadonlyMap<string, readonly string[]>;

/** Attributes that leave a file's bytes alone but for its line ends, which YAML and JavaScript read alike: gitattributes(5). */
const HARMLESS =
  /^(text|eol|crlf|diff|whitespace|delta|encoding|conflict-marker-size|lockable|binary|(linguist|gitlab)-.*)$/;

/**
 * Which files of the project git's attributes change on their way to wherever they are deployed from: by filters, encodings, keywords,
 * archives that leave them out, merges of their own kind. Only what the repository says: a clone's own `info/attributes` and settings lie
 * with whoever deploys.
 *
 * @throws CannotTell when what the repository says cannot be read
 */
export async function rewrittenFiles(revision: Revision, root: string): Promise<Rewritten> {
  if (revision === WORK_TREE) return rewrittenHere(root);
  const entries = await entriesAround(revision, root);
  const prefix = await projectFolder(root);
  const folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-attributes-"));
  try {
    // A repository with nothing but the attributes: those of this clone, this person and this machine do not count in it.
    await gitWith({}, ["-C", folder, "init", "--quiet", "--template="]);
    const odd = await writeAttributes(entries, folder, root);
    const files = entries.filter(({ path }) => path.startsWith(prefix)).map(({ path }) => path);
    const found = new Map<string, readonly string[]>();
    // Where names match in any case, patterns do so too.
    for (const ignoreCase of ["false", "true"]) {
      const settings = ["-c", `core.ignoreCase=${ignoreCase}`, "-c", `core.attributesFile=${devNull}`];
      const asked = await attributesOf(files, ["-C", folder, ...settings]);
      for (const [path, words] of asked) found.set(path, [...new Set([...(found.get(path) ?? []), ...words])]);
    }
    for (const path of files) {
      const doubtful = odd.filter((file) => path.startsWith(file.slice(0, file.lastIndexOf("/") + 1)));
      if (doubtful.length > 0) found.set(path, [...(found.get(path) ?? []), ...doubtful]);
    }
    return new Map([...found].map(([path, words]) => [path.slice(prefix.length), words]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of the files that lie here, by all that counts here. Outside a repository nothing does. */
async function rewrittenHere(root: string): Promise<Rewritten> {
  const inside = await git(root, "rev-parse", "--is-inside-work-tree").catch(() => "");
  if (inside.trim() !== "true") return new Map();
  const files = items(await git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"));
  return new Map(await attributesOf(files, ["-C", root]));
}

/** Writes the attribute files of a commit to where they stand in it; returns those that some machines obey and others do not. */
async function writeAttributes(entries: readonly TreeEntry[], folder: string, root: string): Promise<string[]> {
  const named = entries.filter(({ path }) => foldedName(path.split("/").at(-1) ?? "") === ".gitattributes");
  const plain = named.filter(({ path, mode }) => mode.startsWith("100") && /(^|\/)\.gitattributes$/.test(path));
  for (const { path, id } of plain) {
    // A tree that was made by hand may hold names that lead out of the folder.
    if (path.split(/[/\\]/).some((part) => /^(\.{1,2}|\.git)$/i.test(part)))
      throw new CannotTell(`A commit has a file of git's attributes at a path that git refuses: ${path}.`);

    await mkdir(dirname(join(folder, path)), { recursive: true });
    const bytes = await gitBytes(root, "cat-file", "blob", id).catch((error: unknown) => {
      throw new CannotTell(`${path} could not be read: ${reasonOf(error).split("\n")[0] ?? ""}`);
    });
    await writeFile(join(folder, path), bytes);
  }
  return named.filter((entry) => !plain.includes(entry) && !entry.mode.startsWith("040")).map(({ path }) => path);
}

async function attributesOf(paths: readonly string[], before: readonly string[]): Promise<[string, string[]][]> {
  const listed = paths.map((path) => `${path}\0`).join("");
  const answer = (
    await gitWith({ GIT_ATTR_NOSYSTEM: "1" }, [...before, "check-attr", "-z", "--all", "--stdin"], listed)
  )
    .split("\0")
    .slice(0, -1);
  const found = new Map<string, string[]>();
  for (let at = 0; at + 2 < answer.length; at += 3) {
    const [path = "", name = "", value = ""] = answer.slice(at, at + 3);
    if (leavesBytes(name, value)) continue;
    found.set(path, [...(found.get(path) ?? []), value === "set" ? name : `${name}=${value}`]);
  }
  return [...found];
}

function leavesBytes(name: string, value: string): boolean {
  if (value === "unset" || HARMLESS.test(name)) return true;
  // UTF-8 is what git keeps anyway, and a plain `merge` is git's own.
  return (name === "working-tree-encoding" && /^utf-?8$/i.test(value)) || (name === "merge" && value === "set");
}
