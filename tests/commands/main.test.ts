import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { describe, expect, it } from "@jest/globals";

const BIN = join(import.meta.dirname, "..", "..", "bin", "aem-mail-oauth.js");

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [BIN, ...args],
      { env: { ...process.env, NODE_OPTIONS: "" } },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

describe("aem-mail-oauth", () => {
  it("without a command says which there are, as the person's fault", async () => {
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}local +run everything on this machine/m);
  });

  it("does nothing when npm kept an option for itself that stood before the two dashes", async () => {
    const child = spawn(process.execPath, [BIN, "local"], {
      env: { ...process.env, NODE_OPTIONS: "", npm_lifecycle_event: "local", npm_config_preview: "true" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr, closed] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    expect({ closed, stdout, stderr }).toEqual({
      closed: [1, null],
      stdout: "",
      stderr: "npm took --preview for itself, so nothing was done. Write: npx aem-mail-oauth local --preview\n",
    });
  });

  it.each([["local"], ["rotate", "due"], ["due"], ["settings"], ["sheet"], ["verify"], ["access"], ["consent"]])(
    "--version tells the version behind a command as well: %s",
    async (...words) => {
      const { version } = await run("--version").then(({ stdout }) => ({ version: stdout }));
      expect(version).toMatch(/^\d+\.\d+\.\d+\n$/);
      await expect(run(...words, "--version")).resolves.toEqual({ code: 0, stdout: version, stderr: "" });
    },
  );

  it("goes on in silence when nobody reads its output to the end", async () => {
    const child = spawn(process.execPath, [BIN, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    const [stderr, closed] = await Promise.all([text(child.stderr), once(child, "close")]);
    expect({ closed, stderr }).toEqual({ closed: [0, null], stderr: "" });
  });

  it("names the commands there are when given another", async () => {
    const { code, stdout, stderr } = await run("lokal");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^There is no command "lokal"\. Did you mean local\? There are: (\w+, )*local(, \w+)*\.\n$/);
  });
});

describe("an old name", () => {
  it.each([
    [["settings"], ["sheet"]],
    [["rotate", "due"], ["due"]],
  ])("%j is taken for %j, and silently", async (old, name) => {
    for (const words of [
      ["-s", "nosuch"],
      ["--stak", "x"],
      ["--json", "x"],
      ["--mailbox=aem", "--within=soon"],
    ])
      expect(await run(...old, ...words)).toEqual(await run(...name, ...words));
  });

  it.each([
    [["settings"], "sheet"],
    [["rotate", "due"], "due"],
  ])("%j says in its help, and nowhere else, that it is one", async (old, name) => {
    const [before, present] = [await run(...old, "--help"), await run(name, "--help")];
    const words = `\`${old.join(" ")}\` is the old name of this command, and goes on working. Write \`${name}\`.\n\n`;
    expect(before.stdout).toContain(words);
    expect({ ...before, stdout: before.stdout.replace(words, "") }).toEqual(present);
  });

  it("is listed by no help, and found where it was mistyped by its new one alone", async () => {
    expect((await run("--help")).stdout).not.toMatch(/settings/);
    expect((await run("rotate", "--help")).stdout).not.toMatch(/\bdue\b.* /);
    expect((await run("setings")).stderr).toMatch(
      /There are: local, access, consent, sheet, upkeep, renew, deliver, rotate, repair, due, verify\.\n$/,
    );
  });
});

describe("aem-mail-oauth local", () => {
  it("--help names every action", async () => {
    const { code, stdout } = await run("local", "--help");
    expect(code).toBe(0);
    for (const action of ["up", "preview", "refresh", "destroy", "outputs", "serve", "reset"])
      expect(stdout).toMatch(new RegExp(`^ {2}${action} +\\w`, "m"));
  });

  it.each([
    [
      "an action that does not exist",
      ["upp"],
      '"upp" is no action of local. Did you mean up? One of: up, preview, refresh, destroy, outputs, serve, reset.\n',
    ],
    ["a port that is none", ["--port", "80x"], "--port 80x: a port is a whole number from 0 to 65535.\n"],
    [
      "a setting without a value",
      ["--config", "displayName"],
      '--config displayName: write key=value, such as --config displayName="AEM test".\n',
    ],
    [
      "another stack than its own",
      ["preview", "-s", "prod"],
      "--stack prod: `local` runs stack local alone. Another one is deployed with pulumi: docs/first-deploy.md\n",
    ],
    ["an empty folder", ["--folder", ""], "--folder is empty. Name a folder, or leave the option out for .local.\n"],
    [
      "a secret on the command line",
      ["--config", "refreshToken=x"],
      "--config refreshToken: a secret does not belong on a command line, where others can read it.\n",
    ],
  ])("refuses %s before anything is done", async (_, args, words) => {
    await expect(run("local", ...args)).resolves.toEqual({ code: 1, stdout: "", stderr: words });
  });

  it("refuses an option that does not exist, and shows the help", async () => {
    const { code, stderr } = await run("local", "--jsn");
    expect(code).toBe(1);
    expect(stderr).toContain("There is no option --jsn. Did you mean --json?");
    expect(stderr).toContain("Usage: npx aem-mail-oauth local");
  });
});
