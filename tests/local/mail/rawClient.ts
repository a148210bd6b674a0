import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";

import { lineSocket } from "../../../local/mail/lines.ts";

/** A client that shows the protocol as it goes over the line. */
export interface RawClient {
  /** The next line of the server; `<closed>` once it has hung up. */
  line(): Promise<string>;
  send(text: string): void;
  /** Sends a line and answers with the next of the server's. */
  ask(text: string): Promise<string>;
  /** Sends a line and answers with all of the server's up to and with the first that matches. */
  askUntil(text: string, last: RegExp): Promise<string[]>;
  /** Goes on over TLS. */
  secure(ca: Buffer): Promise<RawClient>;
  close(): void;
}

/** Over TLS from the start. */
export async function tlsClient(port: number, ca: Buffer, host = "localhost"): Promise<RawClient> {
  const socket = connectTls({ host, port, ca, servername: "localhost" });
  await once(socket, "secureConnect");
  return clientOn(socket);
}

/** In the clear, for submission before STARTTLS. */
export async function tcpClient(port: number, host = "127.0.0.1"): Promise<RawClient> {
  const socket = connectTcp({ host, port });
  await once(socket, "connect");
  return clientOn(socket);
}

/** A submission client after STARTTLS and its second EHLO. */
export async function submissionClient(port: number, ca: Buffer): Promise<RawClient> {
  const clear = await tcpClient(port);
  await clear.line();
  await clear.askUntil("EHLO client", /^250 /);
  await clear.ask("STARTTLS");
  const client = await clear.secure(ca);
  await client.askUntil("EHLO client", /^250 /);
  return client;
}

function clientOn(socket: Socket | TLSSocket): RawClient {
  const lines = lineSocket(socket);
  socket.on("error", () => undefined);
  const client: RawClient = {
    line: async () => (await lines.read()) ?? "<closed>",
    send: (text) => {
      lines.write(text);
    },
    async ask(text) {
      client.send(text);
      return client.line();
    },
    async askUntil(text, last) {
      client.send(text);
      const answer: string[] = [];
      for (;;) {
        const line = await client.line();
        answer.push(line);
        if (last.test(line) || line === "<closed>") return answer;
      }
    },
    async secure(ca) {
      const secured = connectTls({ socket: lines.release(), ca, servername: "localhost" });
      await once(secured, "secureConnect");
      return clientOn(secured);
    },
    close: () => socket.destroy(),
  };
  return client;
}
