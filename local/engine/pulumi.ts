import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { UserError } from "../userError.ts";

/** Where and how the CLI is run. */
export interface PulumiOptions {
  /** Path of the CLI. */
  readonly command: string;
  readonly cwd: string;
  /** Added to this process's own variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that one run may take; without a limit where it is left out. */
  readonly timeout?: number | undefined;
}

/**
 * Runs the CLI and resolves with its standard output. A secret goes in as `input`, on standard input, never among `args`.
 *
 * Not through the Automation API where secrets are involved: its export, import and config commands take them out of the state in the
 * open, and write them into temporary files or onto a command line.
 *
 * @throws UserError with Pulumi's own words, when it exits with another code than 0
 */
export async function runPulumi(options: PulumiOptions, args: readonly string[], input = ""): Promise<string> {
  const child = spawn(options.command, [...args, "--non-interactive"], {
    cwd: options.cwd,
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: options.timeout,
  });
  // A CLI that stops before it has read its input says why itself.
  child.stdin.on("error", () => undefined).end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  if (child.killed && options.timeout !== undefined) {
    throw new UserError(`The backend did not answer within ${options.timeout / 1000} seconds.`);
  }
  if (code !== 0) {
    throw new UserError(`Pulumi said: ${stderr.trim() || stdout.trim() || `exit code ${String(code)}`}`);
  }
  return stdout;
}
