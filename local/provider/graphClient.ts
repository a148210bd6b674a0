import { randomUUID } from "node:crypto";
import { GraphError, isNotFound } from "./errors.ts";
import type { HttpResponse, Send } from "./http.ts";
import { withRetries, type RetryRules, type Sleep } from "./retry.ts";
import { list, object, text, type Values } from "./values.ts";

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

interface AnyRequestOptions extends RequestOptions {
  readonly image?: { readonly type: string; readonly bytes: Buffer };
}

/** Seconds between two looks at something that is being deleted or made. */
const POLL_MS = 1_000;
const MOST_POLLS = 300;

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

  get(path: string, options: RequestOptions = {}): Promise<Values> {
    return this.#request("GET", path, options);
  }

  /** Every object of a collection, page after page. */
  async list(path: string, options: RequestOptions = {}): Promise<Values[]> {
    const found: Values[] = [];
    let page = await this.get(path, options);
    for (;;) {
      found.push(...list(page.value).map(object));
      const next = text(page["@odata.nextLink"]);
      if (next === "") return found;
      page = await this.#request("GET", next, {});
    }
  }

  post(path: string, body: Values, options: RequestOptions = {}): Promise<Values> {
    return this.#request("POST", path, { ...options, body });
  }

  async patch(path: string, body: Values, options: RequestOptions = {}): Promise<void> {
    await this.#request("PATCH", path, { ...options, body });
  }

  /** Sends an image, whose first bytes tell its type (PNG, JPEG or GIF). */
  async putImage(path: string, image: Buffer): Promise<void> {
    const types = [
      ["89504e47", "image/png"],
      ["ffd8ff", "image/jpeg"],
      ["474946", "image/gif"],
    ] as const;
    const type = types.find(([start]) => image.toString("hex").startsWith(start))?.[1];
    if (type === undefined) throw new Error("the image is none of PNG, JPEG and GIF");
    await this.#request("PUT", path, { image: { type, bytes: image } });
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

  async #request(method: string, path: string, options: AnyRequestOptions): Promise<Values> {
    const { send, sleep, signal, token } = this.#options;
    const url = path.startsWith("https:") || path.startsWith("http:") ? path : this.#url(path, options);
    if (!url.startsWith(this.baseUrl)) throw new Error(`Microsoft Graph named a next page outside of ${this.baseUrl}`);
    const { image, body: json } = options;
    const body = image?.bytes ?? (json && JSON.stringify(json));
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
            ...(body !== undefined && { "content-type": image?.type ?? "application/json" }),
          },
          ...(body !== undefined && { body }),
        }),
      { ...options, idempotent: ["GET", "PUT", "DELETE"].includes(method) },
      (milliseconds) => sleep(milliseconds, signal),
      signal,
    );
    return readAnswer(response);
  }

  #url(path: string, { query = {}, version = "v1.0" }: RequestOptions): string {
    const search = new URLSearchParams(query).toString();
    return `${this.baseUrl}/${version}${path}${search === "" ? "" : `?${search}`}`;
  }
}

function readAnswer(response: HttpResponse): Values {
  const answer = parseObject(response.body);
  if (response.status >= 200 && response.status < 300) return answer;
  const error = object(answer.error);
  throw new GraphError(
    response.status,
    response.statusText,
    text(error.code) || "UnknownError",
    text(error.message) || response.body.slice(0, 500),
  );
}

function parseObject(body: string): Values {
  try {
    return object(JSON.parse(body) as Values);
  } catch {
    return {};
  }
}
