import { existsSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { anchorsOf, deadLinks, linksOf } from "./links.ts";
import { filesOf, readPage, ROOT } from "./pages.ts";

const pages = await filesOf(/\.md$/);

describe("links between pages", () => {
  it("are on every page that is expected to have some", async () => {
    const linking = [];
    for (const page of pages) if (linksOf(await readPage(page)).length > 0) linking.push(page);
    expect(linking).toEqual(expect.arrayContaining(["README.md", "docs/README.md", "decisions/README.md"]));
    expect(linking.length).toBeGreaterThan(15);
  });

  it.each(pages)("lead somewhere: %s", async (page) => {
    const dead = await deadLinks(page, await readPage(page));
    expect(dead).toEqual([]);
  });

  it("are named when they lead nowhere", async () => {
    const page = [
      "# A page",
      "[gone](docs/gone.md), [no heading](docs/rotate.md#it-is-gone), [none here](#elsewhere), [here](#a-page)",
      "[good](docs/rotate.md#it-leaked) and [elsewhere](https://example.com/gone.md), `[code](gone.md)`",
      "```md\n[a block](gone.md)\n```",
      '<img src="docs/pictures/gone.png">',
    ].join("\n\n");
    expect(await deadLinks("README.md", page)).toEqual([
      "README.md: docs/gone.md: there is no docs/gone.md",
      "README.md: docs/rotate.md#it-is-gone: docs/rotate.md has no heading it-is-gone",
      "README.md: #elsewhere: README.md has no heading elsewhere",
      "README.md: docs/pictures/gone.png: there is no docs/pictures/gone.png",
    ]);
  });

  it("take headings as GitHub does", () => {
    const page = '# `local` & "mail", 1.\n## Again\n## Again\n```\n# no heading\n```\n### [A link](x.md) of_it';
    expect([...anchorsOf(page)]).toEqual(["local--mail-1", "again", "again-1", "a-link-of_it"]);
  });
});

it("pages that messages, workflows and comments name are there", async () => {
  const sources = await filesOf(/^(?!tests\/).*\.(ts|js|sh|ya?ml|json)$/);
  const gone: string[] = [];
  let named = 0;
  for (const source of sources) {
    for (const [, page = ""] of (await readPage(source)).matchAll(/(?<![\w/.-])((?:docs|decisions)\/[\w-]+\.md)/g)) {
      named++;
      if (!existsSync(join(ROOT, page))) gone.push(`${source}: ${page}`);
    }
  }
  expect(named).toBeGreaterThan(8);
  expect(gone).toEqual([]);
});
