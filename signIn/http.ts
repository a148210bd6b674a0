import { readFileSync } from "node:fs";

import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
} from "@azure/core-rest-pipeline";
import type { CustomFetch } from "openid-client";

import { quietAgent } from "../entra/sender.ts";
import { LIMITS } from "../support/limits.ts";
import { within } from "../support/within.ts";

/** As the operating system says it of a connection. */
const notInTime = (): Error => Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" });

/** Requests to a sign-in host, and what they tell of this machine's clock. */
export interface SignInHttp {
  readonly fetch: CustomFetch;
  /** Seconds that this machine's clock is ahead of the host's; 0 before the first answer. */
  readonly ahead: () => number;
}

/**
 * A `fetch` that goes through the proxy of HTTPS_PROXY, as Microsoft's own clients do, and never asks twice: a code is good
 * for one use. `authority` is a PEM file of the only authority to trust, for a tenant on this machine.
 */
export function signInHttp(
  authority: string | undefined,
  now: () => number = Date.now,
  limit: number = LIMITS.token,
): SignInHttp {
  const agent = authority === undefined ? undefined : quietAgent(readFileSync(authority));
  const pipeline = createPipelineFromOptions({
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    ...(agent === undefined ? {} : { agent }),
  });
  const client = createDefaultHttpClient();
  let ahead = 0;
  return {
    ahead: () => ahead,
    async fetch(url, { method, headers, body, signal }) {
      const request = createPipelineRequest({
        url,
        method: method === "POST" ? "POST" : "GET",
        headers: createHttpHeaders(headers),
        ...(body === undefined || body === null ? {} : { body: String(body as string | URLSearchParams) }),
        ...(signal === undefined ? {} : { abortSignal: signal }),
      });
      const response = await within(limit, pipeline.sendRequest(client, request), notInTime).catch((error: unknown) => {
        // The library that asks has a limit of its own, and says of it no more than that it aborted.
        throw signal?.aborted === true ? notInTime() : error;
      });
      const date = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(date)) ahead = Math.round((now() - date) / 1000);
      return new Response(response.bodyAsText ?? "", { status: response.status, headers: response.headers.toJSON() });
    },
  };
}
