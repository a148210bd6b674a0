import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

/** What is not the project's own, or what a run leaves behind. */
const PASSED_BY = new Set(["node_modules", ".git", ".local", "coverage"]);

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (PASSED_BY.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield relative(ROOT, path);
  }
}

/** Paths of the project's files that match, from its root on, in the order of the alphabet. */
export async function filesOf(pattern: RegExp): Promise<string[]> {
  const found: string[] = [];
  for await (const path of filesBelow(ROOT)) if (pattern.test(path)) found.push(path);
  return found.sort();
}

export const readPage = (path: string): Promise<string> => readFile(join(ROOT, path), "utf8");

/** The text with as many lines, without what stands between fences: programs and their output. */
export function withoutBlocks(markdown: string): string {
  return markdown.replaceAll(/^( *(?:> )*)```.*?^\1```$/gms, (block) => block.replaceAll(/[^\n]/g, ""));
}

/** The text without what stands in code marks. */
export const withoutMarks = (markdown: string): string => markdown.replaceAll(/(`+)(?!`)[^`]*?\1(?!`)/g, "``");
