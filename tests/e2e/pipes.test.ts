import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { COMMANDS as ALL } from "../../commands/commands.ts";
import { shellWord } from "../../support/text.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const MAILBOX = "forms@forms.example";

/** As in a person's shell: what the npm that runs the tests has set is left out, and nothing may come from the network. */
const ENVIRONMENT = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
  NODE_OPTIONS: "",
  npm_config_offline: "true",
  PATH: [join(ROOT, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter),
};

let local: LocalStack;
let folder: string;

beforeAll(async () => {
  local = await startLocalStack();
  folder = await mkdtemp(join(tmpdir(), "pipes-"));
  await writeFile(
    join(folder, "parse.mjs"),
    `import { text } from "node:stream/consumers";
const answer = JSON.parse(await text(process.stdin));
process.stdout.write(Array.isArray(answer) ? "list" : typeof answer);
`,
  );
});

afterAll(async () => {
  await local.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a line of shell in a folder, by default the checkout's. */
function shell(line: string, cwd = ROOT): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile("sh", ["-c", line], { cwd, env: ENVIRONMENT }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const npx = (command: string): string =>
  `npx aem-mail-oauth ${command.replace("FOLDER", shellWord(local.folder.root))}`;

/** Each in this order; the first deploys, the second signs in. Good codes are those that are no failure to answer. */
const COMMANDS: readonly (readonly [command: string, codes: readonly number[]])[] = [
  ["local --folder FOLDER --json", [0]],
  ["local preview --folder FOLDER --json", [0]],
  ["local refresh --folder FOLDER --json", [0]],
  ["local outputs --folder FOLDER --json", [0]],
  ["access --live --stack local --folder FOLDER --json", [0]],
  ["access --diff HEAD --format json", [0]],
  // The shipped stacks have no dates.
  ["due --folder FOLDER --json", [3, 5]],
  ["rotate repair --stack local --folder FOLDER --json", [0]],
  ["repair --stack local --folder FOLDER --json", [0]],
  ["sheet --stack local --folder FOLDER --json", [0]],
  ["sheet --stack local --folder FOLDER --format json", [0]],
  ["verify --stack local --folder FOLDER --json", [0]],
  ["renew --stack local --folder FOLDER --json", [0]],
  // A person has to enter the values.
  ["deliver --stack local --folder FOLDER --json", [3]],
  ["upkeep --dry-run --stack local --folder FOLDER --json", [3]],
  ["local destroy --folder FOLDER --json", [0]],
];

describe("standard output of a command with --json is one JSON document", () => {
  it("of consent, into a file, with the link and all words beside it", async () => {
    await local.run("up");
    const file = join(folder, "consent.json");
    const line = npx(`consent --stack local --folder FOLDER --mailbox ${MAILBOX} --paste --save --no-verify --json`);
    const child = spawn("sh", ["-c", `${line} > ${shellWord(file)}`], { cwd: ROOT, env: ENVIRONMENT });
    let told = "";
    const link = new Promise<string>((resolve) => {
      child.stderr.setEncoding("utf8").on("data", (words: string) => {
        told += words;
        const [, url] = /^(https:\/\/\S+\/authorize\?\S+)\n/m.exec(told) ?? [];
        if (url !== undefined) resolve(url);
      });
    });
    const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
    const closed = once(child, "close");
    child.stdin.end(`${await signInAs(await link, { user: MAILBOX, ca })}\n`);
    expect(await closed).toEqual([0, null]);
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ stack: "local", mailbox: MAILBOX });
  });

  it.each(COMMANDS)("of %s, into a file and into a parser", async (command, codes) => {
    const [file, code] = [join(folder, "answer.json"), join(folder, "code")];
    const line = `{ ${npx(command)}; echo $? > ${shellWord(code)}; } | tee ${shellWord(file)} | node ${shellWord(join(folder, "parse.mjs"))}`;
    expect(await shell(line)).toMatchObject({ code: 0, stdout: "object" });
    expect(codes).toContain(Number(await readFile(code, "utf8")));
    expect(JSON.parse(await readFile(file, "utf8"))).toBeInstanceOf(Object);
  });

  it("of serve, into a file, for as long as it runs", async () => {
    const file = join(folder, "serve.json");
    const own = join(folder, "served");
    const line = `exec npx aem-mail-oauth local serve --json --port 0 --folder ${shellWord(own)} > ${shellWord(file)}`;
    const child = spawn("sh", ["-c", line], { cwd: ROOT, env: ENVIRONMENT, detached: true, stdio: "ignore" });
    const closed = once(child, "close");
    const read = (): Promise<string> => readFile(file, "utf8").catch(() => "");
    while (!(await read()).endsWith("\n") && child.exitCode === null) await pause(100);
    process.kill(-(child.pid ?? 0), "SIGTERM");
    await closed;
    expect(JSON.parse(await read())).toMatchObject({ env: { ARM_METADATA_HOSTNAME: expect.any(String) as unknown } });
  });

  it("is looked at here for every command that has --json", async () => {
    const asked = [...COMMANDS.map(([command]) => command), "consent", "local serve"];
    const missing: string[] = [];
    for (const [command, { line }] of Object.entries(ALL)) {
      const { options } = await line();
      if ("json" in options && !asked.some((words) => words.startsWith(command))) missing.push(command);
    }
    expect(missing).toEqual([]);
  });

  it("would be found if it had a banner before it, as `npm run` writes one", async () => {
    const piped = await shell(`npm run sheet -- --help | node ${shellWord(join(folder, "parse.mjs"))}`);
    expect(piped.code).not.toBe(0);
    expect(piped.stderr).toContain("SyntaxError");
  });
});

describe("npx in a checkout", () => {
  it("runs this checkout before `npm ci` too, without a registry, and says what to do", async () => {
    const fresh = join(folder, "fresh");
    for (const path of [
      "bin",
      "commands",
      "commandLine",
      "stack",
      "support",
      "components",
      "local",
      "package.json",
      ".npmrc",
    ])
      await cp(join(ROOT, path), join(fresh, path), { recursive: true });

    for (const cwd of [fresh, join(fresh, "commands")]) {
      const { code, stdout, stderr } = await shell("npx aem-mail-oauth due", cwd);
      expect({ code, stdout, stderr }).toEqual({
        code: 1,
        stdout: "",
        stderr: expect.stringMatching(
          /^The packages that aem-mail-oauth needs are not installed, or not all of them: leven is missing\. Run: npm ci --prefix \S+\/fresh\n$/,
        ) as unknown,
      });
    }
  });

  it("asks the registry anywhere else: offline that fails, and nothing of another name is run", async () => {
    const { code, stdout, stderr } = await shell("npx aem-mail-oauth --version", tmpdir());
    expect(code).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toContain("ENOTCACHED");
  });

  it("gives the version of the checkout", async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(
      await text(spawn("sh", ["-c", "npx aem-mail-oauth --version"], { cwd: ROOT, env: ENVIRONMENT }).stdout),
    ).toBe(`${version}\n`);
  });
});
