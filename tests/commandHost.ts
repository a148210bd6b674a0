import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** What one command answered. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs command lines one after the other in one process, which loads Pulumi's SDK once instead of for each: that is most of what a
 * command costs. Nobody answers questions. What is about a process (signals, input, Node's own options, how it ends) takes a real one.
 */
export interface CommandHost {
  readonly run: (...args: string[]) => Promise<Ended>;
  readonly close: () => Promise<void>;
}

const CHILD = join(import.meta.dirname, "commandHostChild.ts");

/** `root` is the project whose commands are run. The process is started by the first of them. */
export function commandHost(root: string, environment: Readonly<Record<string, string>> = {}): CommandHost {
  let child: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function start(): ChildProcess {
    const started = fork(CHILD, [root], {
      cwd: root,
      env: { ...process.env, ...environment, NODE_OPTIONS: "" },
      // Older versions of Node warn that they strip types.
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    // What passes its own streams by belongs to no command: a crash, or words of Node.
    for (const stream of [started.stdout, started.stderr])
      stream?.on("data", (text: Buffer) => process.stderr.write(text));
    return started;
  }

  async function next(args: readonly string[]): Promise<Ended> {
    child ??= start();
    const over = new AbortController();
    try {
      const ended = once(child, "exit", { signal: over.signal }).then(([code]) => {
        throw new Error(`the process ended with ${String(code)} amid ${args.join(" ")}`);
      });
      const answered = once(child, "message", { signal: over.signal }) as Promise<[Ended]>;
      child.send(args);
      const [answer] = await Promise.race([answered, ended]);
      return answer;
    } finally {
      over.abort();
    }
  }

  return {
    run(...args) {
      const run = last.then(() => next(args));
      last = run.catch(() => undefined);
      return run;
    },
    async close() {
      await last;
      if (child === undefined) return;
      // A command may have crashed after its answer: as a process of its own it would have failed.
      if (!child.connected) throw new Error(`the process ended by itself, with ${String(child.exitCode)}`);
      const gone = once(child, "exit");
      child.disconnect();
      const [code] = (await gone) as [number | null];
      if (code !== 0) throw new Error(`the process ended with ${String(code)}`);
    },
  };
}
