import { once } from "node:events";
import { createInterface } from "node:readline";
import { connect } from "node:tls";

import { MailRefusal, refusalOf } from "./mailRefusal.ts";
import type { MailServer } from "./servers.ts";
import { type MailCredentials, xoauth2 } from "./xoauth2.ts";

/**
 * Signs in to a mailbox over POP3 and says goodbye (RFC 1939, RFC 5034). In two lines, as Exchange wants it: the one-line
 * form that the RFC allows is answered with `-ERR Protocol error`.
 *
 * @throws MailRefusal
 */
export async function signInToPop(
  { host, port }: MailServer,
  credentials: MailCredentials,
  { ca, timeout }: { ca?: string | undefined; timeout: number },
): Promise<void> {
  const socket = connect({ host, port, servername: host, minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) });
  socket.setTimeout(timeout, () =>
    socket.destroy(new MailRefusal(`${host}:${port} did not answer in time`, "ETIMEDOUT")),
  );
  try {
    await once(socket, "secureConnect");
    const failed = once(socket, "error").then(([error]) => Promise.reject(error as Error));
    failed.catch(() => undefined);
    const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
    const expect = async (start: string): Promise<void> => {
      const { value, done } = await Promise.race([lines.next(), failed]);
      if (done === true) throw new MailRefusal(`${host}:${port} closed the connection`, "ECONNRESET");
      if (!value.startsWith(start)) throw new MailRefusal(value);
    };
    await expect("+OK");
    socket.write("AUTH XOAUTH2\r\n");
    await expect("+");
    socket.write(`${xoauth2(credentials)}\r\n`);
    await expect("+OK");
    // Exchange lets a person in whose mailbox it then does not open; only the next command tells.
    socket.write("STAT\r\n");
    await expect("+OK");
    socket.write("QUIT\r\n");
    await expect("+OK");
  } catch (error) {
    throw refusalOf(error, undefined);
  } finally {
    socket.destroy();
  }
}
