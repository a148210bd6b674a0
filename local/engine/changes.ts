import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

import type { Changes } from "../../stack/localStack.ts";

/** What an update did before it stopped, from the engine's events; without what it left as it was. */
export function changesIn(events: readonly EngineEvent[]): Changes {
  const counted = events.flatMap(({ summaryEvent }) => Object.entries(summaryEvent?.resourceChanges ?? {}));
  return Object.fromEntries(counted.filter(([kind]) => kind !== "same"));
}

/** What two updates, one after the other, did. */
export function together(first: Changes, second: Changes): Changes {
  const sum: Record<string, number> = { ...first };
  for (const [kind, count] of Object.entries(second)) sum[kind] = (sum[kind] ?? 0) + count;

  return sum;
}
