import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ClientSecretCredential, type TokenCredential } from "@azure/identity";
import { type RestError, SecretClient } from "@azure/keyvault-secrets";

import { quietAgent } from "../../../entra/sender.ts";
import { TENANT_ID } from "../../../local/tenant/index.ts";
import { readClientSecrets } from "../../../local/tenant/server/environment.ts";
import { filesIn } from "../../../local/tenant/server/folder.ts";
import { type ClientName, CLIENTS } from "../../../local/tenant/state/seed.ts";
import { openKeyVault } from "../../../local/vault/index.ts";
import { startTestTenant, type TestTenant } from "../tenant/testTenant.ts";

export interface TestVault {
  readonly host: TestTenant;
  /** The unmodified library, as a seeded client of the tenant. */
  client(as?: ClientName): SecretClient;
  /** The same with a token of one's own. */
  clientWith(credential: TokenCredential): SecretClient;
  /** What is refused from now on; an empty list ends that. */
  refuse(rules: readonly object[]): void;
  close(): Promise<void>;
}

/** A local tenant that serves a key vault, on a free port. */
export async function startTestVault(): Promise<TestVault> {
  const host = await startTestTenant([openKeyVault]);
  const agent = quietAgent(readFileSync(filesIn(host.folder).authority));
  const clientWith = (credential: TokenCredential): SecretClient =>
    new SecretClient(host.tenant.url, credential, {
      agent,
      disableChallengeResourceVerification: true,
      retryOptions: { maxRetries: 0 },
    });
  return {
    host,
    clientWith,
    client: (as = "deployer") =>
      clientWith(
        new ClientSecretCredential(TENANT_ID, CLIENTS[as].appId, readClientSecrets(host.folder)[as], {
          agent,
          authorityHost: host.tenant.url,
          disableInstanceDiscovery: true,
        }),
      ),
    refuse(rules) {
      writeFileSync(join(host.folder, "vault-refusals.json"), JSON.stringify(rules));
    },
    async close() {
      agent.destroy();
      await host.close();
    },
  };
}

/** How the vault refused, as `409 Conflict ObjectIsDeletedButRecoverable`. */
export async function refusalOf(asked: Promise<unknown>): Promise<string> {
  const error = (await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as RestError | undefined;
  if (error === undefined) return "no refusal";
  const { error: said } = Object(error.details) as { error?: { code?: string; innerError?: { code?: string } } };
  return [error.statusCode, said?.code, said?.innerError?.code].filter((part) => part !== undefined).join(" ");
}

export async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
