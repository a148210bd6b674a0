import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "@jest/globals";

import type { CommandLine } from "../../commandLine/commandLine.ts";
import { COMMON_OPTIONS } from "../../commandLine/commonOptions.ts";
import { written } from "../../commandLine/option.ts";
import { COMMANDS, findCommand, FIRST_WORDS, GROUPS } from "../../commands/commands.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const PAGES = ["README.md", ...(await readdir(join(ROOT, "docs"))).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith(".md"),
);
const texts = new Map(
  await Promise.all(PAGES.map(async (page) => [page, await readFile(join(ROOT, page), "utf8")] as const)),
);

/** Options of pulumi that pages name by themselves. */
const PULUMIS = [
  "config-file",
  "expect-no-changes",
  "plaintext",
  "policy-pack",
  "policy-pack-config",
  "remove-backups",
  "secrets-provider",
  "skip-preview",
];

let lines: ReadonlyMap<string, CommandLine>;
let forms: ReadonlySet<string>;

beforeAll(async () => {
  lines = new Map(
    await Promise.all(Object.entries(COMMANDS).map(async ([name, { line }]) => [name, await line()] as const)),
  );
  forms = new Set(
    [...lines.values()].flatMap(({ options }) => Object.entries(options).map(([name, it]) => written(name, it))),
  );
});

/** What stands between code marks, and the lines of shell blocks. */
function code(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```sh\n(.*?)^ *```/gms)].flatMap(([, block = ""]) => block.split("\n"));
  const marks = [...text.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, mark = ""]) => mark);
  return [...blocks.map((line) => line.replace(/(^| )#.*$/, "")), ...marks];
}

const optionsIn = (words: string): string[] =>
  [...words.matchAll(/(?<=[\s[(]|^)--([a-z][a-z-]*)/g)].map(([, it = ""]) => it);

/** What is wrong with a text that names commands and options. */
function faultsIn(text: string): string[] {
  const all = new Set([...lines.values()].flatMap(({ options }) => Object.keys(options)));
  return code(text).flatMap((words) => {
    const [, called] = /\baem-mail-oauth ((?:\w|--v|\.\.\.|<).*)/.exec(words) ?? [];
    if (called === undefined)
      return words.startsWith("--") ? optionsIn(words).filter((it) => !all.has(it) && !PULUMIS.includes(it)) : [];
    if (/^(<|\.\.\.|--version)/.test(called)) return [];
    const given = (called.split(/ [|&>] /)[0] ?? "").split(" ");
    const found = findCommand(given);
    if (found === undefined) return Object.hasOwn(FIRST_WORDS, given[0] ?? "") ? [] : [words];
    const options = Object.keys(lines.get(found.name)?.options ?? {});
    const strange = optionsIn(given.join(" ")).some((it) => !options.includes(it));
    return strange || found.old !== undefined ? [words] : [];
  });
}

/** Code in the first cells of every table whose first heading is this one. */
function firstCells(heading: string): string[][] {
  return [...texts.values()].flatMap((text) =>
    text
      .split("\n\n")
      .filter((block) => new RegExp(`^\\| ${heading} +\\|`).test(block))
      .map((block) => [...block.matchAll(/^\| `([^`]+)`/gm)].map(([, cell = ""]) => cell)),
  );
}

describe("the pages name no command and no option that does not exist, and no old name", () => {
  it.each(PAGES)("%s", (page) => {
    expect(faultsIn(texts.get(page) ?? "")).toEqual([]);
  });

  it("and would be found if they did", () => {
    const wrong = [
      "npx aem-mail-oauth settings --stack prod",
      "npx aem-mail-oauth rotate due",
      "npx aem-mail-oauth verfy",
      "npx aem-mail-oauth verify --stack prod --sent",
      "npx aem-mail-oauth local --cwd .. [--jason]",
    ];
    expect(faultsIn(wrong.map((words) => `\`${words}\``).join(" "))).toEqual(wrong);
    expect(faultsIn(`\`\`\`sh\n${wrong.join("   # why\n")}\n\`\`\`\n`).map((line) => line.trim())).toEqual(wrong);
    expect(faultsIn("with `--unchekced`, `--live [--wirte]`, `pulumi up --yess` and `--save`")).toEqual([
      "unchekced",
      "wirte",
    ]);
  });
});

it("the README has every command of the main help in a row of a table", () => {
  const rows = (texts.get("README.md") ?? "").split("\n").filter((line) => line.startsWith("|"));
  const names = Object.values(GROUPS).flatMap((group) => Object.keys(group));
  const missing = names.filter(
    (name) => !rows.some((row) => new RegExp(`\`(npx aem-mail-oauth )?${name}[ \`]`).test(row)),
  );
  expect(missing).toEqual([]);
});

describe("tables of options and actions", () => {
  it("have each option in the form that help has", () => {
    const cells = firstCells("option").flat();
    expect(cells.length).toBeGreaterThan(5);
    expect(cells.filter((cell) => !forms.has(cell))).toEqual([]);
  });

  it("have all of `local`, wherever they stand", () => {
    const own = Object.entries(lines.get("local")?.options ?? {}).filter(
      ([name]) => name === "folder" || !(name in COMMON_OPTIONS),
    );
    const cells = firstCells("option").flat();
    expect(own.map(([name, it]) => written(name, it)).filter((form) => !cells.includes(form))).toEqual([]);
    expect(firstCells("action")).toContainEqual(lines.get("local")?.actions);
  });
});
