import { randomUUID } from "node:crypto";

import type { HttpResponse, Send } from "../../entra/sender.ts";
import { isInsideOf } from "../../support/insideOf.ts";
import { GraphError, isNotFound, UnreadableAnswer } from "./errors.ts";
import { type RetryRules, type Sleep, withRetries } from "./retry.ts";
import { isObject, object, text, type Value, type Values } from "./values.ts";

/** Who is signed in, as getClientConfig tells it. */
export interface Caller {
  readonly tenantId: string;
  readonly clientId: string;
  readonly objectId: string;
}

export interface GraphClientOptions {
  /** https://graph.microsoft.com, without the version. */
  readonly baseUrl: string;
  readonly send: Send;
  /** An access token for Microsoft Graph that is good for some minutes more. */
  readonly token: () => Promise<string>;
  readonly sleep: Sleep;
  /** Ends waits and requests when the engine cancels. */
  readonly signal: AbortSignal;
}

export interface RequestOptions extends Omit<RetryRules, "idempotent"> {
  readonly query?: Readonly<Record<string, string>>;
  readonly version?: "v1.0" | "beta";
  readonly body?: Values;
}

interface MakeOptions extends RequestOptions {
  readonly idName?: string;
}

/** Seconds between two looks at something that is being deleted or made. */
const POLL_MS = 1_000;
const MOST_POLLS = 300;
/** More than any collection that is read here has. */
const MOST_PAGES = 500;

/** The path of an object by its own id, which its answer repeats. */
const OBJECT = /^\/(?:applications|servicePrincipals|users|oauth2PermissionGrants)\/([^/?]+)$/;

/** Microsoft Graph, with the retries of the azuread provider. Failures are {@link GraphError}. */
export class GraphClient {
  readonly baseUrl: string;
  readonly #options: GraphClientOptions;

  constructor(options: GraphClientOptions) {
    this.#options = options;
    this.baseUrl = options.baseUrl;
  }

  /** The same client, whose requests and waits end with this signal instead. */
  within(signal: AbortSignal): GraphClient {
    return new GraphClient({ ...this.#options, signal });
  }

  /** An object: by its own path and whole, it is the one that was asked for, or an error. */
  async get(path: string, options: RequestOptions = {}): Promise<Values> {
    const answer = await this.#request("GET", path, options);
    const [, asked] = OBJECT.exec(path) ?? [];
    if (
      asked !== undefined &&
      options.query?.$select === undefined &&
      text(answer.id).toLowerCase() !== asked.toLowerCase()
    )
      throw this.#unreadable("GET", path, "it is not the object that was asked for");

    return answer;
  }

  /** Every object of a collection, page after page. */
  async list(path: string, options: RequestOptions = {}): Promise<Values[]> {
    const found: Values[] = [];
    const seen = new Set<string>();
    let page = await this.#request("GET", path, options);
    for (;;) {
      const items = page.value;
      if (!Array.isArray(items) || !items.every(isObject))
        throw this.#unreadable("GET", path, "it is not a list of objects");

      found.push(...items);
      const next = page["@odata.nextLink"] ?? "";
      if (next === "") return found;
      if (typeof next !== "string" || seen.has(next) || seen.size >= MOST_PAGES)
        throw this.#unreadable("GET", path, "its pages have no end");

      seen.add(next);
      page = await this.#request("GET", next, {});
    }
  }

  /**
   * Makes something, and gives what Graph answers about it, which holds an id: `id`, or another property by that name.
   *
   * @param what as in `an application called "mail"`: what to look for in the tenant when the answer cannot be read
   */
  async make(
    path: string,
    body: Values,
    what: string,
    { idName = "id", ...options }: MakeOptions = {},
  ): Promise<Values> {
    try {
      const made = await this.post(path, body, options);
      if (text(made[idName]) !== "") return made;
      throw this.#unreadable("POST", path, `it has no ${idName}`);
    } catch (error) {
      if (!(error instanceof UnreadableAnswer)) throw error;
      throw new Error(
        `${error.message}. Look for ${what} in the tenant before the next update, and remove it there if it is nobody's: nothing knows of it`,
        { cause: error },
      );
    }
  }

  post(path: string, body: Values, options: RequestOptions = {}): Promise<Values> {
    return this.#request("POST", path, { ...options, body });
  }

  async patch(path: string, body: Values, options: RequestOptions = {}): Promise<void> {
    await this.#request("PATCH", path, { ...options, body });
  }

  async delete(path: string): Promise<void> {
    await this.#request("DELETE", path, {});
  }

  /** The object at this path, or undefined where there is none. */
  async find(path: string, options: RequestOptions = {}): Promise<Values | undefined> {
    try {
      return await this.get(path, options);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Every object of a collection; none where what it belongs to is gone. */
  async findAll(path: string, options: RequestOptions = {}): Promise<Values[]> {
    try {
      return await this.list(path, options);
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  }

  /** Looks again every second until `look` says yes; gives up after five minutes. */
  async waitUntil(what: string, look: () => Promise<boolean>): Promise<void> {
    for (let count = 0; count < MOST_POLLS; count += 1) {
      if (await look()) return;
      await this.#options.sleep(POLL_MS, this.#options.signal);
    }
    throw new Error(`waiting for ${what}: not seen within ${(MOST_POLLS * POLL_MS) / 60_000} minutes`);
  }

  async #request(method: string, path: string, options: RequestOptions): Promise<Values> {
    const { send, sleep, signal, token } = this.#options;
    const url = path.startsWith("https:") || path.startsWith("http:") ? path : this.#url(path, options);
    if (!isInsideOf(this.baseUrl, url)) throw new Error(`Microsoft Graph named a next page outside of ${this.baseUrl}`);
    const body = options.body && JSON.stringify(options.body);
    const response = await withRetries(
      async () =>
        send({
          method,
          url,
          signal,
          headers: {
            accept: "application/json",
            authorization: `Bearer ${await token()}`,
            "client-request-id": randomUUID(),
            ...(body !== undefined && { "content-type": "application/json" }),
          },
          ...(body !== undefined && { body }),
        }),
      { ...options, idempotent: ["GET", "DELETE"].includes(method) },
      (milliseconds) => sleep(milliseconds, signal),
      signal,
    );
    return readAnswer(method, url, response);
  }

  #unreadable(method: string, path: string, what: string): UnreadableAnswer {
    return new UnreadableAnswer(method, this.#url(path, {}), what);
  }

  #url(path: string, { query = {}, version = "v1.0" }: RequestOptions): string {
    const search = new URLSearchParams(query).toString();
    return `${this.baseUrl}/${version}${path}${search === "" ? "" : `?${search}`}`;
  }
}

/** @throws GraphError for a refusal, {@link UnreadableAnswer} for what is neither that nor JSON */
function readAnswer(method: string, url: string, response: HttpResponse): Values {
  const answer = parseObject(response.body);
  if (response.status < 200 || response.status > 299) {
    const error = object(answer?.error);
    throw new GraphError(
      response.status,
      response.statusText,
      text(error.code) || "UnknownError",
      text(error.message) || response.body.slice(0, 500),
    );
  }
  // What changes something is answered with nothing at all, or with what it made.
  if (response.body === "" && method !== "GET") return {};
  if (answer === undefined)
    throw new UnreadableAnswer(method, url, `with status ${response.status}, it is no JSON object`);

  return answer;
}

function parseObject(body: string): Values | undefined {
  try {
    const parsed = JSON.parse(body) as Value;
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
