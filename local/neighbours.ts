import type { OpenNeighbour } from "./tenant/server/neighbours.ts";

/** What stack local serves besides Entra and Graph, at the tenant's own origin. */
export const NEIGHBOURS: readonly OpenNeighbour[] = [];
