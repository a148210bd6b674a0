import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
} from "@azure/core-rest-pipeline";

import { CannotTell, reasonOf, UserError } from "../support/userError.ts";
import { patience, type PatienceOptions } from "./patience.ts";
import type { ProviderSettings } from "./providerSettings.ts";

/** What Entra wants an identity token of another provider to be made out for. */
const AUDIENCE = "api://AzureADTokenExchange";

/**
 * Asks the pipeline that this runs in for an identity token: GitHub Actions with GET ("OpenID Connect reference",
 * docs.github.com/actions), Azure DevOps with POST for a service connection.
 *
 * @throws UserError with what the pipeline answered, CannotTell where it does not answer
 */
export async function requestIdToken(settings: ProviderSettings, options: PatienceOptions = {}): Promise<string> {
  const { oidcRequestUrl, oidcRequestToken, serviceConnectionId } = settings;
  const inAzureDevOps = serviceConnectionId !== "";
  const url = new URL(oidcRequestUrl);
  if (inAzureDevOps) {
    url.searchParams.set("api-version", "7.1");
    url.searchParams.set("serviceConnectionId", serviceConnectionId);
  } else if (!url.searchParams.has("audience")) {
    url.searchParams.set("audience", AUDIENCE);
  }
  const request = createPipelineRequest({
    url: url.href,
    method: inAzureDevOps ? "POST" : "GET",
    headers: createHttpHeaders({
      Accept: "application/json",
      Authorization: `Bearer ${oidcRequestToken}`,
      ...(inAzureDevOps ? { "Content-Type": "application/json", "X-TFS-FedAuthRedirect": "Suppress" } : {}),
    }),
    allowInsecureConnection: ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname),
  });
  const pipeline = createPipelineFromOptions({});
  pipeline.addPolicy(patience(options).policy, { afterPhase: "Retry" });
  const answer = await pipeline.sendRequest(createDefaultHttpClient(), request).catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    throw new CannotTell(`${url.host}, which gives out identity tokens, cannot be reached: ${reasonOf(error)}`);
  });
  const { status, bodyAsText } = answer;
  const token = status === 200 ? tokenIn(bodyAsText ?? "") : undefined;
  if (token !== undefined) return token;
  throw new UserError(
    `${url.host} gave no identity token (status ${status}). Has the job the permission "id-token: write" (GitHub), or the service ` +
      "connection workload identity federation (Azure DevOps)?",
  );
}

function tokenIn(body: string): string | undefined {
  try {
    const { value, oidcToken } = Object(JSON.parse(body)) as { value?: unknown; oidcToken?: unknown };
    return [value, oidcToken].find((token) => typeof token === "string" && token !== "") as string | undefined;
  } catch {
    return undefined;
  }
}
