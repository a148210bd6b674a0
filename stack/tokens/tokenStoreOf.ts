import type { Keeping } from "../../components/rules/keeping.ts";
import type { Settings } from "../../pulumi/settings.ts";
import type { Deployment } from "../deployment.ts";
import { settingsStore } from "./settingsStore.ts";
import type { TokenStore } from "./tokenStore.ts";

/** What is known of the stack whose tokens they are. */
export interface TokensOf {
  readonly keeping: Keeping;
  readonly config: Settings;
  readonly tenantId: string;
  readonly clientId: string;
}

/** Where a stack keeps its refresh token, by setting `tokenStore`. Nothing is opened yet. */
export function tokenStoreOf(deployment: Deployment, { config }: TokensOf): TokenStore {
  return settingsStore({ ...deployment, config: () => Promise.resolve(config) });
}
