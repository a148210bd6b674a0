import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createSecureContext } from "node:tls";

import { duration, LIMITS, type Limits } from "../support/limits.ts";

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  /** The Retry-After header, if the server sent one. */
  readonly retryAfter: string | undefined;
  readonly body: string;
}

export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * A sender of https requests, each ended when it is not answered to its last byte in time. `certificateFile` (PEM) replaces the certificate
 * authorities trusted by default, as SSL_CERT_FILE does for programs in Go; plain http is sent to this machine alone.
 */
export function createSender(certificateFile: string | undefined, limits: Pick<Limits, "request"> = LIMITS): Send {
  const secureContext = createSecureContext({
    minVersion: "TLSv1.2",
    ...(certificateFile !== undefined && { ca: readFileSync(certificateFile) }),
  });
  const agent = new https.Agent({ keepAlive: true, secureContext });
  return (request) => send(request, agent, limits.request);
}

function send(request: HttpRequest, agent: https.Agent, limit: number): Promise<HttpResponse> {
  const url = new URL(request.url);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal))
    throw new Error(`${url.origin} is not asked: credentials are sent over https only`);

  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
  const fail = (error: unknown): void => {
    clearTimeout(timeout);
    // Why it was ended says more than that it was.
    reject(request.signal.aborted ? (request.signal.reason as Error) : (error as Error));
  };
  const options = {
    method: request.method,
    headers: { ...request.headers, "content-length": String(Buffer.byteLength(request.body ?? "")) },
    signal: request.signal,
  };
  const onResponse = (response: http.IncomingMessage): void => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", fail);
    response.on("end", () => {
      clearTimeout(timeout);
      resolve({
        status: response.statusCode ?? 0,
        statusText: response.statusMessage ?? "",
        retryAfter: response.headers["retry-after"],
        body: Buffer.concat(chunks).toString("utf8"),
      });
    });
  };
  const outgoing =
    url.protocol === "https:"
      ? https.request(url, { ...options, agent }, onResponse)
      : http.request(url, options, onResponse);
  // All of it, and not the silence alone: a server that sends a byte now and then would be waited for without end.
  const timeout = setTimeout(() => {
    fail(new Error(`${url.host} did not answer within ${duration(limit)}, or not to the end`));
    outgoing.destroy();
  }, limit);
  outgoing.on("error", fail);
  outgoing.end(request.body);
  return promise;
}

/**
 * An agent that trusts one authority, and of which a log shows nothing. With AZURE_LOG_LEVEL=verbose Microsoft's library writes each request
 * into the log as JSON, its agent included, and with that the open connections and the headers that went over them: access tokens.
 */
export function quietAgent(ca: string | Buffer): https.Agent {
  return Object.assign(new https.Agent({ ca }), { toJSON: () => "[agent]" });
}
