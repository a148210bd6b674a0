import type { AddressInfo, Server, Socket } from "node:net";

import { UserError } from "../../support/userError.ts";

const ATTEMPTS = 5;

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Has a server listen on 127.0.0.1 and another on ::1 where the machine has it, both on one port (0: any free one), nowhere else.
 * @throws UserError when the port is in use
 */
export async function listenOnBoth(make: () => Server, port: number): Promise<Listening> {
  for (let attempt = 1; ; attempt++) {
    const servers = [make(), make()] as const;
    const sockets = new Set<Socket>();
    for (const server of servers) {
      server.on("connection", (socket: Socket) => {
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
      });
    }
    const close = async (): Promise<void> => {
      const closed = servers.map(
        (server) =>
          new Promise<void>((done) =>
            server.close(() => {
              done();
            }),
          ),
      );
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    };
    try {
      const actual = await listen(servers[0], "127.0.0.1", port);
      await listen(servers[1], "::1", actual).catch((error: unknown) => {
        // Somebody else on ::1 would get half of the connections; no ::1 at all does no harm.
        if (isTaken(error)) throw error;
      });
      return { port: actual, close };
    } catch (error) {
      await close();
      if (port === 0 && attempt < ATTEMPTS) continue;
      throw isTaken(error) ? new UserError(`Port ${port} is in use by something else. End that first.`) : error;
    }
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "EADDRINUSE";
