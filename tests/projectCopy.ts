import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";

import { commandHost, type Ended } from "./commandHost.ts";

const ROOT = join(import.meta.dirname, "..");

export interface RunOptions {
  /** Words for standard input, which is no terminal. Default: none. */
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A copy of the project in a temporary folder, for commands that edit its files. */
export interface ProjectCopy {
  readonly root: string;
  /** Runs `aem-mail-oauth <args>` of the copy, all in one process. */
  readonly run: (...args: string[]) => Promise<Ended>;
  /** The same as a process of its own. */
  runWith(options: RunOptions, ...args: string[]): Promise<Ended>;
  /** The same for a copy of the copy that lies in one of its folders. */
  runAt(folder: string, ...args: string[]): Promise<Ended>;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  writeBytes(path: string, bytes: Uint8Array): Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Copies all that git does not ignore; the packages are shared with the original.
 *
 * @param environment - variables added for `run`
 */
export async function copyProject(environment: Readonly<Record<string, string>> = {}): Promise<ProjectCopy> {
  const root = await mkdtemp(join(tmpdir(), "aem-mail-oauth-copy-"));
  const { stdout } = await promisify(execFile)("git", ["ls-files", "-z", "-co", "--exclude-standard"], { cwd: ROOT });
  const paths = stdout.split("\0").filter((name) => name !== "" && !name.startsWith("tests/"));
  // A file that is deleted in the work tree is still listed.
  await Promise.all(paths.map((path) => cp(join(ROOT, path), join(root, path)).catch(() => undefined)));
  await symlink(join(ROOT, "node_modules"), join(root, "node_modules"), "dir");

  const host = commandHost(root, environment);

  async function runWith(
    { input, environment, folder = "" }: RunOptions & { readonly folder?: string },
    ...args: string[]
  ): Promise<Ended> {
    const child = spawn(process.execPath, [join(root, folder, "bin", "aem-mail-oauth.js"), ...args], {
      cwd: join(root, folder),
      env: { ...process.env, ...environment, NODE_OPTIONS: "" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    // A command that does not read its input may be gone before it is written.
    child.stdin.on("error", () => undefined).end(input ?? "");
    const [written, complained, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close") as Promise<[number | null]>,
    ]);
    return { code, stdout: written, stderr: complained };
  }

  async function writeBytes(path: string, contents: Uint8Array | string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), contents);
  }

  return {
    root,
    run: host.run,
    runWith,
    runAt: (folder, ...args) => runWith({ folder }, ...args),
    read: (path) => readFile(join(root, path), "utf8"),
    write: (path, contents) => writeBytes(path, contents),
    writeBytes,
    async close() {
      await host.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
