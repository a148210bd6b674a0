import { expectUnserved, servedPort } from "./server/attach.ts";
import { serverCertificate } from "./server/certificates.ts";
import { clientSecrets, environmentOf, writeBundle } from "./server/environment.ts";
import { claimFolder, filesIn, makeFolder, recordPort, releaseFolder } from "./server/folder.ts";
import { listenOnLoopback } from "./server/listen.ts";
import type { Neighbour, OpenNeighbour } from "./server/neighbours.ts";
import { makeListener } from "./server/server.ts";
import { repairClients, seed, strayClients, TENANT_ID } from "./state/seed.ts";
import { openStore } from "./state/state.ts";
import { signingKey } from "./tokens/keys.ts";

export { TENANT_ID };

export interface TenantOptions {
  /** Where state, keys, certificates and credentials live; open to its owner alone. */
  folder: string;
  /** Default 8443; 0 takes any free one. */
  port?: number;
  /** Default: the machine's. */
  clock?: () => Date;
  /** One line a request, never a secret or a token. Default: silent. */
  log?: (line: string) => void;
  /** What is served besides at the same origin, in the order in which it is asked. Default: nothing. */
  neighbours?: readonly OpenNeighbour[];
}

export interface Tenant {
  /** `https://localhost:8443` */
  readonly url: string;
  readonly port: number;
  /** What a client needs: ARM_METADATA_HOSTNAME, ARM_TENANT_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET and the trusted authorities. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends what this process serves; nothing for a tenant of another process. */
  close(): Promise<void>;
}

/** That of a tenant of which nothing else was asked. */
export const DEFAULT_PORT = 8443;

/**
 * Serves the local tenant of `folder` on loopback from this process.
 * @throws Error when the port is taken, or when another process serves the folder
 */
export async function startTenant(options: TenantOptions): Promise<Tenant> {
  const { folder, port: wanted = DEFAULT_PORT, clock = () => new Date(), log = () => undefined } = options;
  makeFolder(folder);
  const files = filesIn(folder);
  await expectUnserved(folder);
  // Claimed first: from here on nobody else touches the files.
  claimFolder(folder, wanted);
  try {
    const certificate = await serverCertificate(files, clock());
    await writeBundle(folder);
    const secrets = await clientSecrets(folder);
    const store = await openStore(files.state, () => seed(secrets));
    if (strayClients(store.current, secrets).length > 0) {
      await store.mutate((state) => {
        repairClients(state, secrets);
      });
    }
    const key = await signingKey(files.signingKey);
    const neighbours: Neighbour[] = [];
    const { port, close } = await listenOnLoopback(wanted, certificate, (actual) =>
      makeListener({ url: urlOf(actual), store, key, clock, log, neighbours }),
    );
    // They are told the port, which is known by now alone; nobody has been told of it yet.
    for (const open of options.neighbours ?? [])
      neighbours.push(await open({ url: urlOf(port), folder, key, clock, log }));
    recordPort(folder, port);
    return {
      url: urlOf(port),
      port,
      environment: environmentOf(folder, port),
      async close() {
        await close();
        await store.idle();
        await Promise.all(neighbours.map((neighbour) => neighbour.idle()));
        releaseFolder(folder);
      },
    };
  } catch (error) {
    releaseFolder(folder);
    throw error;
  }
}

/** The tenant that another process serves on this folder, if it answers. */
export async function attachTenant(folder: string): Promise<Tenant | undefined> {
  const port = await servedPort(folder);
  if (port === undefined) return undefined;
  return {
    url: urlOf(port),
    port,
    environment: environmentOf(folder, port),
    close: () => Promise.resolve(),
  };
}

const urlOf = (port: number): string => `https://localhost:${port}`;
