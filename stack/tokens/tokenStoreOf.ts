import type { Deployment } from "../deployment.ts";
import { settingsStore } from "./settingsStore.ts";
import type { TokensOf, TokenStore } from "./tokenStore.ts";
import { vaultStore } from "./vaultStore.ts";

/** Where a stack keeps its refresh token, by setting `tokenStore`. Nothing is opened yet. */
export function tokenStoreOf(deployment: Deployment, known: TokensOf): TokenStore {
  const { keeping, config } = known;
  if (keeping.vault !== undefined) return vaultStore(deployment, keeping.vault, known);
  return settingsStore({ ...deployment, config: () => Promise.resolve(config) });
}
