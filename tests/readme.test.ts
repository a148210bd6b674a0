import { readFile } from "node:fs/promises";

import { expect, it } from "@jest/globals";

import { EXIT_CODES } from "../commandLine/exitCodes.ts";
import { presetDefaults } from "../components/catalogue/presets.ts";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");

/** Names in code marks in the first cells of the table below a heading. */
function firstCells(heading: string): string[] {
  const section = readme.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const [table = ""] = section.split("\n\n").filter((block) => block.includes("| ---"));
  const cells = table.matchAll(/^\| (`.+?) +\|/gm);
  return [...cells].flatMap(([, cell = ""]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
}

it("lists every output of the program, and no other", async () => {
  const program = await readFile(new URL("../index.ts", import.meta.url), "utf8");
  const outputs = [...program.matchAll(/^export const (\w+)/gm)].map(([, name = ""]) => name);
  expect(firstCells("Outputs").sort()).toEqual(outputs.sort());
});

it("has the exit codes as every --help has them", () => {
  const rows = [...readme.matchAll(/^\| `(\d)` +\| (.+?) +\|$/gm)].map(([, code, words]) => [code, words]);
  expect(rows).toEqual(Object.entries(EXIT_CODES));
});

it("lists every setting, and no other", async () => {
  const source = await readFile(new URL("../components/mailApplicationArgs.ts", import.meta.url), "utf8");
  const args = source.slice(source.indexOf("interface MailApplicationArgs"));
  const fields = [...args.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name = ""]) => name);
  expect(fields.length).toBeGreaterThan(10);
  expect(firstCells("Settings").sort()).toEqual([...fields, "azuread:tenantId", "protect", "refreshToken"].sort());
});

it.each(["aem-forms-jee", "aem-65-osgi", "aem-cloud"] as const)("says what preset %s declares", (preset) => {
  const { permissions, redirectUris } = presetDefaults(preset, "public");
  const row = readme.split("\n").find((line) => line.startsWith(`| \`${preset}\``)) ?? "";
  const [, , permissionCell = "", uriCell = ""] = row.split("|");
  const names = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  expect(names(permissionCell)).toEqual(permissions);
  expect(names(uriCell)).toEqual(redirectUris);
});
