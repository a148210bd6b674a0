import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { audited } from "../../../commandLine/audit/audited.ts";
import { noteChange } from "../../../support/auditNotes.ts";
import { CannotTell, UserError } from "../../../support/userError.ts";

const moduleOf = (path: string): string => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);

describe("a command with --audit", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "audited-"));
    file = join(folder, "audit.jsonl");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const wanted = () => ({ file, command: "rotate add", stack: "prod" });
  const lines = async (): Promise<unknown[]> =>
    (await readFile(file, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);

  /** Runs the body of a command in a process of its own, which says "ready" when it is at work. */
  function run(body: string) {
    const script =
      `const { audited } = await import(${moduleOf("commandLine/audit/audited.ts")});` +
      `const { noteChange } = await import(${moduleOf("support/auditNotes.ts")});` +
      `process.exitCode = await audited(${JSON.stringify(wanted())}, async () => { ${body} });`;
    return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script], {
      env: { ...process.env, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  it("ends with one line, and with its own exit code", async () => {
    await expect(audited(wanted(), () => Promise.resolve(0))).resolves.toBe(0);
    await expect(
      audited(wanted(), () => {
        noteChange({ secrets: [{ change: "added", label: "s-1" }] });
        return Promise.resolve(4);
      }),
    ).resolves.toBe(4);
    expect(await lines()).toMatchObject([
      { command: "rotate add", stacks: ["prod"], code: 0, result: "done", changed: false, secrets: [] },
      { code: 4, result: "done", changed: true, secrets: [{ change: "added", label: "s-1" }] },
    ]);
  });

  it.each<[what: string, errorOf: () => Error, changed: boolean, code: number, result: string]>([
    ["a fault of the person", () => new UserError("refresh token geheim is wrong"), false, 1, "refused"],
    ["a fault of the person after a change", () => new UserError("geheim"), true, 1, "failed"],
    ["a question without an answer", () => new CannotTell("geheim"), false, 5, "refused"],
    ["a full disk", () => Object.assign(new Error("geheim"), { code: "ENOSPC", path: "geheim" }), true, 1, "failed"],
    ["a bug", () => new TypeError("geheim"), false, 2, "failed"],
  ])("that throws %s ends with a line too, without a word of the error", async (_, errorOf, changed, code, result) => {
    const error = errorOf();
    const work = (): Promise<number> => {
      if (changed) noteChange({});
      return Promise.reject(error);
    };
    await expect(audited(wanted(), work)).rejects.toBe(error);
    expect(await lines()).toMatchObject([{ code, result, changed }]);
    expect(await readFile(file, "utf8")).not.toContain("geheim");
  });

  it("does nothing where no line could be written", async () => {
    let ran = 0;
    const work = (): Promise<number> => Promise.resolve((ran += 1));
    await mkdir(join(folder, "sub"));
    await symlink("elsewhere", join(folder, "link"));
    for (const name of ["sub", "link", "not/there", "/proc/nothing"]) {
      await expect(
        audited({ ...wanted(), file: name.startsWith("/") ? name : join(folder, name) }, work),
      ).rejects.toThrow(UserError);
    }

    await expect(audited({ ...wanted(), file: "" }, work)).rejects.toThrow(
      "--audit is empty. Name a file, such as --audit ../audit.jsonl.",
    );
    expect(ran).toBe(0);
    await audited(wanted(), work);
    expect(ran).toBe(1);
  });

  it("says so, and shows the line, where it can no longer be written when the work is done", async () => {
    const body = (end: string) =>
      `const { rmSync, mkdirSync } = await import("node:fs"); rmSync(${JSON.stringify(file)}); mkdirSync(${JSON.stringify(file)}); noteChange({ places: ["settings"] }); ${end}`;
    for (const [end, code] of [
      ["return 0;", 1],
      ["return 4;", 4],
    ] as const) {
      const child = run(body(end));
      const [stderr, ended] = await Promise.all([text(child.stderr), once(child, "close")]);
      expect(ended).toEqual([code, null]);
      expect(stderr).toContain(`--audit ${file}: this file cannot be written (`);
      expect(stderr).toMatch(
        new RegExp(
          `The command itself ended with ${end.replace(/\D/g, "")}. The line:\\n\\{"when":.*"places":\\["settings"\\]\\}\\n$`,
        ),
      );
      await rm(file, { recursive: true });
    }
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("that is stopped by %s ends with a line, and as if it had no such option", async (signal, code) => {
    const child = run(
      `noteChange({}); console.log("ready"); await new Promise((done) => setTimeout(done, 60_000)); return 0;`,
    );
    await once(child.stdout, "data");
    child.kill(signal);
    expect(await once(child, "close")).toEqual([null, signal]);
    expect(await lines()).toMatchObject([{ code, result: "failed", changed: true }]);
  });

  it("that ends by itself after a signal says itself how", async () => {
    const child = run(
      `const stopped = new Promise((done) => process.once("SIGINT", done)); console.log("ready"); const wait = setTimeout(() => {}, 60_000); await stopped; clearTimeout(wait); return 130;`,
    );
    await once(child.stdout, "data");
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([130, null]);
    expect(await lines()).toMatchObject([{ code: 130, result: "failed", changed: false }]);
  });

  it("leaves no listener behind", async () => {
    const before = process.listenerCount("SIGINT");
    await audited(wanted(), () => Promise.resolve(process.listenerCount("SIGINT") - before));
    expect([(await lines())[0], process.listenerCount("SIGINT")]).toMatchObject([{ code: 1 }, before]);
  });
});
