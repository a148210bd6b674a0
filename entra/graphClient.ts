import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  logPolicyName,
  type PipelineOptions,
  type PipelineResponse,
} from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";

import { isInsideOf } from "../support/insideOf.ts";
import { listOf, object, optional, record, type Shape, text } from "../support/shape.ts";
import { CannotTell, reasonOf, UserError } from "../support/userError.ts";
import { readAnswer, readAs, readNoContent, type Request, unreadable } from "./graphAnswer.ts";
import { patience, type PatienceOptions } from "./patience.ts";

export { GraphRefusal } from "./graphAnswer.ts";

type GraphVersion = "v1.0" | "beta";

type Query = Readonly<Record<string, string>>;

/**
 * Microsoft Graph as somebody who is signed in. Paths begin below the version, with a slash. What it answers is read by a shape, so that
 * half an answer, or somebody else's, is an error (CannotTell) and never an empty value; refusals are {@link GraphRefusal}.
 */
export interface Graph {
  get<T>(path: string, shape: Shape<T>, query?: Query, version?: GraphVersion): Promise<T>;
  /** Every object of a collection, page after page. */
  list<T>(path: string, shape: Shape<T>, query?: Query): Promise<T[]>;
  /** Sends what Graph answers with 204 and nothing else. */
  post(path: string, body: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface GraphOptions extends PatienceOptions {
  /** `https://graph.microsoft.com` */
  readonly origin: string;
  readonly credential: TokenCredential;
  /** Whom to trust, and how often to try again: by default three times, as `Retry-After` says. */
  readonly pipeline: PipelineOptions;
  /** What sends; default Node's https. */
  readonly http?: HttpClient;
}

/** So many pages of 100 objects are more than anything that is read here has. */
export const MOST_PAGES = 500;

const PAGE = object({ value: listOf(record), "@odata.nextLink": optional(text) });

/** A client of Microsoft Graph that waits when it is told to, within limits. */
export function createGraph({ origin, credential, pipeline, http, ...rest }: GraphOptions): Graph {
  // Graph never sends elsewhere: an answer that does is that of something in between.
  const policies = createPipelineFromOptions({ ...pipeline, redirectOptions: { maxRetries: 0 } });
  // With AZURE_LOG_LEVEL=verbose it would write requests out, and with the agent of a proxy the tokens that went through it.
  policies.removePolicy({ name: logPolicyName });
  policies.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: `${origin}/.default` }));
  policies.addPolicy(patience(rest).policy, { afterPhase: "Retry" });
  const sender = http ?? createDefaultHttpClient();

  async function send({ method, url }: Request, body?: Readonly<Record<string, unknown>>): Promise<PipelineResponse> {
    const request = createPipelineRequest({
      url,
      method,
      headers: createHttpHeaders({
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return policies.sendRequest(sender, request).catch((error: unknown) => {
      if (error instanceof UserError) throw error;
      throw new CannotTell(`Microsoft Graph cannot be reached at ${origin}: ${reasonOf(error)}`);
    });
  }

  const address = (path: string, query: Query = {}, version: GraphVersion = "v1.0"): string => {
    const search = new URLSearchParams(query).toString();
    return `${origin}/${version}${path}${search === "" ? "" : `?${search}`}`;
  };

  /** The pages of a collection; each is asked for once, and none outside of Graph: the token goes with every request. */
  async function pages(first: string): Promise<{ request: Request; items: readonly unknown[] }[]> {
    const read: { request: Request; items: readonly unknown[] }[] = [];
    const seen = new Set<string>();
    for (let url: string | undefined = first; url !== undefined;) {
      const request: Request = { method: "GET", url };
      if (seen.has(url) || seen.size >= MOST_PAGES) throw unreadable(request, 200, "its pages have no end");
      seen.add(url);
      const page = readAnswer(request, await send(request), PAGE);
      read.push({ request, items: page.value });
      const next: string | undefined = page["@odata.nextLink"];
      if (next !== undefined && !isInsideOf(`${origin}/v1.0`, next)) {
        throw new CannotTell(
          `Microsoft Graph named a next page outside of ${origin}/v1.0, which is not asked for. The rest is unknown. ` +
            "Run the command again; if it stays so, something between this machine and Microsoft changes answers.",
        );
      }
      url = next;
    }
    return read;
  }

  return {
    async get(path, shape, query, version) {
      const request: Request = { method: "GET", url: address(path, query, version) };
      return readAnswer(request, await send(request), shape);
    },
    async list(path, shape, query) {
      const ids = new Set<unknown>();
      return (await pages(address(path, query))).flatMap(({ request, items }) =>
        items.map((item) => {
          const { id } = readAs(request, 200, item, WITH_ID);
          // A page that came twice came instead of another one.
          if (ids.has(id)) throw unreadable(request, 200, "the same object is in it twice");
          ids.add(id);
          return readAs(request, 200, item, shape);
        }),
      );
    },
    async post(path, body) {
      const request: Request = { method: "POST", url: address(path) };
      readNoContent(request, await send(request, body));
    },
  };
}

const WITH_ID = object({ id: text });
