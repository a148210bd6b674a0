import type { HttpRequest, Send } from "../../../entra/sender.ts";
import type { Values } from "../../../local/providers/values.ts";

/** Status and body of one answer. */
export type Answer = readonly [status: number, body?: Values | null];

/** Answers by "METHOD path"; the last of several is given again and again. */
export type Script = Readonly<Record<string, readonly Answer[]>>;

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly body?: Values;
}

export interface ScriptedGraph {
  readonly send: Send;
  /** What changed something, in order. */
  readonly sent: SentRequest[];
  /** "METHOD path" of every request to Microsoft Graph, in order. */
  readonly asked: string[];
}

export const TENANT = "11111111-2222-4333-8444-555555555555";
export const CLIENT = "88888888-2222-4333-8444-555555555555";
export const CALLER = "99999999-2222-4333-8444-555555555555";
const HOST = "localhost:8443";

/** Configuration with which the provider asks the scripted Graph. */
export const CONFIG = { tenantId: TENANT, clientId: CLIENT, clientSecret: "dummy", metadataHost: HOST };

/** A Microsoft Graph and sign-in service that answers from a script, without any network. */
export function scriptedGraph(script: Script): ScriptedGraph {
  const sent: SentRequest[] = [];
  const asked: string[] = [];
  const left = new Map(Object.entries(script).map(([route, answers]) => [route, [...answers]]));
  const send: Send = (request) => {
    const url = new URL(request.url);
    const path = url.pathname + url.search;
    if (path.startsWith("/metadata/")) return Promise.resolve(response([200, METADATA]));
    if (path.endsWith("/oauth2/v2.0/token")) return Promise.resolve(response([200, accessToken()]));
    const route = `${request.method} ${path}`;
    asked.push(route);
    if (request.method !== "GET") sent.push(sentRequest(request, path));
    const answers = left.get(route);
    if (answers?.[0] === undefined) return Promise.reject(new Error(`the script has no answer to ${route}`));
    return Promise.resolve(response(answers.length > 1 ? (answers.shift() ?? [500]) : answers[0]));
  };
  return { send, sent, asked };
}

const METADATA: Values = {
  authentication: { loginEndpoint: `https://${HOST}/` },
  microsoftGraphResourceId: `https://${HOST}/`,
};

/** Its payload names the caller; nobody checks the rest. */
function accessToken(): Values {
  const claims = Buffer.from(JSON.stringify({ oid: CALLER })).toString("base64url");
  return { token_type: "Bearer", expires_in: 3599, access_token: `header.${claims}.signature` };
}

function response([status, body]: Answer): Awaited<ReturnType<Send>> {
  return {
    status,
    statusText: "",
    retryAfter: undefined,
    body: body === undefined || body === null ? "" : JSON.stringify(body),
  };
}

function sentRequest(request: HttpRequest, url: string): SentRequest {
  if (request.body === undefined) return { method: request.method, url };
  return { method: request.method, url, body: JSON.parse(request.body) as Values };
}
