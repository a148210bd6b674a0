import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { UserError } from "../../support/userError.ts";
import { landingHtml, type LandingPage } from "./landingPage.ts";
import { type Answer, ofUrl } from "./redirectAnswer.ts";

/** An answer that came in, whose browser still waits to be shown how it went. */
export interface Landed {
  readonly answer: Answer;
  readonly show: (page: LandingPage) => Promise<void>;
}

export interface Listener {
  readonly port: number;
  /** Waits for the one answer that has this state, and for no other from now on. */
  next(state: string): Promise<Landed>;
  close(): Promise<void>;
}

export interface ListenerOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Path of the redirect URI. */
  readonly path: string;
  /** Told of answers that are not taken. */
  readonly log: (line: string) => void;
}

const WAITING: LandingPage = {
  title: "Waiting for the sign-in",
  text: ["Nothing has arrived yet. Use the link that the command printed."],
  good: true,
};
const STRAY: LandingPage = {
  title: "This answer belongs to another sign-in",
  text: ["Nothing was taken over. Close this page, and use the link that the command printed last."],
  good: false,
};
const OVER: LandingPage = {
  title: "This sign-in has been answered already",
  text: ["You can close this page. The terminal says how it went."],
  good: true,
};

/**
 * Waits on loopback for the browser to come back (RFC 8252, section 7.3), on 127.0.0.1 and on ::1: which of them a browser
 * takes for localhost is its own affair.
 *
 * @throws UserError when the port is in use
 */
export async function listen({ port, path, log }: ListenerOptions): Promise<Listener> {
  /** What is waited for, by state; without one once it is answered. Whoever comes back a second time is told so. */
  const waits = new Map<string, ((landed: Landed) => void) | undefined>();
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const url = URL.parse(`http://localhost${request.url ?? "/"}`);
    if (url?.pathname !== path) {
      // A browser asks for /favicon.ico by itself.
      void send(response, 404);
      return;
    }
    // Whoever looks ahead is not the person, and must not use the code up.
    const ahead = /prefetch|preview/i.test(`${header(request, "purpose")} ${header(request, "sec-purpose")}`);
    if (request.method !== "GET" || ahead) {
      void send(response, request.method === "HEAD" || ahead ? 204 : 405);
      return;
    }
    const answer = ofUrl(url);
    if (answer === undefined) {
      void send(response, 200, [...waits.values()].some((take) => take !== undefined) ? WAITING : OVER);
      return;
    }
    const state = answer.state ?? "";
    const take = waits.get(state);
    if (take !== undefined) {
      waits.set(state, undefined);
      take({ answer, show: (page) => send(response, page.good ? 200 : 400, page) });
    } else if (waits.has(state)) {
      void send(response, 200, OVER);
    } else {
      log("An answer with another state arrived and was not taken: it belongs to another sign-in.");
      void send(response, 400, STRAY);
    }
  };
  const servers = await bind(port, handle);
  return {
    port: (servers[0]?.address() as AddressInfo).port,
    next: (state) =>
      new Promise((resolve) => {
        for (const earlier of waits.keys()) waits.set(earlier, undefined);
        waits.set(state, resolve);
      }),
    async close() {
      await Promise.all(servers.map((server) => end(server)));
    },
  };
}

function send(response: ServerResponse, status: number, page?: LandingPage): Promise<void> {
  // A browser that is gone already has nobody to be shown anything.
  if (response.closed || response.destroyed || response.socket === null || response.socket.destroyed)
    return Promise.resolve();
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  return new Promise((resolve) => {
    response.once("close", resolve);
    response.end(page === undefined ? undefined : landingHtml(page));
  });
}

const header = (request: IncomingMessage, name: string): string => String(request.headers[name] ?? "");

/** One server for each of the two addresses, on one port. */
async function bind(
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server[]> {
  for (let attempt = 0; ; attempt += 1) {
    const first = await open("127.0.0.1", port, handle);
    try {
      const second = await open("::1", (first.address() as AddressInfo).port, handle);
      return [first, second];
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A machine without IPv6 has one address for localhost.
      if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") return [first];
      await end(first);
      // A free port of the one may be taken on the other: then any other free one.
      if (code !== "EADDRINUSE" || port !== 0 || attempt > 20) throw inUse(error, port);
    }
  }
}

async function open(
  host: string,
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(handle);
  server.listen({ host, port, exclusive: true });
  try {
    await once(server, "listening");
  } catch (error) {
    throw host === "127.0.0.1" ? inUse(error, port) : error;
  }
  return server;
}

function inUse(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") {
    return new UserError(
      `Port ${port} is in use on this machine. Leave --port out, and any free port is taken: Microsoft does not look at the ` +
        "port of http://localhost.",
    );
  }
  if (code === "EACCES")
    return new UserError(`Port ${port} may not be used by you. Leave --port out, or name one above 1023.`);
  return error;
}

async function end(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
