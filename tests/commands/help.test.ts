import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

import { beforeAll, describe, expect, it } from "@jest/globals";

import { COMMANDS, GROUPS, OLD_NAMES } from "../../commands/commands.ts";

const BIN = join(import.meta.dirname, "..", "..", "bin", "aem-mail-oauth.js");
const RECORD = pathToFileURL(join(import.meta.dirname, "recordModules.js")).href;

/** What help may need: the words of the command line, and for the actions of rotate the stack files. */
const LIGHT = ["leven", "write-file-atomic", "imurmurhash", "signal-exit", "yaml"];

interface Loaded {
  readonly code: number | null;
  readonly stdout: string;
  /** Packages from which the process loaded something, each once. */
  readonly packages: readonly string[];
}

async function run(...args: string[]): Promise<Loaded> {
  const child: ChildProcess = spawn(process.execPath, ["--import", RECORD, BIN, ...args], {
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "ignore", "pipe"],
  });
  const output = (descriptor: 1 | 3): Promise<string> => {
    const stream = child.stdio[descriptor];
    if (!(stream instanceof Readable)) throw new Error(`descriptor ${descriptor} is not read`);
    return text(stream);
  };
  const [stdout, urls, [code]] = await Promise.all([
    output(1),
    output(3),
    once(child, "close") as Promise<[number | null]>,
  ]);
  const names = [...urls.matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/\n]+)\/[^\n]*$/gm)].map(([, name = ""]) => name);
  return { code, stdout, packages: [...new Set(names)].sort() };
}

/** The names in the part of a help that lists commands or actions. */
function listed(help: string, heading: string): string[] {
  const [, part = ""] = help.split(`${heading}:\n`);
  return [...(part.split("\n\n")[0] ?? "").matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name = ""]) => name);
}

let commands: string[][] = [];

beforeAll(async () => {
  const main = (await run("--help")).stdout;
  const names = Object.keys(GROUPS).flatMap((group) => listed(main, group));
  const actions = listed((await run("rotate", "--help")).stdout, "Actions");
  const local = listed((await run("local", "--help")).stdout, "Actions");
  commands = [
    [],
    ...names.map((name) => [name]),
    ...Object.keys(OLD_NAMES).map((name) => name.split(" ")),
    ...actions.map((action) => ["rotate", action]),
    ...local.map((action) => ["local", action]),
    ["access", "--check"],
    ["access", "--diff", "main"],
    ["access", "--live"],
  ];
});

describe("--help", () => {
  it("is asked of every command and action there is", () => {
    const words = commands.map((command) => command.join(" "));
    expect(words).toEqual(
      expect.arrayContaining([
        "access",
        "consent",
        "local",
        "rotate",
        "sheet",
        "due",
        "verify",
        "rotate repair",
        "local up",
        ...Object.keys(COMMANDS),
        ...Object.keys(OLD_NAMES),
      ]),
    );
    expect(words.length).toBeGreaterThan(20);
  });

  it("loads neither Pulumi, nor Azure, nor a mail client: nothing but what words need", async () => {
    for (const command of commands) {
      const { code, stdout, packages } = await run(...command, "--help");
      expect({ command, code, usage: stdout.slice(0, 6) }).toEqual({ command, code: 0, usage: "Usage:" });
      expect({ command, heavy: packages.filter((name) => !LIGHT.includes(name)) }).toEqual({ command, heavy: [] });
    }
  });

  it("is told apart from the command itself, which does load them", async () => {
    const { code, packages } = await run("verify", "--stack", "nosuch");
    expect(code).toBe(1);
    expect(packages).toEqual(expect.arrayContaining(["@azure/core-rest-pipeline", "imapflow", "nodemailer"]));
  });

  it("of a mistyped option is told as fast", async () => {
    for (const command of ["access", "consent", "due", "local", "sheet", "verify"]) {
      const { code, packages } = await run(command, "--stak", "prod");
      expect({ command, code }).toEqual({ command, code: 1 });
      expect(packages.filter((name) => !LIGHT.includes(name))).toEqual([]);
    }
  });
});
