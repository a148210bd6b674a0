import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { shellWord } from "../../support/text.ts";

const MAIN = join(import.meta.dirname, "main.ts");

/**
 * Writes the executables `pulumi-resource-azuread` and `pulumi-resource-random` into `folder` (made where it is missing), which
 * start the stand-ins with the Node that runs now. With the folder on its PATH the Pulumi engine uses them as plugins.
 *
 * @returns the folder
 */
export function writePluginScripts(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of ["azuread", "random"]) {
    const script = join(folder, `pulumi-resource-${name}${process.platform === "win32" ? ".cmd" : ""}`);
    writeFileSync(script, process.platform === "win32" ? batchScript(name) : shellScript(name));
    chmodSync(script, 0o755);
  }
  return folder;
}

/** Keeps compiled modules: the engine starts the stand-ins anew for each command, and so they start in half the time. */
const PRELOAD = pathToFileURL(join(import.meta.dirname, "..", "..", "bin", "prepareNode.js")).href;

/** Older versions of Node warn that they strip types; the engine would show that as the provider's own words. */
const QUIET = "--disable-warning=ExperimentalWarning";

const commandOf = (name: string): string[] => [process.execPath, QUIET, "--import", PRELOAD, MAIN, name];

function shellScript(name: string): string {
  return `#!/bin/sh\nexec ${commandOf(name).map(shellWord).join(" ")} "$@"\n`;
}

function batchScript(name: string): string {
  // A percent sign, which addresses have in place of blanks, begins a variable there.
  const words = commandOf(name).map((word) => `"${word.replaceAll("%", "%%")}"`);
  return `@echo off\r\n${words.join(" ")} %*\r\n`;
}
