import type { IncomingMessage, ServerResponse } from "node:http";

import { parsed } from "../../../support/shape.ts";
import { callerOf } from "../graph/bearer.ts";
import {
  badRequest,
  errorBody,
  forbidden,
  GraphError,
  newRequestId,
  notImplemented,
  ownWords,
} from "../graph/errors.ts";
import type { Call } from "../graph/operation.ts";
import { dropExpired } from "../graph/operations/deletedItems.ts";
import { requirePrivilege } from "../graph/privileges.ts";
import { matchRoute } from "../graph/routes.ts";
import { userInfo } from "../graph/userInfo.ts";
import { type Reply, type Request, segmentsOf } from "../http.ts";
import { type Browsers, makeBrowsers } from "../signIn/browsers.ts";
import { introspect } from "../signIn/introspection.ts";
import { checkDirectory, cloudMetadata, openIdConfiguration } from "../signIn/metadata.ts";
import { signInPages } from "../signIn/routes.ts";
import { SignInError, signInErrorBody } from "../signIn/signInError.ts";
import { tokenEndpoint } from "../signIn/token.ts";
import { isObject, type JsonObject } from "../state/json.ts";
import { TENANT_ID } from "../state/seed.ts";
import type { Store } from "../state/state.ts";
import type { SigningKey } from "../tokens/keys.ts";
import { type FaultInjection, faultInjection, type SignInNames } from "./faultInjection.ts";
import type { Neighbour } from "./neighbours.ts";

export interface Service {
  readonly url: string;
  readonly store: Store;
  readonly key: SigningKey;
  readonly clock: () => Date;
  readonly log: (line: string) => void;
  /** Filled once the port is known. */
  readonly neighbours: readonly Neighbour[];
}

const LARGEST_BODY = 4 * 1024 * 1024;

/** The listener of the https server: every request answered, none able to end the process. */
export function makeListener(service: Service): (message: IncomingMessage, response: ServerResponse) => void {
  const served = { ...service, faults: faultInjection(), browsers: makeBrowsers() };
  return (message, response) => {
    const ids = { requestId: newRequestId(), clientRequestId: clientRequestId(message) };
    answer(message, served)
      .catch((error: unknown) => failure(error, service, ids))
      .then((reply) => {
        // The path alone: a query may carry a code or a token.
        const [path = "/"] = (message.url ?? "/").split("?");
        service.log(`${message.method ?? "GET"} ${path} ${reply === "drop" ? "connection dropped" : reply.status}`);
        if (reply === "drop") message.socket.destroy();
        else send(response, reply, ids, service.clock());
      })
      .catch(() => message.socket.destroy());
  };
}

/** What lives as long as the server does, and no longer. */
interface Served extends Service {
  readonly faults: FaultInjection;
  readonly browsers: Browsers;
}

async function answer(message: IncomingMessage, service: Served): Promise<Reply | "drop"> {
  const request = await read(message, service.url);
  const { faults } = service;
  const [first, second] = request.segments;
  if (first === "local") return local(request, second, service);
  const before = faults.before(request);
  if (before !== undefined) return before;
  const reply = await dispatch(request, service);
  return faults.after(request, reply) ?? reply;
}

async function local(request: Request, name: string | undefined, service: Served): Promise<Reply> {
  // A web page may not switch faults on: browsers name the page's origin, other clients send none.
  if (request.headers.origin !== undefined) throw forbidden(ownWords("/local is not for web pages"));
  if (name === "status") return { status: 200, body: { tenantId: TENANT_ID, pid: process.pid } };
  if (name === "faults") return service.faults.admin(request);
  if (name === "introspect" && request.method === "POST")
    return introspect(request, { ...service, state: service.store.current, now: service.clock() });

  return (await byNeighbour(request, service)) ?? unknown(request);
}

/** What a service besides Entra and Graph says, where the path is its own. */
async function byNeighbour(request: Request, { neighbours }: Service): Promise<Reply | undefined> {
  for (const neighbour of neighbours) {
    const reply = await neighbour.answer(request);
    if (reply !== undefined) return reply;
  }
  return undefined;
}

function unknown({ method, url }: Request): never {
  throw notImplemented(`${method} ${url.pathname}`);
}

async function dispatch(request: Request, service: Served): Promise<Reply> {
  const { method, segments } = request;
  const [first = "", ...rest] = segments;
  const path = rest.join("/");
  if (first === "v1.0" || first === "beta") return graph(request, first, rest, service);
  if (method === "GET" && first === "metadata" && path === "endpoints") return ok(cloudMetadata(service.url));
  if (method === "GET" && path === "v2.0/.well-known/openid-configuration") {
    checkDirectory(first);
    return ok(openIdConfiguration(service.url, first));
  }
  if (method === "GET" && path === "discovery/v2.0/keys") return ok(service.key.published);
  const { url, key, store, browsers, faults } = service;
  const now = service.clock();
  const provoked = (names: SignInNames): void => {
    faults.signIn(request, names, now);
  };
  const context = { url, key, store, state: store.current, now, browsers, provoked };
  if (method === "POST" && path === "oauth2/v2.0/token") return tokenEndpoint(first, request, context);
  if (method === "GET" && first === "oidc" && path === "userinfo") return userInfo(request, context);
  // Before the pages, to which `secrets` in /secrets/login would be the name of a tenant.
  return (await byNeighbour(request, service)) ?? (await signInPages(request, context)) ?? unknown(request);
}

async function graph(request: Request, version: Call["version"], below: string[], service: Service): Promise<Reply> {
  const match = matchRoute(request.method, below);
  if (match === undefined) throw notImplemented(`${request.method} /${version}/${below.join("/")}`);
  const now = service.clock();
  const { store, key, url } = service;
  const caller = await callerOf(request.headers.authorization, { url, key, state: store.current, now });
  requirePrivilege(caller.roles, match.route.needs);
  const call = {
    caller,
    params: match.params,
    query: request.url.searchParams,
    headers: request.headers,
    body: request.method === "GET" ? {} : bodyOf(request),
    now,
    url,
    path: request.url.pathname,
    version,
  };
  if (request.method === "GET") return match.route.run({ ...call, state: store.current });
  return store.mutate((state) => {
    dropExpired(state, now);
    return match.route.run({ ...call, state });
  });
}

function bodyOf(request: Request): JsonObject {
  if (request.body.trim() === "") return {};
  const body = parsed(request.body);
  if (isObject(body)) return body;
  throw badRequest(
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
}

async function read(message: IncomingMessage, base: string): Promise<Request> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new GraphError(413, "RequestEntityTooLarge", "The request is too large.");
    chunks.push(chunk);
  }
  checkHost(message.headers.host);
  // Put together by hand: to `new URL` a path that starts with two slashes would be a host.
  const url = new URL(`${base}${message.url ?? "/"}`);
  const body = Buffer.concat(chunks).toString("utf8");
  return { method: message.method ?? "GET", url, segments: segmentsOf(url.pathname), headers: message.headers, body };
}

/** Refuses names that only a rebound DNS entry could have led here with. */
function checkHost(host = "localhost"): void {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  if (!["localhost", "127.0.0.1", "[::1]"].includes(name))
    throw new GraphError(421, "MisdirectedRequest", ownWords(`'${host}' is not served here; use localhost`));
}

const ok = (body: object): Reply => ({ status: 200, body });

function failure(error: unknown, service: Service, ids: Ids): Reply {
  const now = service.clock();
  if (error instanceof SignInError) return { status: error.status, body: signInErrorBody(error, service.url, now) };
  const known =
    error instanceof GraphError ? error : new GraphError(500, "InternalServerError", internal(error, service));
  return { status: known.status, headers: known.headers, body: errorBody(known, ids, now) };
}

/** A fault of this tenant: the log gets it whole, so that it can be fixed; it holds no more than a stack. */
function internal(error: unknown, service: Service): string {
  service.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return ownWords("internal error; its log says more");
}

interface Ids {
  readonly requestId: string;
  readonly clientRequestId: string;
}

function clientRequestId(message: IncomingMessage): string {
  const given = message.headers["client-request-id"];
  return typeof given === "string" && /^[\w-]{1,64}$/.test(given) ? given : newRequestId();
}

const JSON_TYPE = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

function send(response: ServerResponse, reply: Reply, ids: Ids, now: Date): void {
  const body = typeof reply.body === "object" ? JSON.stringify(reply.body) : (reply.body ?? "");
  response.writeHead(reply.status, {
    ...(body === "" ? {} : { "content-type": JSON_TYPE }),
    "cache-control": "no-cache",
    // Clients go by it, and the mail servers: it has to agree with the times in the tokens.
    date: now.toUTCString(),
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId,
    "odata-version": "4.0",
    "x-ms-ags-diagnostic": JSON.stringify({ ServerInfo: { DataCenter: "Local", Ring: "0" } }),
    ...reply.headers,
    ...(reply.status === 204 ? {} : { "content-length": Buffer.byteLength(body) }),
  });
  response.end(body);
}
