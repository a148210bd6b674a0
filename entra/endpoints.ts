import type { Settings } from "../local/providers/azuread/settings.ts";
import { messageOf } from "../local/providers/errors.ts";
import { isObject, object, text, type Value, type Values } from "../local/providers/values.ts";
import { CannotTell } from "../support/userError.ts";
import type { Send } from "./sender.ts";

export interface Endpoints {
  /** Origin of Microsoft Graph, which is also the resource that tokens are asked for. */
  readonly graph: string;
  /** Origin of the sign-in service. */
  readonly login: string;
}

const PUBLIC = { graph: "https://graph.microsoft.com", login: "https://login.microsoftonline.com" };
const US_GOVERNMENT = { graph: "https://graph.microsoft.us", login: "https://login.microsoftonline.us" };
const US_GOVERNMENT_L5 = { graph: "https://dod-graph.microsoft.us", login: "https://login.microsoftonline.us" };
const CHINA = { graph: "https://microsoftgraph.chinacloudapi.cn", login: "https://login.chinacloudapi.cn" };

/**
 * Source: https://learn.microsoft.com/graph/deployments. China's sign-in host is the provider's own (hashicorp/go-azure-sdk,
 * sdk/environments): the older name of login.partner.microsoftonline.cn, where people sign in (components/catalogue/clouds.ts).
 */
const CLOUDS: ReadonlyMap<string, Endpoints> = new Map([
  ["public", PUBLIC],
  ["global", PUBLIC],
  ["usgovernment", US_GOVERNMENT],
  ["usgovernmentl4", US_GOVERNMENT],
  ["usgovernmentl5", US_GOVERNMENT_L5],
  ["dod", US_GOVERNMENT_L5],
  ["china", CHINA],
]);

/** The endpoints of a cloud by its name, in whatever case. */
export function cloudEndpoints(environment: string): Endpoints {
  const endpoints = CLOUDS.get(environment.toLowerCase());
  if (endpoints !== undefined) return endpoints;
  throw new Error(
    `failed to read Azure environment "${environment}": no environment was found with that name; azuread:environment (or ARM_ENVIRONMENT) is one of ${[...CLOUDS.keys()].join(", ")}`,
  );
}

/** The endpoints that the metadata host tells, where one is set, else those of the named cloud. */
export async function findEndpoints(settings: Settings, send: Send, signal: AbortSignal): Promise<Endpoints> {
  if (settings.metadataHost === "") return cloudEndpoints(settings.environment);
  const url = `https://${settings.metadataHost}/metadata/endpoints?api-version=2022-09-01`;
  const response = await send({ method: "GET", url, signal, headers: { accept: "application/json" } }).catch(
    (error: unknown) => {
      throw new Error(
        `asking ${url} for the endpoints: ${messageOf(error)}; is azuread:metadataHost (or ARM_METADATA_HOSTNAME) right, does that server run, and does SSL_CERT_FILE name the certificate authority it uses?`,
        { cause: error },
      );
    },
  );
  if (response.status !== 200) throw new Error(`asking ${url} for the endpoints: status ${response.status}`);
  const metadata = parse(response.body);
  if (metadata === undefined) {
    throw new CannotTell(
      `asking ${url} for the endpoints: what answered is not the server of azuread:metadataHost (or ARM_METADATA_HOSTNAME), because ` +
        "it is no JSON object; a proxy or the sign-in page of a network may have answered instead",
    );
  }
  const graph = text(metadata.microsoftGraphResourceId);
  const login = text(object(metadata.authentication).loginEndpoint);
  if (!isOrigin(graph) || !isOrigin(login)) {
    throw new CannotTell(
      `${url} names no microsoftGraphResourceId or no authentication.loginEndpoint that is an https address without a path`,
    );
  }
  return { graph: graph.replace(/\/$/, ""), login: login.replace(/\/$/, "") };
}

function parse(body: string): Values | undefined {
  try {
    const parsed = JSON.parse(body) as Value;
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Secrets and tokens go there. */
function isOrigin(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === "https:" && url.href === `${url.origin}/`;
}
