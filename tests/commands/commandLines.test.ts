import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "@jest/globals";

import { COMMAND_LINES, type CommandLine } from "../../commands/commandLines.ts";

/** The one table: an option has the same form in every command that takes it. */
const FORMS: Readonly<Record<string, readonly [type: "boolean" | "string", short?: string]>> = {
  "accept-code": ["string"],
  "at-most": ["string"],
  base: ["string"],
  check: ["boolean"],
  config: ["string"],
  diff: ["string"],
  edition: ["string"],
  expires: ["string"],
  explain: ["string"],
  "fail-on": ["string"],
  cwd: ["string"],
  folder: ["string"],
  force: ["boolean"],
  format: ["string"],
  help: ["boolean", "h"],
  json: ["boolean"],
  label: ["string"],
  lifetime: ["string"],
  live: ["boolean"],
  mailbox: ["string"],
  "no-browser": ["boolean"],
  "no-verify": ["boolean"],
  out: ["string"],
  paste: ["boolean"],
  "policy-pack": ["string"],
  "policy-pack-config": ["string"],
  port: ["string"],
  save: ["boolean"],
  scopes: ["string"],
  "secret-label": ["string"],
  send: ["boolean"],
  "show-secrets": ["boolean"],
  stack: ["string", "s"],
  timeout: ["string"],
  "token-file": ["string"],
  unchecked: ["boolean"],
  up: ["boolean"],
  user: ["string"],
  within: ["string"],
  write: ["boolean"],
  yes: ["boolean"],
};

/** `--diff` shows, in Pulumi's own word, how an update differs; that of `access` takes the two commits. */
const EXCEPTIONS: Readonly<Record<string, readonly [type: "boolean" | "string"]>> = { "local diff": ["boolean"] };

let lines: readonly (readonly [string, CommandLine])[];

beforeAll(async () => {
  lines = await Promise.all(Object.entries(COMMAND_LINES).map(async ([name, load]) => [name, await load()] as const));
});

describe("the options of all commands", () => {
  it("are known from every file that parses any", async () => {
    const folder = join(import.meta.dirname, "..", "..", "commands");
    const sources = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".ts"));
    const texts = await Promise.all(sources.map((name) => readFile(join(folder, name), "utf8")));
    const helps = texts.flatMap((text) => text.match(/`Usage: npx aem-mail-oauth (?!rotate <action>)/g) ?? []);
    expect(helps).toHaveLength(lines.length);
  });

  it("have one type and one short form each", () => {
    expect(lines.length).toBeGreaterThan(8);
    for (const [name, { OPTIONS }] of lines) {
      for (const [option, { type, short }] of Object.entries(OPTIONS)) {
        const [is, letter] = EXCEPTIONS[`${name} ${option}`] ?? FORMS[option] ?? [];
        expect({ name, option, type, short }).toEqual({ name, option, type: is, short: letter });
      }
    }
  });

  it("are all in use somewhere", () => {
    const used = new Set(lines.flatMap(([, { OPTIONS }]) => Object.keys(OPTIONS)));
    expect(Object.keys(FORMS).filter((option) => !used.has(option))).toEqual([]);
  });

  it("hold help, a stack and the folder of stack local in every command", () => {
    for (const [name, { OPTIONS }] of lines) {
      expect({ name, options: Object.keys(OPTIONS) }).toEqual({
        name,
        options: expect.arrayContaining(["help", "stack", "folder"]),
      });
    }
  });

  it("are each told of in the help, the short form too", () => {
    for (const [name, { OPTIONS, HELP }] of lines) {
      const untold = Object.entries(OPTIONS).filter(
        ([option, { short }]) =>
          option !== "help" &&
          !(
            HELP.includes(`--${option}`) &&
            (short === undefined || new RegExp(`(^|[ ,])-${short}\\b`, "m").test(HELP))
          ),
      );
      expect({ name, untold: untold.map(([option]) => option) }).toEqual({ name, untold: [] });
    }
  });
});
