import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startTenant, type Tenant, TENANT_ID } from "../../../local/tenant/index.ts";
import { readClientSecrets } from "../../../local/tenant/server/environment.ts";
import { filesIn } from "../../../local/tenant/server/folder.ts";
import type { OpenNeighbour } from "../../../local/tenant/server/neighbours.ts";
import { isObject, type JsonObject, objectsOf, textOf } from "../../../local/tenant/state/json.ts";
import { type ClientName, CLIENTS } from "../../../local/tenant/state/seed.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as an object; empty when there is none. */
  readonly body: JsonObject;
  /** The objects of a collection's `value`. */
  readonly value: JsonObject[];
}

export interface Ask {
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Which seeded client asks; default the deployer. */
  readonly as?: ClientName;
}

export interface TestTenant {
  readonly folder: string;
  readonly tenant: Tenant;
  readonly logged: string[];
  /** What the tenant takes for now; stands still unless moved. */
  readonly clock: { now: Date };
  /** Any request, no token added. */
  send(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** A request below `/v1.0` with the token of a seeded client. */
  graph(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** A form to the token endpoint of the tenant. */
  token(form: Record<string, string>, tenantSegment?: string): Promise<Answer>;
  tokenOf(client: ClientName): Promise<string>;
  /** Creates an application and answers with it. */
  application(body?: JsonObject, as?: ClientName): Promise<JsonObject & { id: string; appId: string }>;
  /** Serves the same folder anew. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A tenant of its own on a free port, in a folder that goes with it. */
export async function startTestTenant(neighbours: readonly OpenNeighbour[] = []): Promise<TestTenant> {
  const folder = mkdtempSync(join(tmpdir(), "tenant-"));
  // A whole second, so that dates come back as they are written.
  const clock = { now: new Date(Math.floor(Date.now() / 1000) * 1000) };
  const logged: string[] = [];
  const start = (): Promise<Tenant> =>
    startTenant({ folder, port: 0, clock: () => clock.now, log: (line) => logged.push(line), neighbours });
  let tenant = await start();
  let agent = new Agent({ ca: readFileSync(filesIn(folder).authority), keepAlive: true });

  const send = (method: string, path: string, ask: Ask = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = {
        ...(typeof ask.body === "object" ? { "content-type": "application/json" } : {}),
        ...ask.headers,
      };
      const call = httpsRequest({
        host: "localhost",
        servername: "localhost",
        port: tenant.port,
        method,
        path,
        headers,
        agent,
      });
      call.on("error", reject).on("response", (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("error", reject).on("end", () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, ...parsed(text) });
        });
      });
      call.end(typeof ask.body === "object" ? JSON.stringify(ask.body) : ask.body);
    });

  const token = (form: Record<string, string>, tenantSegment = TENANT_ID): Promise<Answer> =>
    send("POST", `/${tenantSegment}/oauth2/v2.0/token`, {
      body: new URLSearchParams(form).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });

  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (client: ClientName): Promise<string> => {
    // Tokens live an hour and the clock may be moved, so each is asked for once per moment.
    const key = `${client} ${clock.now.toISOString()} ${tenant.port}`;
    const known = tokens.get(key) ?? token(formOf(folder, client, `${tenant.url}/.default`)).then(accessToken);
    tokens.set(key, known);
    return known;
  };
  const graph = async (method: string, path: string, ask: Ask = {}): Promise<Answer> => {
    const authorization = `Bearer ${await tokenOf(ask.as ?? "deployer")}`;
    return send(method, `/v1.0${path}`, { ...ask, headers: { authorization, ...ask.headers } });
  };

  return {
    folder,
    logged,
    clock,
    send,
    graph,
    token,
    tokenOf,
    get tenant() {
      return tenant;
    },
    async application(body = { displayName: "Forms mail", signInAudience: "AzureADMyOrg" }, as = "deployer") {
      const created = await graph("POST", "/applications", { body, as });
      if (created.status !== 201) throw new Error(`The application was refused: ${created.text}`);
      return created.body as JsonObject & { id: string; appId: string };
    },
    async restart() {
      agent.destroy();
      await tenant.close();
      tenant = await start();
      agent = new Agent({ ca: readFileSync(filesIn(folder).authority), keepAlive: true });
    },
    async close() {
      agent.destroy();
      await tenant.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The form of a client credentials request of a seeded client. */
export function formOf(folder: string, client: ClientName, scope: string): Record<string, string> {
  return {
    client_id: CLIENTS[client].appId,
    client_secret: readClientSecrets(folder)[client],
    grant_type: "client_credentials",
    scope,
  };
}

/** The error of a Graph answer as `status code: message`, which names all that a client tells errors apart by. */
export function refusal(answer: Answer): string {
  const error = isObject(answer.body.error) ? answer.body.error : {};
  return `${answer.status} ${textOf(error.code)}: ${textOf(error.message)}`;
}

/** The details of a Graph error. */
export function details(answer: Answer): JsonObject[] {
  return objectsOf(isObject(answer.body.error) ? answer.body.error.details : []);
}

function accessToken(answer: Answer): string {
  const value = answer.body.access_token;
  if (typeof value !== "string") throw new Error(`No token was given: ${answer.text}`);
  return value;
}

function parsed(text: string): { body: JsonObject; value: JsonObject[] } {
  const body: unknown = text.startsWith("{") ? JSON.parse(text) : {};
  return isObject(body) ? { body, value: objectsOf(body.value) } : { body: {}, value: [] };
}
