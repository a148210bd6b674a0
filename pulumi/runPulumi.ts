import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { duration, LIMITS } from "../support/limits.ts";
import { CannotTell, UserError } from "../support/userError.ts";
import { within } from "../support/within.ts";

/** Where and how the CLI is run. */
export interface PulumiOptions {
  /** Path of the CLI. */
  readonly command: string;
  readonly cwd: string;
  /** Added to this process's own variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that one run may take; default as in limits.ts. */
  readonly timeout?: number | undefined;
}

/**
 * Runs the CLI and resolves with its standard output. A secret goes in as `input`, on standard input, never among `args`.
 *
 * Not through the Automation API where secrets are involved: its export, import and config commands take them out of the state in the
 * open, and write them into temporary files or onto a command line.
 *
 * @throws UserError with Pulumi's own words, when it exits with another code than 0; CannotTell when it does not end in time
 */
export async function runPulumi(options: PulumiOptions, args: readonly string[], input = ""): Promise<string> {
  const { command, cwd, env, timeout = LIMITS.backend } = options;
  const child = spawn(command, [...args, "--non-interactive"], {
    cwd,
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A CLI that stops before it has read its input says why itself.
  child.stdin.on("error", () => undefined).end(input);
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "close") as Promise<[number | null]>]);
  const tooLate = (): Error =>
    new CannotTell(
      `The backend did not answer within ${duration(timeout)} (pulumi ${args.slice(0, 2).join(" ")}). ` +
        "Is it reached from here? pulumi whoami -v",
    );
  const [stdout, stderr, [code]] = await within(timeout, ended, tooLate, () => {
    child.kill();
    setTimeout(() => child.kill("SIGKILL"), KILL_AFTER).unref();
    // What it started may hold these open for ever.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    child.unref();
  });
  if (code !== 0) throw new UserError(`Pulumi said: ${stderr.trim() || stdout.trim() || `exit code ${String(code)}`}`);

  return stdout;
}

/** Milliseconds that a CLI which was told to end has for that. */
const KILL_AFTER = 5_000;
