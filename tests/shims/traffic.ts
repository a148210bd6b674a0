import childProcess from "node:child_process";
import diagnostics from "node:diagnostics_channel";
import net from "node:net";

import type { Calls, Meet } from "./meet.ts";
import { nameOfChild, nameOfPath, withoutNumbers } from "./names.ts";

interface Outgoing {
  readonly method: string;
  readonly path: string;
  once?(event: "finish", listener: () => void): void;
}

const nameOf = ({ method, path }: Outgoing): string => `${method} ${withoutNumbers(path.replace(/\?.*$/s, ""))}`;

/** Has `meet` called before a request, when it was sent, and when its answer is there: Node's own modules, and fetch. */
export function watchRequests(meet: Meet): void {
  const on = (
    channel: string,
    listener: (message: { request: Outgoing; response: { statusCode: number } }) => void,
  ) => {
    diagnostics.subscribe(channel, (message) => {
      listener(message as Parameters<typeof listener>[0]);
    });
  };
  on("http.client.request.created", ({ request }) => {
    meet(`request ${nameOf(request)}`);
    request.once?.("finish", () => {
      meet(`sent ${nameOf(request)}`);
    });
  });
  on("http.client.response.finish", ({ request, response }) => {
    meet(`answer ${response.statusCode} ${nameOf(request)}`);
  });
  on("undici:request:create", ({ request }) => {
    meet(`request ${nameOf(request)}`);
  });
  on("undici:request:headers", ({ request, response }) => {
    meet(`answer ${response.statusCode} ${nameOf(request)}`);
  });
}

/** Has `meet` called for connections that are no HTTP: the mail protocols, and HTTP/2. */
export function watchConnections(meet: Meet): void {
  const sockets = net.Socket.prototype as unknown as Calls;
  const { connect } = sockets;
  sockets.connect = function (this: net.Socket, ...args: unknown[]) {
    const [first] = args;
    // As net.connect hands it on.
    const options = (Array.isArray(first) ? (first as unknown[])[0] : first) as Record<string, unknown> | undefined;
    const isOfHttpAgent = options?._agentKey !== undefined;
    if (!isOfHttpAgent) {
      const { path, host } = options ?? {};
      const whom = typeof path === "string" ? nameOfPath(path) : typeof host === "string" ? host : "localhost";
      meet(`connect ${whom}`);
      this.once("connect", () => {
        meet(`connected ${whom}`);
      });
      this.once("close", () => {
        meet(`closed ${whom}`);
      });
    }
    return connect?.apply(this as never, args);
  };
}

/** Has `meet` called before a child is started, when it was, and when it has ended. */
export function watchChildren(meet: Meet): void {
  const children = childProcess.ChildProcess.prototype as unknown as Calls;
  const { spawn } = children;
  children.spawn = function (this: childProcess.ChildProcess, ...args: unknown[]) {
    const [{ file, args: words = [] }] = args as unknown as [{ file: string; args?: string[] }];
    const name = nameOfChild(file, words.slice(1));
    meet(`start ${name}`);
    const result = spawn?.apply(this as never, args);
    meet(`started ${name}`);
    this.once("exit", () => {
      meet(`ended ${name}`);
    });
    return result;
  };
  const starting = childProcess as unknown as Calls;
  for (const call of ["spawnSync", "execFileSync", "execSync"]) {
    const original = starting[call];
    starting[call] = function (this: unknown, ...args: unknown[]) {
      const name = nameOfChild(args[0], Array.isArray(args[1]) ? (args[1] as unknown[]) : []);
      meet(`start ${name}`);
      const result = original?.apply(this as never, args);
      meet(`ended ${name}`);
      return result;
    };
  }
}
