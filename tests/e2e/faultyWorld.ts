import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ClientSecretCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";

import { quietAgent } from "../../entra/sender.ts";
import { type CloudPlaceInTest, cloudPlaceOf, DELIVERED } from "./cloudPlace.ts";
import { type KillWorld, startKillWorld } from "./killWorld.ts";

const DAY = 86_400_000;
const SECRET = "aem-mail-oauth-local-refresh-token";

/** A stack whose token is in a vault, and which delivers to Cloud Manager, with all that can go wrong with them. */
export interface FaultyWorld extends KillWorld {
  readonly place: CloudPlaceInTest;
  misbehave(fault: Readonly<Record<string, unknown>>): Promise<void>;
  /** Who asks for tokens next is refused with this number of Microsoft's. */
  refuse(aadsts: number): Promise<void>;
  /** Has the vault refuse an action, such as `setSecret`. */
  forbid(action: string, code: string): Promise<void>;
  /** Disables the kept secret in the vault, or enables it. */
  setEnabled(enabled: boolean): Promise<void>;
  /** Has the kept token be older than a month, by what is written down of it. */
  age(): Promise<void>;
  remove(): Promise<void>;
  recover(): Promise<void>;
  /** Ends all of that. */
  heal(): Promise<void>;
}

export async function startFaultyWorld(): Promise<FaultyWorld> {
  const world = await startKillWorld({ vault: true, settings: DELIVERED });
  const { local } = world;
  const { environment, url } = local.tenant;
  const { ARM_TENANT_ID = "", ARM_CLIENT_ID = "", ARM_CLIENT_SECRET = "", NODE_EXTRA_CA_CERTS = "" } = environment;
  const agent = quietAgent(await readFile(NODE_EXTRA_CA_CERTS));
  const credential = new ClientSecretCredential(ARM_TENANT_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET, {
    agent,
    authorityHost: url,
    disableInstanceDiscovery: true,
  });
  const secrets = new SecretClient(url, credential, { agent, disableChallengeResourceVerification: true });
  const refusals = join(local.folder.tenant, "vault-refusals.json");
  const place = await cloudPlaceOf(local);
  return {
    ...world,
    place,
    misbehave: (fault) => local.graph.misbehave(fault),
    refuse: (aadsts) => local.graph.misbehave({ kind: "signInError", path: "/token", aadsts, count: 1 }),
    forbid: (action, code) => writeFile(refusals, JSON.stringify([{ code, action }])),
    async setEnabled(enabled) {
      // The latest version: its number is in the list even while it is disabled.
      for await (const { version } of secrets.listPropertiesOfSecretVersions(SECRET))
        await secrets.updateSecretProperties(SECRET, version ?? "", { enabled });
    },
    async age() {
      const { version = "", tags } = (await secrets.getSecret(SECRET)).properties;
      const issued = new Date(Date.now() - 40 * DAY).toISOString();
      await secrets.updateSecretProperties(SECRET, version, { tags: { ...tags, issued } });
    },
    async remove() {
      await (await secrets.beginDeleteSecret(SECRET)).pollUntilDone();
    },
    async recover() {
      await (await secrets.beginRecoverDeletedSecret(SECRET)).pollUntilDone();
    },
    async heal() {
      await local.graph.behave();
      await rm(refusals, { force: true });
      const account = { profiles: ["Deployment Manager"], revoked: false };
      await place.order({ pipeline: { running: false }, longestSecret: 2048, ...account });
      await place.status("ready");
    },
    async close() {
      agent.destroy();
      await world.close();
    },
  };
}
