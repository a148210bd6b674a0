import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  logPolicyName,
  type PipelineOptions,
  throttlingRetryPolicy,
} from "@azure/core-rest-pipeline";

import { patience } from "../entra/patience.ts";
import { quietAgent } from "../entra/sender.ts";
import { LIMITS } from "../support/limits.ts";
import { readIfThere } from "../support/readIfThere.ts";
import { CannotTell, reasonOf, UserError } from "../support/userError.ts";
import type { Answer, Asked } from "./answers.ts";
import type { CloudManagerOptions } from "./environment.ts";
import { createTokens } from "./tokens.ts";

/** Adobe's addresses: https://developer.adobe.com/experience-cloud/cloud-manager/docs/ */
const CLOUD_MANAGER = "https://cloudmanager.adobe.io";
const IMS = "https://ims-na1.adobelogin.com";

/** An answer, or why there is none. Nothing is known then of what the request did. */
export type Outcome = Answer | { readonly lost: string };

/** Cloud Manager as a technical account. */
export interface Adobe {
  readonly organization: string;
  /**
   * Asked again where it is busy or does not answer, within limits.
   * @throws CannotTell
   */
  get(path: string): Promise<Answer>;
  /** Sent once; again only where Cloud Manager itself says that it took nothing and names a time (429 or 503 with Retry-After). */
  patch(path: string, body: unknown): Promise<Outcome>;
}

type Send = (asked: Asked, headers: Readonly<Record<string, string>>, body?: string) => Promise<Answer>;

/** @throws as openCloudManager */
export async function connectToAdobe(options: CloudManagerOptions): Promise<Adobe> {
  const { credentials, organization, localOrigin } = options;
  const { clientId, clientSecret } = credentials;
  for (const [name, value] of Object.entries({ ADOBE_CLIENT_ID: clientId, ADOBE_CLIENT_SECRET: clientSecret })) {
    if (!/^[\x21-\x7e]+$/.test(value)) {
      throw new UserError(
        `${name} is ${value === "" ? "empty" : "no credential: it holds white space or other characters"}. Set it to what the Adobe Developer ` +
          "Console shows: the project, OAuth Server-to-Server.",
      );
    }
  }
  const pipeline = await trusting(options.certificateAuthority, localOrigin !== undefined);
  const ask = sender(pipeline, options, true);
  const change = sender(pipeline, options, false);
  const tokens = createTokens({ credentials, origin: localOrigin ?? IMS, send: ask });

  /** With a token; one that is refused before its time is replaced once. */
  async function authorized(send: Send, asked: Asked, body?: string): Promise<Answer> {
    const once = async (): Promise<Answer> =>
      send(
        asked,
        {
          authorization: `Bearer ${await tokens.current()}`,
          "x-api-key": clientId,
          "x-gw-ims-org-id": organization,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        body,
      );
    const answer = await once();
    if (answer.status !== 401) return answer;
    tokens.forget();
    return once();
  }

  const base = localOrigin ?? CLOUD_MANAGER;
  return {
    organization,
    get: (path) => authorized(ask, { method: "GET", url: `${base}${path}` }),
    async patch(path, body) {
      // Before it: what fails here has sent nothing.
      await tokens.current();
      return authorized(change, { method: "PATCH", url: `${base}${path}` }, JSON.stringify(body)).catch(
        (error: unknown) => {
          if (error instanceof CannotTell) return { lost: error.message };
          throw error;
        },
      );
    },
  };
}

/** Node's https with the retries of Microsoft's library; proxies of HTTPS_PROXY are used, and nothing is logged. */
function sender(pipeline: PipelineOptions, options: CloudManagerOptions, mayRepeat: boolean): Send {
  // Adobe never sends elsewhere: an answer that does is that of something in between.
  const policies = createPipelineFromOptions({
    ...pipeline,
    redirectOptions: { maxRetries: 0 },
    ...(mayRepeat ? {} : { retryOptions: { maxRetries: 0 } }),
  });
  policies.removePolicy({ name: logPolicyName });
  if (!mayRepeat) policies.addPolicy(throttlingRetryPolicy(), { phase: "Retry" });
  const { limits = LIMITS, log } = options;
  policies.addPolicy(patience({ limits, ...(log === undefined ? {} : { log }) }).policy, { afterPhase: "Retry" });
  const http = createDefaultHttpClient();
  return async (asked, headers, body) => {
    const request = createPipelineRequest({
      url: asked.url,
      method: asked.method,
      headers: createHttpHeaders({ accept: "application/json", ...headers }),
      ...(body === undefined ? {} : { body }),
    });
    const { host } = new URL(asked.url);
    const response = await policies.sendRequest(http, request).catch((error: unknown) => {
      if (error instanceof UserError) throw error;
      throw new CannotTell(`${host} cannot be reached: ${reasonOf(error)}. Run the command again in some minutes.`);
    });
    const type = response.headers.get("content-type") ?? "";
    return { asked, status: response.status, type, text: response.bodyAsText ?? "" };
  };
}

/** On loopback an agent: unlike TLS settings it also keeps a proxy out of the way. */
async function trusting(file: string | undefined, isLocal: boolean): Promise<PipelineOptions> {
  if (file === undefined) return {};
  const ca = await readIfThere(file);
  if (ca === undefined)
    throw new UserError(`${file} should hold the certificate authority to trust, and is not there.`);
  return isLocal ? { agent: quietAgent(ca) } : { tlsOptions: { ca } };
}
