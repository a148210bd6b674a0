import type { ClientSecretArgs } from "../../components/mailApplicationArgs.ts";
import { type Fault, shown } from "../../components/rules/faults.ts";
import { parseExpires } from "../../components/secrets/secretLifetime.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import { namedStack } from "../../stack/stackRef.ts";

/**
 * Ends that are declared anew for a secret that stays; empty where there are none. The secret keeps the end it was made with, so such a
 * date is true of nothing, and whoever counts from it is late. To take one away is no harm: then nobody can tell, and says so.
 */
export function movedEnds(
  previous: readonly ClientSecretArgs[],
  declared: readonly ClientSecretArgs[],
  stack: string,
): Fault[] {
  return declared.flatMap(({ label, expires }, index): Fault[] => {
    const before = previous.find((other) => other.label === label);
    if (before === undefined || expires === undefined || isSameMoment(expires, before.expires)) return [];
    const { add, dates } = commandsOf(namedStack(stack));
    const then = before.expires === undefined ? "without a date" : `with ${shown(before.expires)}`;
    return [
      {
        setting: `clientSecrets[${index}].expires`,
        given: `${shown(expires)} for ${shown(label)}, which was declared ${then}`,
        allowed: "the date that a secret was declared with: an edited one changes nothing, as the secret keeps its end",
        fix:
          `${before.expires === undefined ? "Take it out again" : "Put the former date back, or take it out"}. A new label makes a new ` +
          `secret: \`${add}\`. The real end of one that is live is recorded by \`${dates}\`.`,
      },
    ];
  });
}

function isSameMoment(one: string, other: string | undefined): boolean {
  if (other === undefined) return false;
  const [first, second] = [parseExpires(one)?.getTime(), parseExpires(other)?.getTime()];
  // What is no date is another rule's to refuse.
  return one === other || (first !== undefined && first === second);
}
