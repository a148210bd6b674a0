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
    writeFileSync(script, process.platform === "win32" ? batchScript(name) : shellScript(name));
    chmodSync(script, 0o755);
  }
  return folder;
}

function shellScript(name: string): string {
  return `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(MAIN)} ${name} "$@"\n`;
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}

function batchScript(name: string): string {
  return `@"${process.execPath}" "${MAIN}" ${name} %*\r\n`;
}
