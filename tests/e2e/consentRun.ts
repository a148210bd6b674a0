import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

import type { Ended } from "../commandHost.ts";
import type { LocalStack } from "./localStack.ts";

const BIN = join(import.meta.dirname, "..", "..", "bin", "aem-mail-oauth.js");

/** A command on stack local that runs, and what it has written so far. */
export interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** All that was written to both outputs. */
  text(): string;
  /** Resolves with the match once the outputs hold it; rejects when the command ends without. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** The link that the command printed. */
  link(): Promise<string>;
  readonly ended: Promise<Ended>;
}

/** Starts `aem-mail-oauth <args>` on the stack, without a browser. */
export function start(local: LocalStack, args: readonly string[], environment: Record<string, string> = {}): Running {
  const [command = "", ...rest] = args;
  const all = [command, "--stack", "local", "--folder", local.folder.root, ...rest];
  const child = spawn(process.execPath, [BIN, ...all], {
    env: { ...process.env, BROWSER: "none", NODE_OPTIONS: "", ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  let ended = false;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  child.stdin.on("error", () => undefined);
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    wake();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    wake();
  });
  const text = (): string => `${stdout}${stderr}`;
  const until = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(text());
        if (match === null && !ended) return;
        waiting.delete(look);
        if (match === null) reject(new Error(`The command ended without ${String(pattern)}:\n${text()}`));
        else resolve(match);
      };
      waiting.add(look);
      look();
    });
  return {
    child,
    text,
    until,
    link: async () => (await until(/^(https:\/\/\S+\/oauth2\/v2\.0\/authorize\?\S+)\n/m))[1] ?? "",
    ended: once(child, "close").then((values) => {
      ended = true;
      wake();
      return { code: values[0] as number | null, stdout, stderr };
    }),
  };
}
