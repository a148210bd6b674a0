import { readFileSync } from "node:fs";
import { request } from "node:https";

import type { JSONWebKeySet } from "jose";

import { LIMITS } from "../../support/limits.ts";
import type { Tenant } from "../tenant/index.ts";

/** The part of a tenant that the mail servers ask it for, in this process or in another. */
export type TenantAccess = Pick<Tenant, "url" | "environment">;

/** A person or shared mailbox of the directory. */
export interface DirectoryUser {
  readonly mail: string;
  readonly userPrincipalName: string;
  readonly accountEnabled: boolean;
}

/** What the tenant says of a token that is not readable; an inactive one has no other members. RFC 7662. */
interface Introspection {
  readonly active: boolean;
  readonly aud?: string;
  readonly scp?: string;
  readonly upn?: string;
}

/** What the mail servers need to know of the tenant. All of it is asked for anew each time, as it may change at any time. */
export interface TenantClient {
  /** The keys that tokens are signed with, as published, and what time it is there: the header Date, in whole seconds. */
  keys(): Promise<{ readonly keys: JSONWebKeySet; readonly now: Date }>;
  users(): Promise<DirectoryUser[]>;
  /** For tokens that are no JSON Web Tokens, such as those of personal accounts. */
  introspect(token: string): Promise<Introspection>;
}

export function tenantClient({ url, environment }: TenantAccess): TenantClient {
  const ask = (path: string, form?: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> =>
    send(url + path, readFileSync(environment.NODE_EXTRA_CA_CERTS ?? ""), form, headers);
  const tenant = environment.ARM_TENANT_ID ?? "";
  return {
    async keys() {
      const { date, body } = await ask(`/${tenant}/discovery/v2.0/keys`);
      return { keys: body as JSONWebKeySet, now: new Date(date) };
    },
    async users() {
      const { body } = await ask(`/${tenant}/oauth2/v2.0/token`, {
        client_id: environment.ARM_CLIENT_ID ?? "",
        client_secret: environment.ARM_CLIENT_SECRET ?? "",
        grant_type: "client_credentials",
        scope: `${url}/.default`,
      });
      const { access_token: token } = body as { access_token: string };
      const select = "$select=mail,userPrincipalName,accountEnabled";
      const users = await ask(`/v1.0/users?${select}`, undefined, { authorization: `Bearer ${token}` });
      return (users.body as { value: DirectoryUser[] }).value;
    },
    async introspect(token) {
      const { status, body } = await ask("/local/introspect", { token });
      return status === 200 ? (body as Introspection) : { active: false };
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** The header Date. */
  readonly date: string;
}

/** GET, or POST when there is a form. @throws Error on anything but JSON; it never holds what was sent */
function send(
  url: string,
  ca: Buffer,
  form: Record<string, string> | undefined,
  headers: Record<string, string>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = form === undefined ? "GET" : "POST";
    const type = form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
    const signal = AbortSignal.timeout(LIMITS.request);
    const call = request(url, { method, ca, headers: { ...headers, ...type }, agent: false, signal });
    call.on("error", reject).on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("error", reject).on("end", () => {
        try {
          const { statusCode: status = 0, headers } = response;
          resolve({ status, body: JSON.parse(text), date: headers.date ?? "" });
        } catch {
          reject(new Error(`${method} ${new URL(url).pathname} of the tenant answered no JSON.`));
        }
      });
    });
    call.end(form === undefined ? undefined : new URLSearchParams(form).toString());
  });
}
