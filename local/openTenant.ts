import { readFile } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";

import type { LocalFolder } from "./folder.ts";
import { UserError } from "./userError.ts";
import { attachTenant, startTenant, type Tenant } from "./tenant/index.ts";

/**
 * The folder's tenant: the one that another process serves, on its port, or else one served by this process.
 *
 * @param port the port asked for, 0 for any free one; it is kept for the runs to come. Undefined for the one kept, at first 8443
 * @throws UserError when the port is in use, the tenant is served on another one, or another process is just taking the folder
 */
export async function openTenant(folder: LocalFolder, port?: number): Promise<Tenant> {
  const served = await attachTenant(folder.tenant);
  if (served === undefined) return serveTenant(folder, port);
  if (port !== undefined && port !== 0 && port !== served.port) {
    throw new UserError(
      `--port ${port}: the tenant of ${folder.root} is being served on ${served.url}. Leave --port out, or stop that process first.`,
    );
  }
  return served;
}

/** As openTenant, where this process is to serve it. */
export async function serveTenant(
  folder: LocalFolder,
  asked: number | undefined,
  log?: (line: string) => void,
): Promise<Tenant> {
  const port = asked ?? (await keptPort(folder));
  const tenant = await startTenant({
    folder: folder.tenant,
    ...(port === undefined ? {} : { port }),
    ...(log === undefined ? {} : { log }),
  });
  if (asked !== undefined) {
    // What is deployed holds links with this port, and so other commands need the same.
    await writeFileAtomic(folder.port, `${tenant.port}\n`, { mode: 0o600 });
  }
  return tenant;
}

async function keptPort(folder: LocalFolder): Promise<number | undefined> {
  const text = await readFile(folder.port, "utf8").catch(() => "");
  const port = Number(text);
  return /^\d+\n?$/.test(text) && port <= 65_535 ? port : undefined;
}
