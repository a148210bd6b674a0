import { type Place, placesOf } from "../../aem/places.ts";
import { retireable } from "../../aem/retireable.ts";
import type { Backend } from "../../stack/backend.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import type { DeclaredSecrets } from "../../stack/declaredSecrets.ts";
import type { StackRef } from "../../stack/stackRef.ts";
import { UserError } from "../../support/userError.ts";

/** The secret that stays: its label, and Entra's id where the state tells it. */
interface Kept {
  readonly label: string;
  readonly keyId: string | undefined;
}

/**
 * Whether every place in AEM is known to have the secret that stays. Not known: nobody wrote anything down of the places where a person enters it.
 *
 * @throws UserError naming the places that have another one; CannotTell where Cloud Manager does not say
 */
export async function placesHave(
  kept: Kept,
  stack: StackRef,
  declared: DeclaredSecrets,
  backend: Backend,
): Promise<boolean> {
  const isByHand = declared.keeping.deliverTo.length === 0;
  const places = await look(stack, declared, backend);
  const found = retireable(places, kept);
  if (found === "yes") return true;
  if (found === "unknown" && isByHand) return false;
  const lines = found === "unknown" ? places.map(({ name }) => `${name} has nothing that is known of`) : found.not;
  throw new UserError(
    `Not every place in AEM has "${kept.label}", so the other secret stays. Nothing was changed.\n` +
      `${lines.map((line) => `  ${line}`).join("\n")}\nBring it there first, then retire the other one:\n  ${commandsOf(stack).deliver}`,
  );
}

async function look(
  stack: StackRef,
  { keeping, preset }: DeclaredSecrets,
  backend: Backend,
): Promise<readonly Place[]> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  // What a person entered is in a file: nothing is opened for it.
  if (keeping.deliverTo.length === 0) {
    const deployment = { stack, environment: {}, localOrigin: undefined };
    return placesOf({ deployment, keeping, config: { values: {}, isSecret: () => true }, tenantId: "", log }, preset);
  }
  const deployment = await backend.open(stack, { log });
  try {
    const config = await deployment.config();
    const { value: tenantId } = (await deployment.outputs()).tenantId ?? {};
    return await placesOf(
      { deployment, keeping, config, tenantId: typeof tenantId === "string" ? tenantId : "", log },
      preset,
    );
  } finally {
    await deployment.close();
  }
}
