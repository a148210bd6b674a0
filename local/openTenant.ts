import { readIfThere } from "../support/readIfThere.ts";
import { UserError } from "../support/userError.ts";
import { writeWhole } from "../support/writeWhole.ts";
import type { LocalFolder } from "./folder.ts";
import { NEIGHBOURS } from "./neighbours.ts";
import { attachTenant, startTenant, type Tenant } from "./tenant/index.ts";
import { serverOf } from "./tenant/server/folder.ts";

/**
 * The folder's tenant: the one that another process serves, on its port and for as long as it does, or else one served by this process.
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
  return borrowed(folder, served);
}

/** Milliseconds between two looks at whether the process still runs whose tenant is borrowed. */
const LOOK_EVERY = 100;

/**
 * A tenant of another process, which may end at any time: then this process serves it from there on, at the same address and with the
 * same state. Of several borrowers one does.
 */
function borrowed(folder: LocalFolder, served: Tenant): Tenant {
  let own: Promise<Tenant | undefined> | undefined;
  const look = (): void => {
    if (own !== undefined || serverOf(folder.tenant) !== undefined) return;
    own = startTenant({ folder: folder.tenant, port: served.port, neighbours: NEIGHBOURS }).catch(() => {
      // Another borrower was faster, or the port is not free yet: looked at again.
      own = undefined;
      return undefined;
    });
  };
  const timer = setInterval(look, LOOK_EVERY).unref();
  return {
    ...served,
    async close() {
      clearInterval(timer);
      await (await own)?.close();
    },
  };
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
    neighbours: NEIGHBOURS,
    ...(port === undefined ? {} : { port }),
    ...(log === undefined ? {} : { log }),
  });
  if (asked !== undefined) {
    // What is deployed holds links with this port, and so other commands need the same.
    await writeWhole(folder.port, `${tenant.port}\n`, { mode: 0o600 });
  }
  return tenant;
}

async function keptPort(folder: LocalFolder): Promise<number | undefined> {
  const text = await readIfThere(folder.port);
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+\n?$/.test(text) && port <= 65_535) return port;
  throw new UserError(
    `${folder.port} should hold the tenant's port, a whole number from 0 to 65535, and is damaged. The links of what is deployed name ` +
      "that port (`npx aem-mail-oauth local outputs` shows them): give it once more with `npx aem-mail-oauth local --port <number>`.",
  );
}
