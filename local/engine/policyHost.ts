import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import { shellWord } from "../../support/text.ts";

const require = createRequire(import.meta.url);
const { version } = require("@pulumi/pulumi/package.json") as { version: string };
const HOST = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");

/**
 * Puts a starter of policy packs written in JavaScript where the engine looks for it when Pulumi's plugin for Node.js is not there. With
 * that plugin the engine starts them by itself and passes this one over.
 *
 * @param home - the PULUMI_HOME of stack local
 */
export async function providePolicyHost(home: string): Promise<void> {
  const folder = join(home, "plugins", `analyzer-policy-nodejs-v${version}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const windows = process.platform === "win32";
  const script = join(folder, `pulumi-analyzer-policy-nodejs${windows ? ".cmd" : ""}`);
  // Older versions of Node warn that they strip types; the engine would show that as the policy pack's own words.
  const command = [process.execPath, "--disable-warning=ExperimentalWarning", HOST];
  await writeFile(script, windows ? batchScript(command) : shellScript(command));
  await chmod(script, 0o700);
}

function shellScript(command: readonly string[]): string {
  return `#!/bin/sh\nexec ${command.map(shellWord).join(" ")} "$@"\n`;
}

function batchScript(command: readonly string[]): string {
  return `@echo off\r\n${command.map((word) => `"${word}"`).join(" ")} %*\r\n`;
}
