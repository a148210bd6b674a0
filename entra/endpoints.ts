import { CLOUD_HOSTS, cloudOfEnvironment } from "../components/catalogue/clouds.ts";
import { parsed } from "../support/shape.ts";
import { CannotTell, reasonOf } from "../support/userError.ts";
import type { Send } from "./sender.ts";

export interface Endpoints {
  /** Origin of Microsoft Graph, which is also the resource that tokens are asked for. */
  readonly graph: string;
  /** Origin of the sign-in service. */
  readonly login: string;
}

/** Where the endpoints are looked up: a named cloud, or a server that tells them. */
export interface EndpointSettings {
  readonly environment: string;
  /** host:port of a server that tells the endpoints, or empty. */
  readonly metadataHost: string;
}

/** The endpoints of a cloud by its name, in whatever case; the provider's own. */
export function cloudEndpoints(environment: string): Endpoints {
  const cloud = cloudOfEnvironment(environment);
  if (cloud === undefined) {
    const names = Object.values(CLOUD_HOSTS).flatMap(({ environments }) => environments);
    throw new Error(
      `failed to read Azure environment "${environment}": no environment was found with that name; azuread:environment (or ARM_ENVIRONMENT) is one of ${names.join(", ")}`,
    );
  }
  const { graph, authority, providerAuthority } = CLOUD_HOSTS[cloud];
  return { graph, login: providerAuthority ?? authority };
}

/** The endpoints that the metadata host tells, where one is set, else those of the named cloud. */
export async function findEndpoints(settings: EndpointSettings, send: Send, signal: AbortSignal): Promise<Endpoints> {
  if (settings.metadataHost === "") return cloudEndpoints(settings.environment);
  const url = `https://${settings.metadataHost}/metadata/endpoints?api-version=2022-09-01`;
  const response = await send({ method: "GET", url, signal, headers: { accept: "application/json" } }).catch(
    (error: unknown) => {
      throw new CannotTell(
        `asking ${url} for the endpoints: ${reasonOf(error)}; is azuread:metadataHost (or ARM_METADATA_HOSTNAME) right, does that server run, and does SSL_CERT_FILE name the certificate authority it uses?`,
      );
    },
  );
  if (response.status !== 200) throw new Error(`asking ${url} for the endpoints: status ${response.status}`);
  const metadata = parsed(response.body);
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) {
    throw new CannotTell(
      `asking ${url} for the endpoints: what answered is not the server of azuread:metadataHost (or ARM_METADATA_HOSTNAME), because ` +
        "it is no JSON object; a proxy or the sign-in page of a network may have answered instead",
    );
  }
  const graph = text(metadata, "microsoftGraphResourceId");
  const login = text((metadata as { authentication?: unknown }).authentication, "loginEndpoint");
  if (!isOrigin(graph) || !isOrigin(login)) {
    throw new CannotTell(
      `${url} names no microsoftGraphResourceId or no authentication.loginEndpoint that is an https address without a path`,
    );
  }
  return { graph: graph.replace(/\/$/, ""), login: login.replace(/\/$/, "") };
}

/** Secrets and tokens go there. */
function isOrigin(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === "https:" && url.href === `${url.origin}/`;
}

function text(value: unknown, name: string): string {
  const member: unknown = (Object(value) as Record<string, unknown>)[name];
  return typeof member === "string" ? member : "";
}
