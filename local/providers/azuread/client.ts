import { findEndpoints } from "../../../entra/endpoints.ts";
import { createSender, type Send } from "../../../entra/sender.ts";
import { type Caller, GraphClient, type RequestOptions } from "../graphClient.ts";
import { Locks } from "../locks.ts";
import { sleep as realSleep, type Sleep } from "../retry.ts";
import { text, type Values } from "../values.ts";
import { createTokenSource } from "./accessToken.ts";
import { type Environment, readSettings, requireCredentials } from "./configuration.ts";

/** What the operations on the directory need. */
export interface AzureadClient {
  readonly graph: GraphClient;
  readonly caller: Caller;
  /** One lock for each application: several resources write parts of the same object. */
  readonly applicationLocks: Locks;
  /** Paths and client ids of what this process made, which Entra may not know everywhere yet. */
  readonly made: Set<string>;
}

/** How a request that needs these objects is repeated: while Entra does not find them yet, but only where they were made just now. */
export function whileNew({ made }: AzureadClient, names: readonly string[], message?: RegExp): RequestOptions {
  if (!names.some((name) => made.has(name))) return {};
  return { statuses: [404], ...(message && { message }) };
}

export interface Surroundings {
  readonly variables: Environment;
  readonly now?: () => number;
  readonly sleep?: Sleep;
  readonly send?: Send;
}

/** Signs in and finds out who that is. */
export async function connect(config: Values, surroundings: Surroundings, signal: AbortSignal): Promise<AzureadClient> {
  const { variables, now = Date.now, sleep = realSleep } = surroundings;
  const settings = readSettings(config, variables);
  requireCredentials(settings);
  const send = surroundings.send ?? createSender(variables.SSL_CERT_FILE === "" ? undefined : variables.SSL_CERT_FILE);
  const endpoints = await findEndpoints(settings, send, signal);
  const tokens = createTokenSource({ settings, endpoints, send, sleep, signal, now });
  const token = async (): Promise<string> => (await tokens()).value;
  const graph = new GraphClient({ baseUrl: endpoints.graph, send, token, sleep, signal });
  const { claims } = await tokens();
  const objectId = text(claims.oid) || (await findObjectId(graph, settings.clientId));
  const caller = { tenantId: settings.tenantId, clientId: settings.clientId, objectId };
  return { graph, caller, applicationLocks: new Locks(), made: new Set() };
}

async function findObjectId(graph: GraphClient, clientId: string): Promise<string> {
  const [servicePrincipal] = await graph.list("/servicePrincipals", { query: { $filter: `appId eq '${clientId}'` } });
  const objectId = text(servicePrincipal?.id);
  if (objectId === "") throw new Error(`no service principal of client ${clientId} was found in the tenant`);
  return objectId;
}
