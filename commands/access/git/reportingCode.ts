import { type ChangedOptions, changedPaths, type Range } from "./git.ts";
import { foldersAbove, projectFolder } from "./tree.ts";

/** What lies at the top of the project and neither declares access nor reports it. All else counts as code that may. */
const NO_CODE = [
  ".ci",
  ".gitignore",
  ".prettierignore",
  ".prettierrc.json",
  "LICENSE",
  "bench",
  "decisions",
  "docs",
  "eslint.config.js",
  "interop",
  "jest.config.js",
  "knip.json",
  "tests",
  "walls.config.js",
];

/** What the report itself reads and shows, and what records the ends of secrets. Files of another kind in that folder are not ours. */
const SHOWN = /^stacks\/(Pulumi\.[^/]+|[^/]+\.(access|consent|secrets))\.yaml$/;

/** What in a folder above the project decides how the project is checked out, or which packages it gets. */
const ABOVE = [".gitattributes", ".npmrc", "node_modules", "npm-shrinkwrap.json", "package-lock.json", "package.json"];

/** Whether a file, by its path within the project, counts as code that declares access or reports it. */
export function isReportingCode(path: string): boolean {
  const [first = ""] = path.split("/");
  return !NO_CODE.includes(first) && !path.endsWith(".md") && !SHOWN.test(path);
}

/**
 * Changed files of all that decides what is declared, what of it reaches a deployment, or what is said of it: paths from the top of the
 * repository. Names count in any case: where the case of names does not matter, `Components/x.ts` lands among `components/`.
 */
export async function changedCode(range: Range, options: ChangedOptions = {}): Promise<string[]> {
  const prefix = await projectFolder(range.project);
  const above = foldersAbove(prefix).flatMap((folder) =>
    ABOVE.map((name) => `${folder === "" ? "" : `${folder}/`}${name}`),
  );
  const everywhere = [".github", ".gitmodules", ...above, ...(prefix === "" ? [] : [prefix])];
  const changed = await changedPaths(range, [".", ...everywhere.map((path) => `:(top,icase,literal)${path}`)], options);
  return changed.filter((path) => !path.startsWith(prefix) || isReportingCode(path.slice(prefix.length)));
}
