import { readFile } from "node:fs/promises";

import { expect, it } from "@jest/globals";

import { EXIT_CODES } from "../../commandLine/exitCodes.ts";
import { presetDefaults } from "../../components/catalogue/presets.ts";
import { KEEPING_KEYS } from "../../components/rules/keeping.ts";
import { readPage } from "./pages.ts";

const [settings, outputs, commands] = await Promise.all(
  ["settings", "outputs", "commands"].map((name) => readPage(`docs/${name}.md`)),
);

/** Names in code marks in the first cells of the table below a heading. */
function firstCells(page: string | undefined, heading: string): string[] {
  const section = page?.split(`${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const [table = ""] = section.split("\n\n").filter((block) => block.includes("| ---"));
  const cells = table.matchAll(/^\| (`.+?) +\|/gm);
  return [...cells].flatMap(([, cell = ""]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
}

it("docs/outputs.md lists every output of the program, and no other", async () => {
  const program = await readFile(new URL("../../index.ts", import.meta.url), "utf8");
  const names = [...program.matchAll(/^ {4}(\w+): mail\.\1,$/gm)].map(([, name = ""]) => name);
  expect(firstCells(outputs, "# Outputs").sort()).toEqual(names.sort());
});

it("docs/commands.md has the exit codes as every --help has them", () => {
  const rows = [...(commands ?? "").matchAll(/^\| `(\d)` +\| (.+?) +\|$/gm)].map(([, code, words]) => [code, words]);
  expect(rows).toEqual(Object.entries(EXIT_CODES));
});

it("docs/settings.md lists every setting, and no other", async () => {
  const source = await readFile(new URL("../../components/mailApplicationArgs.ts", import.meta.url), "utf8");
  const args = source.slice(source.indexOf("interface MailApplicationArgs"));
  const fields = [...args.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name = ""]) => name);
  expect(fields.length).toBeGreaterThan(10);
  expect(firstCells(settings, "## Every setting").sort()).toEqual(
    [...fields, ...KEEPING_KEYS, "azuread:tenantId", "protect", "refreshToken"].sort(),
  );
});

it.each(["aem-forms-jee", "aem-65-osgi", "aem-cloud"] as const)(
  "docs/settings.md says what preset %s declares",
  (preset) => {
    const { permissions, redirectUris } = presetDefaults(preset, "public");
    const row = settings?.split("\n").find((line) => line.startsWith(`| \`${preset}\``)) ?? "";
    const [, , permissionCell = "", uriCell = ""] = row.split("|");
    const names = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
    expect(names(permissionCell)).toEqual(permissions);
    expect(names(uriCell)).toEqual(redirectUris);
  },
);
