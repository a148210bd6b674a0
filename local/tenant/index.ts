import { readFileSync } from "node:fs";
import { request, createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";

import { serverCertificate } from "./certificates.ts";
import { clientSecrets, environmentOf, writeBundle } from "./environment.ts";
import { claimFolder, filesIn, makeFolder, releaseFolder, serverOf } from "./folder.ts";
import { signingKey } from "./keys.ts";
import { repairClients, seed, strayClients, TENANT_ID } from "./seed.ts";
import { makeListener } from "./server.ts";
import { openStore } from "./state.ts";

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

const DEFAULT_PORT = 8443;
const ANSWER_WITHIN = 5000;

/**
 * Serves the local tenant of `folder` on loopback from this process.
 * @throws Error when the port is taken, or when another process serves the folder
 */
export async function startTenant(options: TenantOptions): Promise<Tenant> {
  const { folder, clock = () => new Date(), log = () => undefined } = options;
  makeFolder(folder);
  const files = filesIn(folder);
  // Claimed first: from here on nobody else touches the files.
  claimFolder(folder, options.port ?? DEFAULT_PORT);
  try {
    const { certificate: cert, key } = await serverCertificate(files, clock());
    await writeBundle(folder);
    const secrets = await clientSecrets(folder);
    const store = await openStore(files.state, () => seed(secrets));
    if (strayClients(store.current, secrets).length > 0) {
      await store.mutate((state) => {
        repairClients(state, secrets);
      });
    }
    const server = createServer({ cert, key, minVersion: "TLSv1.2" });
    const port = await listen(server, "127.0.0.1", options.port ?? DEFAULT_PORT);
    const url = `https://localhost:${port}`;
    const listener = makeListener({ url, store, key: await signingKey(files.signingKey), clock, log });
    const second = createServer({ cert, key, minVersion: "TLSv1.2" });
    server.on("request", listener);
    second.on("request", listener);
    // Best effort: a machine without IPv6 does without.
    const servers = await listen(second, "::1", port).then(
      () => [server, second],
      () => [server],
    );
    if (port !== (options.port ?? DEFAULT_PORT)) {
      releaseFolder(folder);
      claimFolder(folder, port);
    }
    return {
      url,
      port,
      environment: environmentOf(folder, port),
      async close() {
        await Promise.all(servers.map(end));
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
  const record = serverOf(folder);
  if (record === undefined || !(await answers(folder, record.port, record.pid))) return undefined;
  return {
    url: `https://localhost:${record.port}`,
    port: record.port,
    environment: environmentOf(folder, record.port),
    close: () => Promise.resolve(),
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portTaken(port) : error);
    });
    server.listen({ host, port, ipv6Only: true }, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const portTaken = (port: number): Error =>
  new Error(`Port ${port} is in use by something else. End that, or choose another port with --port.`);

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function answers(folder: string, port: number, pid: number): Promise<boolean> {
  return new Promise((resolve) => {
    const no = (): void => {
      resolve(false);
    };
    const ca = readFileSync(filesIn(folder).authority);
    const call = request({ host: "localhost", port, path: "/local/status", ca, agent: false, timeout: ANSWER_WITHIN });
    call.on("error", no).on("timeout", () => call.destroy());
    call.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("error", no).on("end", () => {
        resolve(text.includes(`"tenantId":"${TENANT_ID}"`) && text.includes(`"pid":${pid}`));
      });
    });
    call.end();
  });
}
