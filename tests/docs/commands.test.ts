import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { findCommand } from "../../commands/commands.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** Pages whose commands are held to the command line. */
const PAGES = [
  "audit",
  "commands",
  "consent",
  "decommission",
  "first-deploy",
  "hand-over",
  "monitoring",
  "review",
  "rotate",
  "sheet",
  "troubleshooting",
]
  .map((page) => `docs/${page}.md`)
  .concat("README.md");

/** Every `npx aem-mail-oauth <command> <words>` of a page, in its shell blocks and in code marks, once each. */
async function commandsIn(page: string): Promise<string[]> {
  const text = await readFile(join(ROOT, page), "utf8");
  const blocks = [...text.matchAll(/^ *```sh\n(.*?)^ *```/gms)].flatMap(([, block = ""]) => block.split("\n"));
  const marks = [...text.matchAll(/`(npx aem-mail-oauth [^`\n]+)`/g)].map(([, command = ""]) => command);
  const lines = [...blocks, ...marks].map((line) => line.replace(/ +#.*$/, "").trim());
  return [...new Set(lines.filter((line) => /^npx aem-mail-oauth \w+ [\w-]/.test(line)))];
}

/** Exit code of the command with `--help` behind it: options that do not exist are refused all the same. */
function helpOf(command: string): Promise<{ code: number; stderr: string }> {
  const [, , ...words] = command.split(/ (?![^<]*>)/);
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["bin/aem-mail-oauth.js", ...words, "--help"],
      { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: "" } },
      (error, _, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stderr });
      },
    );
  });
}

describe.each(PAGES)("the commands in %s", (page) => {
  it("are taken by the command line, with each of their options", async () => {
    const commands = await commandsIn(page);
    expect(commands.length).toBeGreaterThan(2);
    for (const command of commands)
      expect({ command, ...(await helpOf(command)) }).toEqual({ command, code: 0, stderr: "" });
  });

  it("have values that the command line takes", async () => {
    for (const command of await commandsIn(page)) {
      const [, , ...words] = command.split(/ (?![^<]*>)/);
      const found = findCommand(words);
      const { read } = (await found?.command.line()) ?? {};
      expect({ command, asked: read?.(found?.rest ?? []) }).toEqual({ command, asked: expect.any(Object) });
    }
  });
});
