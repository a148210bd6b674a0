import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";

import { UserError } from "../../../support/userError.ts";
import type { ServerCertificate } from "./certificates.ts";

export interface Listening {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const ATTEMPTS = 5;
// Longer than clients pause between two requests: the azuread provider polls every five seconds, which is Node's default.
const KEEP_ALIVE = 65_000;

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1, both on one port; nowhere else.
 * @throws UserError when the port is in use, naming the command that gives the tenant another
 */
export async function listenOnLoopback(
  port: number,
  { certificate: cert, key }: ServerCertificate,
  listener: (port: number) => RequestListener,
): Promise<Listening> {
  for (let attempt = 1; ; attempt++) {
    const servers = [0, 1].map(() => createServer({ cert, key, minVersion: "TLSv1.2", keepAliveTimeout: KEEP_ALIVE }));
    const [four, six] = servers as [Server, Server];
    const close = async (): Promise<void> => {
      await Promise.all(servers.map(end));
    };
    try {
      const actual = await listen(four, "127.0.0.1", port);
      // One for both addresses: what it remembers holds whichever a client takes.
      const answer = listener(actual);
      for (const server of servers) server.on("request", answer);
      await listen(six, "::1", actual).catch(ignoreMissingIpv6);
      return { port: actual, close };
    } catch (error) {
      await close();
      // A free port was asked for, and the one found is taken on ::1: there are others.
      if (port === 0 && attempt < ATTEMPTS) continue;
      throw isTaken(error) ? portTaken(port) : error;
    }
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Somebody else on ::1 would get half of our requests, so that is an error; no ::1 at all is none. */
function ignoreMissingIpv6(error: unknown): void {
  if (isTaken(error)) throw error;
}

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "EADDRINUSE";

const portTaken = (port: number): Error =>
  new UserError(
    `Port ${port} is in use by something else. End that, or give the tenant another port, which it then keeps: npx aem-mail-oauth local --port 9443`,
  );

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
