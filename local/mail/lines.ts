import type { Socket } from "node:net";
import type { Readable } from "node:stream";

/** Longer than any command with a token in it; tokens are of a few thousand characters. */
const LONGEST = 64 * 1024;

/** A stream that is read a line at a time, until it is handed on. */
export interface LineReader<T extends Readable> {
  /** The next line without its end; undefined once the stream has ended, or holds what is no line. */
  read(): Promise<string | undefined>;
  /** The stream for whoever reads on, with all that was not read yet. */
  release(): T;
}

export interface LineSocket extends LineReader<Socket> {
  readonly socket: Socket;
  write(...lines: readonly string[]): void;
}

export function lineReader<T extends Readable>(stream: T): LineReader<T> {
  let received = Buffer.alloc(0);
  let ended = false;
  let wake = (): void => undefined;
  const onData = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk]);
    wake();
  };
  const onEnd = (): void => {
    ended = true;
    wake();
  };
  stream.on("data", onData).once("end", onEnd).once("close", onEnd);
  return {
    async read() {
      for (;;) {
        const end = received.indexOf("\n");
        if (end >= 0) {
          const line = received.subarray(0, end).toString("utf8").replace(/\r$/, "");
          received = received.subarray(end + 1);
          return line;
        }
        if (ended || received.length > LONGEST) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    release() {
      stream.pause().off("data", onData).off("end", onEnd).off("close", onEnd);
      if (received.length > 0) stream.unshift(received);
      return stream;
    },
  };
}

export function lineSocket(socket: Socket): LineSocket {
  return {
    ...lineReader(socket),
    socket,
    write(...lines) {
      if (socket.writable) socket.write(lines.map((line) => `${line}\r\n`).join(""));
    },
  };
}
