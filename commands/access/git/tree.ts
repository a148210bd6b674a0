import { git, items } from "./runGit.ts";

/** A file of a commit, with its path from the top of the repository. */
export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
  readonly path: string;
}

/** All files below the project, and those that lie in a folder above it, at a commit. */
export async function entriesAround(commit: string, root: string): Promise<TreeEntry[]> {
  const prefix = await projectFolder(root);
  const above = foldersAbove(prefix).map((folder) => ["ls-tree", "-z", "--full-tree", `${commit}:${folder}`, folder]);
  const own = ["ls-tree", "-r", "-z", "--full-tree", `${commit}:${prefix.replace(/\/$/, "")}`, prefix];
  const listed = await Promise.all(
    [...above, own].map(async (words) => {
      const folder = words.pop() ?? "";
      // A commit in which the project's folder is not there has nothing there.
      const text = await git(root, ...words).catch(() => "");
      return items(text).map((line): TreeEntry => {
        const [, mode = "", id = "", name = ""] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
        return { mode, id, path: folder === "" || folder.endsWith("/") ? `${folder}${name}` : `${folder}/${name}` };
      });
    }),
  );
  return listed.flat();
}

/** Path of the project from the top of its repository: "" or "infra/mail/". */
export async function projectFolder(root: string): Promise<string> {
  return (await git(root, "rev-parse", "--show-prefix")).replace(/\n$/, "");
}

/** The folders that a path from the top lies in, from the top on: "", "infra". The last is left out, being the path itself. */
export function foldersAbove(prefix: string): string[] {
  const parts = prefix.split("/").filter((part) => part !== "");
  return parts.map((_, index) => parts.slice(0, index).join("/"));
}
