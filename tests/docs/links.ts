import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import { readPage, ROOT, withoutBlocks, withoutMarks } from "./pages.ts";

/** The anchor that GitHub gives a heading. */
function slugOf(heading: string): string {
  const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/[`*]/g, "");
  return words
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-");
}

/** All anchors of a page; a heading that comes again has a number. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of withoutBlocks(markdown).matchAll(/^#+ +(.+)$/gm)) {
    const slug = slugOf(heading);
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Where the links and pictures of a text go, those to other hosts left out. */
export function linksOf(markdown: string): string[] {
  const text = withoutMarks(withoutBlocks(markdown));
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)];
  return links.map(([, link = ""]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

/** What is wrong with the links of a page, one sentence a link. */
export async function deadLinks(page: string, markdown: string): Promise<string[]> {
  const dead: string[] = [];
  for (const link of linksOf(markdown)) {
    const [file = "", anchor] = link.split("#");
    const path = file === "" ? page : join(dirname(page), file);
    if (!existsSync(join(ROOT, path))) dead.push(`${page}: ${link}: there is no ${path}`);
    else if (anchor !== undefined && !anchorsOf(path === page ? markdown : await readPage(path)).has(anchor))
      dead.push(`${page}: ${link}: ${path} has no heading ${anchor}`);
  }
  return dead;
}
