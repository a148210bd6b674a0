import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type PipelineOptions,
} from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";

import { reasonOf, UserError } from "../../local/userError.ts";

/** An object as Microsoft Graph answers it; the caller knows its type from Graph's reference. */
export type GraphObject = Readonly<Record<string, unknown>>;

export type GraphVersion = "v1.0" | "beta";

/** Microsoft Graph as somebody who is signed in. Paths begin below the version, with a slash. */
export interface Graph {
  get(path: string, query?: Readonly<Record<string, string>>, version?: GraphVersion): Promise<GraphObject>;
  /** Every object of a collection, page after page. */
  list(path: string, query?: Readonly<Record<string, string>>): Promise<GraphObject[]>;
  post(path: string, body: GraphObject): Promise<void>;
}

export interface GraphOptions {
  /** `https://graph.microsoft.com` */
  readonly origin: string;
  readonly credential: TokenCredential;
  /** Whom to trust, and how often to try again: by default three times, as `Retry-After` says. */
  readonly pipeline: PipelineOptions;
}

/** An answer of Microsoft Graph that is no success, in words. */
export class GraphRefusal extends UserError {
  /** HTTP status, such as 403. */
  readonly status: number;
  /** Graph's own, such as `Authorization_RequestDenied`. */
  readonly code: string;

  constructor(message: string, status: number, code: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A client of Microsoft Graph that waits when it is told to. Refusals are {@link GraphRefusal}. */
export function createGraph({ origin, credential, pipeline }: GraphOptions): Graph {
  const policies = createPipelineFromOptions(pipeline);
  policies.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: `${origin}/.default` }));
  const http = createDefaultHttpClient();

  async function send(method: "GET" | "POST", url: string, body?: GraphObject): Promise<GraphObject> {
    const request = createPipelineRequest({
      url,
      method,
      headers: createHttpHeaders({
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await policies.sendRequest(http, request).catch((error: unknown) => {
      if (error instanceof UserError) throw error;
      throw new UserError(`Microsoft Graph cannot be reached at ${origin}: ${reasonOf(error)}`);
    });
    const answer = parse(response.bodyAsText);
    if (response.status < 200 || response.status > 299) throw refusal(method, url, response.status, answer);
    return answer;
  }

  const address = (
    path: string,
    query: Readonly<Record<string, string>> = {},
    version: GraphVersion = "v1.0",
  ): string => {
    const search = new URLSearchParams(query).toString();
    return `${origin}/${version}${path}${search === "" ? "" : `?${search}`}`;
  };
  return {
    get: (path, query, version) => send("GET", address(path, query, version)),
    async list(path, query) {
      const found: GraphObject[] = [];
      for (let url: unknown = address(path, query); typeof url === "string";) {
        // The token goes with every request, so a next page somewhere else is not asked for.
        if (!url.startsWith(`${origin}/`))
          throw new UserError(`Microsoft Graph named a next page outside of ${origin}.`);
        const page = await send("GET", url);
        found.push(...(Array.isArray(page.value) ? (page.value as GraphObject[]) : []));
        url = page["@odata.nextLink"];
      }
      return found;
    },
    async post(path, body) {
      await send("POST", address(path), body);
    },
  };
}

function parse(body: string | null | undefined): GraphObject {
  try {
    return Object(JSON.parse(body ?? "{}")) as GraphObject;
  } catch {
    return {};
  }
}

/** Graph's error object: https://learn.microsoft.com/graph/errors */
function refusal(method: string, url: string, status: number, answer: GraphObject): GraphRefusal {
  const { code = "", message = "" } = Object(answer.error) as { code?: string; message?: string };
  const path = new URL(url).pathname.replace("/v1.0", "");
  const said = [code, message].filter((part) => part !== "").join(": ");
  return new GraphRefusal(
    `Microsoft Graph refused ${method} ${path}: ${status}${said === "" ? "" : ` ${said}`}`,
    status,
    code,
  );
}
