import { type Fault, shown } from "../rules/faults.ts";

/**
 * What is wrong with a step from the live secrets to the declared ones, both by label, newest first; empty if the step is
 * legal. `previous` is undefined, or empty, where nothing is deployed.
 *
 * Entra keeps two secrets with personal accounts, and Pulumi makes before it deletes. So with one live a second may be put
 * on top, or the one be replaced; with two live one may be taken away, and nothing else: any other step would need a third
 * for a moment, and fail half-way. The order counts, because AEM is given the first.
 */
export function secretStepFaults(previous: readonly string[] | undefined, declared: readonly string[]): Fault[] {
  if (previous === undefined || previous.length === 0 || isRemoval(previous, declared)) return [];
  const fault = { setting: "clientSecrets", given: `${listed(declared)}, after ${listed(previous)}` };
  const [live = ""] = previous;
  if (previous.length > 1) {
    return [
      {
        ...fault,
        allowed: `with ${previous.length} secrets live, one fewer and nothing else: ${removals(previous)}`,
        fix:
          `Write ${listed(previous)} again without the one that is to go, deploy that, and make the next change after it. ` +
          "`npx aem-mail-oauth rotate retire` keeps the first, `npx aem-mail-oauth rotate revoke <label>` the other.",
      },
    ];
  }
  if (declared.length === 1 || (declared.length === 2 && declared[1] === live)) return [];
  return [
    {
      ...fault,
      allowed: `with one secret live, a new one above it (then ${shown(live)}) or a new one instead of it`,
      fix:
        `Put one new secret above ${shown(live)}, deploy that, and make the next change after it. ` +
        "`npx aem-mail-oauth rotate add` does so.",
    },
  ];
}

/** Whether none of the live secrets is left, so that AEM has none that is good. */
export function cutsOff(previous: readonly string[], declared: readonly string[]): boolean {
  return previous.length > 0 && !previous.some((label) => declared.includes(label));
}

/**
 * What a legal step takes from AEM at once, in a sentence; undefined where AEM keeps a secret that it may be using. Such a
 * step is right for a secret that leaked, and a mistake otherwise: a label that was merely renamed does the same.
 */
export function secretStepWarning(
  previous: readonly string[] | undefined,
  declared: readonly string[],
): string | undefined {
  if (previous === undefined || !cutsOff(previous, declared)) return undefined;
  return (
    `This update revokes ${listed(previous)}, the only client secret that AEM can have: AEM can neither send nor read mail from ` +
    `then until it is given ${listed(declared.slice(0, 1))}. If that is not meant, put ${listed(previous)} back below it and deploy that instead.`
  );
}

/** Whether all that is declared is live already, in the same order; the same list is the removal of none. */
function isRemoval(previous: readonly string[], declared: readonly string[]): boolean {
  const kept = previous.filter((label) => declared.includes(label));
  return kept.length === declared.length && kept.every((label, index) => label === declared[index]);
}

function removals(previous: readonly string[]): string {
  return previous.map((label) => listed(previous.filter((other) => other !== label))).join(" or ");
}

function listed(labels: readonly string[]): string {
  return labels.length === 0 ? "none" : labels.map((label) => shown(label)).join(", ");
}
