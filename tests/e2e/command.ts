import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import type { Ended } from "../commandHost.ts";

const BIN = join(import.meta.dirname, "..", "..", "bin", "aem-mail-oauth.js");

/** Runs `aem-mail-oauth <args>` of this project as a process of its own, with nobody to answer questions. */
export async function runCommand(args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}
