import { openCloudManager } from "./cloudManager/index.ts";
import type { OpenNeighbour } from "./tenant/server/neighbours.ts";
import { openKeyVault } from "./vault/index.ts";

/** What stack local serves besides Entra and Graph, at the tenant's own origin. */
export const NEIGHBOURS: readonly OpenNeighbour[] = [openCloudManager, openKeyVault];
