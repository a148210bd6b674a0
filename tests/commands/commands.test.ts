import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "@jest/globals";

import type { CommandLine } from "../../commandLine/commandLine.ts";
import { helpOf } from "../../commandLine/help.ts";
import { type Option, written } from "../../commandLine/option.ts";
import { COMMANDS, findCommand, FIRST_WORDS, GROUPS, OLD_NAMES } from "../../commands/commands.ts";
import { ROTATE } from "../../commands/rotate/options.ts";

/** Options of one name that are two things, by the command whose other form it is. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  // `--diff` shows, in Pulumi's own word, how an update differs; that of `access` takes the two commits.
  "local diff": "--diff",
  // One file with a token, or a folder of files.
  "sheet out": "--out DIR",
  // Of a report, or of a sheet, which has other ones.
  "sheet format": "--format WHICH",
  "due format": "--format WHICH",
};

let lines: readonly (readonly [string, CommandLine])[];

beforeAll(async () => {
  lines = await Promise.all(Object.entries(COMMANDS).map(async ([name, { line }]) => [name, await line()] as const));
});

const ROOT = join(import.meta.dirname, "..", "..");

describe("the commands", () => {
  it("are each in one group of the main help, and in no other", () => {
    const firsts = Object.values(GROUPS).flatMap((group) => Object.keys(group));
    const words = [...new Set(Object.keys(COMMANDS).map((name) => name.split(" ")[0]))];
    expect(firsts).toEqual(words);
  });

  it("of two words are explained by the first one", () => {
    const seconds = Object.keys(COMMANDS).flatMap((name) => /^rotate (.+)/.exec(name)?.[1] ?? []);
    expect(Object.keys(ROTATE.actions)).toEqual(seconds);
    expect(Object.keys(FIRST_WORDS)).toEqual(["rotate"]);
  });

  it("are found by their names, old ones too, and by nothing else", () => {
    expect(findCommand(["rotate", "add", "-s", "prod"])).toMatchObject({ name: "rotate add", rest: ["-s", "prod"] });
    expect(findCommand(["rotate", "due", "--json"])).toMatchObject({
      name: "due",
      old: "rotate due",
      rest: ["--json"],
    });
    expect(findCommand(["settings"])).toMatchObject({ name: "sheet", old: "settings", rest: [] });
    expect(findCommand(["local", "up"])).toMatchObject({ name: "local", old: undefined, rest: ["up"] });
    for (const words of [[], ["rotate"], ["add"], ["constructor"], ["toString", "x"], ["rotate", "sheet"]])
      expect(findCommand(words)).toBeUndefined();
  });

  it("have old names that are no command's, and that lead to one", () => {
    for (const [old, name] of Object.entries(OLD_NAMES)) {
      expect(Object.keys(COMMANDS)).not.toContain(old);
      expect(Object.keys(COMMANDS)).toContain(name);
    }
  });

  it("begin their usage with their name", () => {
    for (const [name, { usage }] of lines) expect(`${usage} `).toMatch(new RegExp(`^${name} `));
  });

  it("can each be run from the command line by npm, as before", async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const name of [...Object.values(GROUPS).flatMap((group) => Object.keys(group)), "settings"])
      expect(scripts[name]).toBe(`node bin/aem-mail-oauth.js ${name}`);
  });
});

describe("the options of all commands", () => {
  it("are known from every file that reads any", async () => {
    const folder = join(ROOT, "commands");
    const sources = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".ts"));
    const texts = await Promise.all(sources.map((name) => readFile(join(folder, name), "utf8")));
    expect(texts.flatMap((source) => source.match(/= commandLine\(/g) ?? [])).toHaveLength(lines.length);
    expect(texts.filter((source) => /\bparseArgs\b|Usage: /.test(source))).toEqual([]);
  });

  it("have one form each: type, short form and what stands for the value", () => {
    expect(lines.length).toBeGreaterThan(8);
    const formOf = (name: string, option: Option): string => `${written(name, option)} ${option.short ?? ""}`.trim();
    const all = lines.flatMap(([line, { options }]) =>
      Object.entries(options).map(([name, option]) => ({ line, name, form: formOf(name, option) })),
    );
    const forms = new Map<string, string>();
    for (const { line, name, form } of all) if (!(`${line} ${name}` in EXCEPTIONS)) forms.set(name, form);
    for (const { line, name, form } of all)
      expect({ line, form }).toEqual({ line, form: EXCEPTIONS[`${line} ${name}`] ?? forms.get(name) });
    expect(forms.get("diff")).toBe("--diff BASE[..HEAD]");
    expect([forms.get("help"), forms.get("stack")]).toEqual(["--help h", "--stack S s"]);
    expect(forms.size).toBe(49);
  });

  it("hold help, a stack, the folder of stack local and the project's in every command, without a default", () => {
    for (const [name, { options }] of lines) {
      const { stack, folder, cwd, help } = options;
      expect({ name, types: [stack, folder, cwd, help].map((option) => option?.type) }).toEqual({
        name,
        types: ["string", "string", "string", "boolean"],
      });
      expect([stack, folder, cwd].filter((option) => option?.default !== undefined)).toEqual([]);
    }
  });

  it("stand in the usage line as they are", () => {
    for (const [name, { usage, options }] of lines) {
      const forms = Object.entries(options).map(([option, it]) => written(option, it));
      const used = usage.match(/--[a-z-]+( [A-Z]+)?/g) ?? [];
      expect({ name, strange: used.filter((form) => !forms.includes(form)) }).toEqual({ name, strange: [] });
    }
  });

  it("are each listed in the help, the short form too, and the help is plain", () => {
    for (const [name, line] of lines) {
      const help = helpOf(line);
      const missing = Object.entries(line.options).filter(
        ([option, it]) =>
          !help.includes(`\n  ${written(option, it)}${it.short === undefined ? "  " : `, -${it.short}  `}`) &&
          !help.includes(`\n  ${written(option, it)} `),
      );
      expect({ name, missing: missing.map(([option]) => option) }).toEqual({ name, missing: [] });
      expect({ name, banned: /\bmend|\btells? (?:of|more)\b|\bplays on\b/.exec(help)?.[0] }).toEqual({ name });
    }
  });
});
