import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createPlainServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { UnsecuredJWT } from "jose";

import { serverCertificate } from "../../local/tenant/server/certificates.ts";
import { cloudMetadata, openIdConfiguration } from "../../local/tenant/signIn/metadata.ts";
import { TENANT_ID } from "../../local/tenant/state/seed.ts";
import { type Stall, stall } from "../support/stalling.ts";

export const TENANT = TENANT_ID;
export const CALLER = "99999999-8888-4777-8666-555555555555";

/** What one request to Graph is answered with. */
export interface Scripted {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A sign-in service that accepts every client, and a Microsoft Graph that answers what it is told to, on loopback. */
export interface ScriptedEntra {
  readonly url: string;
  /** Where a pipeline gives out identity tokens, without TLS. */
  readonly pipelineUrl: string;
  readonly folder: string;
  /** The variables that lead to it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Forms that the token endpoint was sent. */
  readonly forms: URLSearchParams[];
  readonly asked: Asked[];
  /** What Graph answers next, in order. */
  readonly answers: Scripted[];
  /** What the tokens say. */
  readonly claims: Record<string, string>;
  /** What the token endpoint refuses with, unless empty. */
  refusal: string;
  /** What asks for a path with this in it is kept waiting, in that way. */
  stalls: { readonly path: string; readonly how: Stall } | undefined;
  /** Answers that are given before any other, to whatever has this in its path. */
  readonly first: { readonly path: string; readonly answer: Scripted }[];
  close(): Promise<void>;
}

export async function startEntra(): Promise<ScriptedEntra> {
  const folder = await mkdtemp(join(tmpdir(), "scripted-entra-"));
  const files = {
    authority: join(folder, "ca.pem"),
    certificate: join(folder, "cert.pem"),
    key: join(folder, "key.pem"),
  };
  const { certificate, key } = await serverCertificate(files, new Date());
  const server = createServer({ cert: certificate, key }, (request, response) => void serve(request, response));
  const pipeline = createPlainServer((request, response) => void serve(request, response));
  await Promise.all([listening(server), listening(pipeline)]);
  const port = portOf(server);
  const url = `https://localhost:${port}`;
  const entra: ScriptedEntra = {
    url,
    pipelineUrl: `http://localhost:${portOf(pipeline)}/token`,
    folder,
    variables: { ARM_METADATA_HOSTNAME: `localhost:${port}`, ARM_TENANT_ID: TENANT, SSL_CERT_FILE: files.authority },
    forms: [],
    asked: [],
    answers: [],
    claims: { tid: TENANT, oid: CALLER },
    refusal: "",
    stalls: undefined,
    first: [],
    async close() {
      for (const one of [server, pipeline]) {
        one.closeAllConnections();
        one.close();
      }
      await rm(folder, { recursive: true });
    },
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (entra.stalls !== undefined && request.url?.includes(entra.stalls.path) === true) {
      stall(response, entra.stalls.how);
      return;
    }
    const { status, body: answer, headers } = answerTo(request, body);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer ?? {}));
  }

  function answerTo({ method = "", url: path = "", headers }: IncomingMessage, body: string): Scripted {
    const at = entra.first.findIndex(({ path: part }) => path.includes(part));
    const [first] = at < 0 ? [] : entra.first.splice(at, 1);
    if (first !== undefined) return first.answer;
    if (path.startsWith("/metadata/")) return { status: 200, body: cloudMetadata(url) };
    if (path.includes("/.well-known/")) return { status: 200, body: openIdConfiguration(url, TENANT) };
    if (new URL(path, url).pathname.endsWith("/oauth2/v2.0/token")) {
      entra.forms.push(new URLSearchParams(body));
      if (entra.refusal !== "") {
        return {
          status: 401,
          body: { error: "invalid_client", error_description: entra.refusal, error_codes: [7000215] },
        };
      }
      return { status: 200, body: { token_type: "Bearer", expires_in: 3599, access_token: tokenOf(entra.claims) } };
    }
    entra.asked.push({ method, path, headers, body });
    return (
      entra.answers.shift() ?? { status: 404, body: { error: { code: "Request_ResourceNotFound", message: "No." } } }
    );
  }
  return entra;
}

/** An access token nobody checks. */
export function tokenOf(claims: Readonly<Record<string, string>>): string {
  return `${new UnsecuredJWT({ ...claims }).encode()}c2lnbmF0dXJl`;
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, "localhost", resolve));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
