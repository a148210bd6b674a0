import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

import { afterAll } from "@jest/globals";

import { localFolder, type LocalFolder } from "../../local/folder.ts";
import { NEIGHBOURS } from "../../local/neighbours.ts";
import { startTenant, type Tenant } from "../../local/tenant/index.ts";
import { localRef, ROOT } from "../checkout.ts";
import { commandHost, type Ended } from "../commandHost.ts";
import { type Graph, graphOf } from "./graph.ts";

/** A second run of the program in one process is another case than that of a person, who has a process for each. */
const RUN_THE_PROGRAM = new Set(["up", "preview"]);

/** Of all stacks on this project in a test file, for what does not run the program: loading Pulumi's SDK is most of such a command. */
const shared = commandHost(ROOT);
afterAll(() => shared.close());

/** Which plugins there are, once one stack has asked for them: in vain that takes seconds, and the answer is the same for the next. */
const PLUGINS_FOUND = join(process.env.FOUND_BY_TESTS ?? "", "stand-ins.json");

/** What one run of the command answered. */
export interface Run extends Ended {
  readonly changes: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A stack local of its own in a temporary folder; its tenant is served by the test, which so sees and changes it by hand. */
export interface LocalStack {
  readonly folder: LocalFolder;
  readonly tenant: Tenant;
  readonly graph: Graph;
  /** Each request that the tenant answered, a line each. */
  readonly requests: string[];
  /** Runs `local <args>` with `--json`; throws with its words when it does not exit with 0. */
  run(...args: string[]): Promise<Run>;
  /** The same as a process of its own, with variables added to the environment. */
  runIn(environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Run>;
  /** The same for a run that is to exit with another code. */
  runToFailure(...args: string[]): Promise<Run>;
  /** Starts `local <args>` and kills the whole process group as soon as the tenant logs a request that matches. */
  runAndKillAt(request: RegExp, ...args: string[]): Promise<void>;
  close(): Promise<void>;
}

/** `root` is the project whose program and stack file are run: this one, or a copy. `clock` is the tenant's; default the machine's. */
export async function startLocalStack(root = ROOT, clock?: () => Date): Promise<LocalStack> {
  const folder = localFolder(localRef(await mkdtemp(join(tmpdir(), "aem-mail-oauth-e2e-")), root));
  const host = root === ROOT ? shared : commandHost(root);
  if (existsSync(PLUGINS_FOUND)) await copyFile(PLUGINS_FOUND, folder.standIns);
  const requests: string[] = [];
  const listeners = new Set<(line: string) => void>();
  const tenant = await startTenant({
    folder: folder.tenant,
    neighbours: NEIGHBOURS,
    port: 0,
    ...(clock === undefined ? {} : { clock }),
    log: (line) => {
      requests.push(line);
      for (const listener of listeners) listener(line);
    },
  });

  const start = (args: string[], { environment = {}, detached = false } = {}) =>
    spawn(
      process.execPath,
      [join(root, "bin", "aem-mail-oauth.js"), "local", ...args, "--json", "--folder", folder.root],
      {
        cwd: root,
        env: { ...process.env, ...environment, NODE_OPTIONS: "" },
        stdio: ["ignore", "pipe", "pipe"],
        detached,
      },
    );

  const perform = async (args: readonly string[]): Promise<Run> =>
    RUN_THE_PROGRAM.has(args[0] ?? "")
      ? finish(start([...args]))
      : read(await host.run("local", ...args, "--json", "--folder", folder.root));

  async function succeed(ended: Promise<Run>, args: readonly string[]): Promise<Run> {
    const run = await ended;
    if (run.code !== 0) throw new Error(`local ${args.join(" ")} exited with ${String(run.code)}:\n${run.stderr}`);
    if (!existsSync(PLUGINS_FOUND)) await copyFile(folder.standIns, PLUGINS_FOUND);
    return run;
  }

  return {
    folder,
    tenant,
    graph: await graphOf(tenant),
    requests,
    run: (...args) => succeed(perform(args), args),
    runIn: (environment, ...args) => succeed(finish(start(args, { environment })), args),
    async runToFailure(...args) {
      const run = await perform(args);
      if (run.code === 0) throw new Error(`local ${args.join(" ")} did not fail:\n${run.stderr}`);

      return run;
    },
    async runAndKillAt(request, ...args) {
      const child = start(args, { detached: true });
      const group = -(child.pid ?? 0);
      const kill = (line: string): void => {
        if (request.test(line)) {
          listeners.delete(kill);
          process.kill(group, "SIGKILL");
        }
      };
      listeners.add(kill);
      child.stdout.resume();
      const [stderr, [code, signal]] = await Promise.all([
        text(child.stderr),
        once(child, "exit") as Promise<[number | null, string | null]>,
      ]);
      listeners.delete(kill);
      if (signal !== "SIGKILL") throw new Error(`the command ended by itself, with code ${String(code)}:\n${stderr}`);
    },
    async close() {
      if (host !== shared) await host.close();
      await tenant.close();
      await rm(folder.root, { recursive: true, force: true });
    },
  };
}

async function finish(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Run> {
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return read({ code, stdout, stderr });
}

function read({ code, stdout, stderr }: Ended): Run {
  const result = stdout.startsWith("{") ? (JSON.parse(stdout) as Pick<Run, "changes" | "outputs">) : undefined;
  return { code, changes: result?.changes ?? {}, outputs: result?.outputs ?? {}, stdout, stderr };
}
