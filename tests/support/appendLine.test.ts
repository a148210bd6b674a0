import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { appendLine, checkAppendable } from "../../support/appendLine.ts";

const MODULE = new URL("../../support/appendLine.ts", import.meta.url).href;
const run = promisify(execFile);

/** A process of its own that appends lines, after it has set a limit on the size of files in KiB. */
function appends(path: string, script: string, limit?: number) {
  const whole = `const { appendLine } = await import(${JSON.stringify(MODULE)}); const path = ${JSON.stringify(path)}; ${script}`;
  const shell = `${limit === undefined ? "" : `ulimit -f ${limit};`} exec "$0" --disable-warning=ExperimentalWarning --input-type=module -e '${whole}'`;
  return run("bash", ["-c", shell, process.execPath], {
    env: { PATH: process.env.PATH, NODE_DISABLE_COMPILE_CACHE: "1" },
  });
}

describe("a line that is appended", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "append-"));
    path = join(folder, "it.jsonl");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const check = (name: string) => () => {
    checkAppendable(`--audit ${name}`, join(folder, name));
  };

  it("makes a file for its owner alone, and leaves the rights of one that is there", async () => {
    checkAppendable("--audit", path);
    expect([(await stat(path)).mode & 0o777, (await stat(path)).size]).toEqual([0o600, 0]);
    appendLine("--audit", path, "one");
    await chmod(path, 0o640);
    appendLine("--audit", path, "two");
    expect([await readFile(path, "utf8"), (await stat(path)).mode & 0o777]).toEqual(["one\ntwo\n", 0o640]);
  });

  it("goes into plain files alone, and follows no link", async () => {
    await writeFile(join(folder, "target"), "mine");
    await symlink("target", join(folder, "link"));
    await symlink("nothing", join(folder, "dangling"));
    await mkdir(join(folder, "sub"));
    await run("mkfifo", [join(folder, "pipe")]);
    const before = await readdir(folder);
    expect(check("link")).toThrow("--audit link: this file cannot be written (it is a link, and none is followed).");
    expect(check("dangling")).toThrow("it is a link, and none is followed");
    expect(check("sub")).toThrow(/--audit sub: this file cannot be written \(.*directory/);
    expect(check("pipe")).toThrow("--audit pipe: this is no plain file.");
    expect(check("target/below")).toThrow("not a directory");
    // A disk that nobody writes to, root neither.
    expect(() => {
      checkAppendable("--audit", "/sys/kernel/audit.jsonl");
    }).toThrow(/cannot be written \((permission denied|read-only file system|no such file or directory)\)/);
    expect(check("not/there")).toThrow("no such file or directory");
    expect(() => {
      appendLine("--audit link", join(folder, "link"), "x");
    }).toThrow("it is a link");
    expect([await readdir(folder), await readFile(join(folder, "target"), "utf8")]).toEqual([before, "mine"]);
    expect(check("target")).not.toThrow();
  });

  it("begins on a line of its own behind one that was cut off", async () => {
    await writeFile(path, '{"whole":1}\n{"ha');
    appendLine("--audit", path, "next");
    expect(await readFile(path, "utf8")).toBe('{"whole":1}\n{"ha\nnext\n');
  });

  it("is said to be lost where the disk takes a part of it, and the next one is whole", async () => {
    await writeFile(path, `${"x".repeat(1000)}\n`);
    const { stdout } = await appends(
      path,
      'process.on("SIGXFSZ", () => undefined); try { appendLine("--audit", path, "y".repeat(100)); } catch (error) { console.log(error.name, error.message); }',
      1,
    );
    expect(stdout).toBe(
      "UserError --audit: the line could not be written (no more than 23 of 101 bytes were taken).\n",
    );
    appendLine("--audit", path, "next");
    expect((await readFile(path, "utf8")).split("\n").slice(1)).toEqual(["y".repeat(23), "next", ""]);
  });

  it("is lost by none of several processes at once", async () => {
    const script =
      'for (let n = 0; n < 200; n += 1) appendLine("--audit", path, JSON.stringify([process.pid, n, "z".repeat(500)]));';
    await Promise.all([1, 2, 3, 4].map(() => appends(path, script)));
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    const all = lines.map((line) => (JSON.parse(line) as [number, number]).slice(0, 2).join(" "));
    expect(new Set(all).size).toBe(800);
    expect(lines).toHaveLength(800);
  });
});
