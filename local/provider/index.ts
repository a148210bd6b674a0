import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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
    writeFileSync(script, process.platform === "win32" ? batchScript(folder, name) : shellScript(folder, name));
    chmodSync(script, 0o755);
  }
  return folder;
}

/** Node keeps the compiled modules there: the engine starts the stand-ins anew for each command, and so they start in half the time. */
const CACHE = "compile-cache";

/** Older versions of Node warn that they strip types; the engine would show that as the provider's own words. */
const QUIET = "--disable-warning=ExperimentalWarning";

function shellScript(folder: string, name: string): string {
  return [
    "#!/bin/sh",
    `export NODE_COMPILE_CACHE=${quoted(join(folder, CACHE))}`,
    `exec ${quoted(process.execPath)} ${QUIET} ${quoted(MAIN)} ${name} "$@"`,
    "",
  ].join("\n");
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}

function batchScript(folder: string, name: string): string {
  return [
    "@echo off",
    "setlocal",
    `set "NODE_COMPILE_CACHE=${join(folder, CACHE)}"`,
    `"${process.execPath}" ${QUIET} "${MAIN}" ${name} %*`,
    "",
  ].join("\r\n");
}
