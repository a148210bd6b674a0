import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { text } from "node:stream/consumers";

import type { Tenant } from "../../local/tenant/index.ts";

/** The part of an application that tests look at, as Microsoft Graph answers it. */
export interface GraphApplication {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly notes: string | null;
  readonly signInAudience: string;
  readonly passwordCredentials: {
    readonly keyId: string;
    readonly displayName: string;
    readonly endDateTime: string;
  }[];
  readonly requiredResourceAccess: { readonly resourceAppId: string; readonly resourceAccess: { id: string }[] }[];
  readonly web: { readonly redirectUris: string[] };
}

/** Somebody with rights in the tenant and a client of Microsoft Graph: the hand that changes things behind Pulumi's back. */
export interface Graph {
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** Live applications other than those the tenant was seeded with. */
  applications(): Promise<GraphApplication[]>;
  deleted(): Promise<GraphApplication[]>;
  /** Ends all misbehaviour that was asked for. */
  behave(): Promise<void>;
  /** Asks the tenant to misbehave, as its README.md describes. */
  misbehave(fault: Readonly<Record<string, unknown>>): Promise<void>;
  /** Acts as Adobe in its Cloud Manager, as local/cloudManager/README.md describes. */
  orderAdobe(orders: Readonly<Record<string, unknown>>): Promise<void>;
  /** Status and body of the token endpoint's answer to a client-credentials request. */
  token(
    clientId: string,
    clientSecret: string,
  ): Promise<{ status: number; body: { access_token?: string; error_codes?: number[] } }>;
}

export async function graphOf(tenant: Tenant): Promise<Graph> {
  const {
    ARM_TENANT_ID = "",
    ARM_CLIENT_ID = "",
    ARM_CLIENT_SECRET = "",
    NODE_EXTRA_CA_CERTS = "",
  } = tenant.environment;
  const ca = await readFile(NODE_EXTRA_CA_CERTS);

  async function send(method: string, path: string, headers: Record<string, string>, body?: string) {
    const outgoing = request(new URL(path, tenant.url), { method, ca, headers });
    const answer = await new Promise<{ status: number; body: unknown }>((resolve, reject) => {
      outgoing.on("error", reject);
      outgoing.on("response", (incoming) => {
        text(incoming).then((content) => {
          resolve({
            status: incoming.statusCode ?? 0,
            body: content === "" ? undefined : (JSON.parse(content) as unknown),
          });
        }, reject);
      });
      outgoing.end(body);
    });
    return answer;
  }

  async function token(clientId: string, clientSecret: string) {
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${tenant.url}/.default`,
    });
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const answer = await send("POST", `/${ARM_TENANT_ID}/oauth2/v2.0/token`, headers, form.toString());
    return answer as { status: number; body: { access_token?: string; error_codes?: number[] } };
  }

  const bearer = (await token(ARM_CLIENT_ID, ARM_CLIENT_SECRET)).body.access_token ?? "";
  const call: Graph["call"] = (method, path, body) =>
    send(
      method,
      `/v1.0${path}`,
      { Authorization: `Bearer ${bearer}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body === undefined ? undefined : JSON.stringify(body),
    );
  const seeded = new Set((await list(call, "/applications")).map(({ id }) => id));
  return {
    call,
    applications: async () => (await list(call, "/applications")).filter(({ id }) => !seeded.has(id)),
    behave: async () => {
      const { status } = await send("DELETE", "/local/faults", {});
      if (status !== 200) throw new Error(`/local/faults answered ${status}`);
    },
    misbehave: async (fault) => {
      const headers = { "Content-Type": "application/json" };
      const { status, body } = await send("POST", "/local/faults", headers, JSON.stringify(fault));
      if (status !== 200) throw new Error(`/local/faults answered ${status}: ${JSON.stringify(body)}`);
    },
    orderAdobe: async (orders) => {
      const headers = { "Content-Type": "application/json" };
      const { status, body } = await send("POST", "/local/cloudManager", headers, JSON.stringify(orders));
      if (status !== 200) throw new Error(`/local/cloudManager answered ${status}: ${JSON.stringify(body)}`);
    },
    deleted: () => list(call, "/directory/deletedItems/microsoft.graph.application"),
    token,
  };
}

async function list(call: Graph["call"], path: string): Promise<GraphApplication[]> {
  const { status, body } = await call("GET", path);
  if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);

  return (body as { value: GraphApplication[] }).value;
}
