import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createSecureContext } from "node:tls";

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
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

/** How long a server may stay silent. */
const SILENCE_MS = 60_000;

/**
 * A sender of https requests. `certificateFile` (PEM) replaces the certificate authorities trusted by default, as SSL_CERT_FILE
 * does for programs in Go; plain http is sent to this machine alone.
 */
export function createSender(certificateFile: string | undefined): Send {
  const secureContext = createSecureContext({
    minVersion: "TLSv1.2",
    ...(certificateFile !== undefined && { ca: readFileSync(certificateFile) }),
  });
  const agent = new https.Agent({ keepAlive: true, secureContext });
  return (request) => send(request, agent);
}

function send(request: HttpRequest, agent: https.Agent): Promise<HttpResponse> {
  const url = new URL(request.url);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal)) {
    throw new Error(`${url.origin} is not asked: credentials are sent over https only`);
  }
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
  const options = {
    method: request.method,
    headers: { ...request.headers, "content-length": String(Buffer.byteLength(request.body ?? "")) },
    signal: request.signal,
    timeout: SILENCE_MS,
  };
  const onResponse = (response: http.IncomingMessage): void => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", reject);
    response.on("end", () => {
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
  outgoing.on("timeout", () => outgoing.destroy(new Error(`${url.host} did not answer within ${SILENCE_MS / 1000} s`)));
  outgoing.on("error", (error) => {
    // Why it was ended says more than that it was.
    reject(request.signal.aborted ? (request.signal.reason as Error) : error);
  });
  outgoing.end(request.body);
  return promise;
}
