import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";

import { type ProjectProgram, sdkFile } from "./projectProgram.ts";

/** One run of a program, as Pulumi's engine asks a language host for it. */
export interface ProgramRun {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly dryRun: boolean;
  readonly parallel: number;
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  /** Addresses of who registers resources and of who takes messages. */
  readonly monitor: string;
  readonly engine: string;
  /** Ends the process, and those that it started. */
  readonly signal: AbortSignal;
  /** Whether a signal that ends this process ends it too. Where an engine asked for the run, that decides when it is over. */
  readonly endsWithUs: boolean;
  /** What the program writes by itself, as it comes. */
  readonly onOutput: (text: string) => void;
}

/** What the SDK's runner ends with when it has told the engine what is wrong. */
const SAID_ALREADY = 32;

/**
 * Runs a program in a fresh process, by the runner that Pulumi's own host for Node.js uses: `@pulumi/pulumi/cmd/run`, the program's
 * copy of it. Settings go where that host puts them, into the environment and never onto the command line.
 *
 * @returns undefined where the run succeeded, else how it ended; "" where the engine was told so already
 * @throws UserError where the program's packages are missing
 */
export async function runInChild(program: ProjectProgram, run: ProgramRun): Promise<string | undefined> {
  const child = spawn(process.execPath, [...program.nodeArgs, ...commandOf(program, run)], {
    cwd: program.folder,
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(run.config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(run.secretKeys),
      ...compileCache(),
      PULUMI_NODEJS_TYPESCRIPT: String(program.typescript),
      ...(program.tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: program.tsconfig }),
    },
    stdio: ["ignore", "pipe", "pipe"],
    // Ctrl-C is for the engine, which finishes the step it is at; it would end a program of the same group at once.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const end = (): void => {
    endGroup(child);
  };
  const endBoth = (signal: NodeJS.Signals): void => {
    end();
    ignore();
    process.kill(process.pid, signal);
  };
  const ignore = (): void => {
    for (const signal of ENDING) process.off(signal, endBoth);
  };
  if (run.endsWithUs) for (const signal of ENDING) process.on(signal, endBoth);
  process.once("exit", end);
  run.signal.addEventListener("abort", end, { once: true });
  if (run.signal.aborted) end();
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", run.onOutput);
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    if (code === 0) return undefined;
    return code === SAID_ALREADY ? "" : `the program ended with ${signal ?? `exit code ${String(code)}`}`;
  } finally {
    ignore();
    process.off("exit", end);
    run.signal.removeEventListener("abort", end);
  }
}

const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ends a program and what it started, which leads its own group. Whoever left that keeps our end of its output open, so it is closed. */
function endGroup(child: ChildProcess): void {
  try {
    if (process.platform === "win32" || child.pid === undefined) child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // The whole group is gone already.
  }
  child.stdout?.destroy();
  child.stderr?.destroy();
}

/** Where this process keeps its compiled modules, in a folder for each version of Node: the SDK starts in half the time. */
function compileCache(): Readonly<Record<string, string>> {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}

function commandOf(program: ProjectProgram, run: ProgramRun): string[] {
  const options = {
    monitor: run.monitor,
    engine: run.engine,
    project: run.project,
    "root-directory": program.root,
    stack: run.stack,
    organization: run.organization,
    pwd: program.folder,
    parallel: run.parallel,
  };
  return [
    sdkFile(program, "@pulumi/pulumi/cmd/run"),
    ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    ...(run.dryRun ? ["--dry-run"] : []),
    program.entry,
  ];
}
