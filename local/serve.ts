import { once } from "node:events";

import { type LocalFolder, prepareFolder } from "./folder.ts";
import { attachTenant, startTenant } from "./tenant/index.ts";
import { UserError } from "./userError.ts";

/**
 * Keeps the tenant running until the process is told to stop, and prints what plain `pulumi`, Terraform's azuread or another
 * client needs to reach it: shell `export` lines, or one line of JSON.
 *
 * @throws UserError when another process serves this folder already
 */
export async function serve(
  folder: LocalFolder,
  port: number,
  json: boolean,
  log: (line: string) => void,
): Promise<void> {
  const other = await attachTenant(folder.tenant);
  if (other !== undefined) {
    throw new UserError(
      `The tenant of ${folder.root} is served already, on ${other.url}. Use that one, or stop it first.`,
    );
  }
  await prepareFolder(folder);
  // Before anything is printed: whoever reads it may stop this at once.
  const stopped = Promise.race(["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal)));
  const tenant = await startTenant({
    folder: folder.tenant,
    port,
    log: (line) => void process.stderr.write(`${line}\n`),
  });
  if (json) {
    process.stdout.write(`${JSON.stringify({ env: tenant.environment })}\n`);
  } else {
    for (const [name, value] of Object.entries(tenant.environment)) {
      process.stdout.write(`export ${name}=${quote(value)}\n`);
    }
    log(`# The tenant answers on ${tenant.url} until Ctrl-C. Paste the lines above into another shell.`);
  }
  await stopped;
  await tenant.close();
}

/** A word of a POSIX shell. */
function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
