import type { ServerResponse } from "node:http";
import { createServer } from "node:https";
import { createServer as createPlain, type Server as PlainServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** How a server keeps a client waiting: it takes the connection and never answers, stops in the middle, or sends on and on. */
export const STALLS = ["silent", "half-way", "dripping"] as const;
export type Stall = (typeof STALLS)[number];

export interface StallingServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Answers in that way; the connection stays open until the server is closed. */
export function stall(response: ServerResponse, how: Stall): void {
  if (how === "silent") return;
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"value":[');
  if (how === "half-way") return;
  const drip = setInterval(() => response.write(" "), 20);
  response.on("close", () => {
    clearInterval(drip);
  });
}

/** A server on loopback that stalls whatever it is asked; a silent one does not even begin with TLS. */
export async function startStalling(how: Stall, { certificate: cert, key }: { certificate: string; key: string }) {
  const sockets = new Set<Socket>();
  const server: PlainServer =
    how === "silent"
      ? createPlain()
      : createServer({ cert, key }, (_, response) => {
          stall(response, how);
        });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket.on("error", () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  } satisfies StallingServer;
}
