import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, it } from "@jest/globals";

const ROOT = join(import.meta.dirname, "..", "..");

it.each(["docs", "decisions"])("the index of %s has every page there, and no other", async (folder) => {
  const index = await readFile(join(ROOT, folder, "README.md"), "utf8");
  const linked = [...index.matchAll(/\]\(([^)]+\.md)\)/g)].map(([, page = ""]) => page);
  const pages = (await readdir(join(ROOT, folder))).filter((name) => name.endsWith(".md") && name !== "README.md");
  expect(pages.length).toBeGreaterThan(5);
  expect(linked.sort()).toEqual(pages.sort());
});

it("the index of decisions says what each page decides, in its own words", async () => {
  const index = await readFile(join(ROOT, "decisions", "README.md"), "utf8");
  const rows = [...index.matchAll(/\]\(([^)]+)\) +\| (.+?) +\|/g)];
  for (const [, page = "", words = ""] of rows) {
    const [title = ""] = (await readFile(join(ROOT, "decisions", page), "utf8")).split("\n");
    expect(title).toBe(`# ${words}`);
  }
  expect(rows.length).toBeGreaterThan(20);
});

it("the README leads to every page of docs", async () => {
  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  const pages = (await readdir(join(ROOT, "docs"))).filter((name) => name.endsWith(".md"));
  expect(pages.filter((page) => !readme.includes(`](docs/${page}`))).toEqual([]);
});
