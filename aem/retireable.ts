import type { Place } from "./places.ts";

/** Whether AEM could do without the secrets before the one that is kept. */
export type Retireable = "yes" | "unknown" | { readonly not: readonly string[] };

/**
 * Whether every place has the secret that is kept, by what is written down of it. Unknown: of no place anything is.
 *
 * @param kept - label, and Entra's id where the state tells it
 */
export function retireable(
  places: readonly (Place & { readonly status?: string })[],
  kept: { readonly label: string; readonly keyId: string | undefined },
): Retireable {
  if (places.every(({ given }) => given === undefined)) return "unknown";
  const not = places.flatMap(({ name, given, status = "ready" }) => {
    if (given === undefined) return [`${name} has nothing that is known of`];
    const isSame =
      kept.keyId === undefined ? given.secret === kept.label : given.keyId.toLowerCase() === kept.keyId.toLowerCase();
    if (!isSame) return [`${name} has "${given.secret}", since ${given.at.slice(0, 10)}`];
    // The AEM of before is the one that serves until the new one does.
    return status === "ready" ? [] : [`${name} restarts (${status}), and has the old one until that is over`];
  });
  return not.length === 0 ? "yes" : { not };
}
