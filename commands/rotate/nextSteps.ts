import { STACK } from "../../local/engine/stack.ts";
import { aemPlaces } from "../aemPlaces.ts";
import type { DeclaredSecrets } from "./declaredSecrets.ts";

/** The commands of one stack, complete, for a person to copy. */
export function commandsOf(stack: string) {
  const local = stack === STACK;
  return {
    up: local ? "npm run local" : `pulumi up -s ${stack}`,
    showSecret: local
      ? "npm run local -- outputs --show-secrets"
      : `pulumi stack output -s ${stack} clientSecret --show-secrets`,
    sheet: `npm run settings -- --stack ${stack} --show-secrets`,
    verify: `npm run verify -- --stack ${stack}`,
    access: `npm run access -- --stack ${stack}`,
    retire: `npm run rotate -- retire --stack ${stack}`,
    consent: `npm run consent -- --stack ${stack}`,
    repair: `npm run rotate -- repair --stack ${stack}`,
  };
}

/** Numbered steps, a line each; continuation lines are indented below their step. */
export function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `  ${index + 1}. ${step.replaceAll("\n", "\n     ")}`).join("\n");
}

/** Every place in AEM that holds the secret, a line each. */
export function placesOf({ preset }: Pick<DeclaredSecrets, "preset">): string {
  return aemPlaces(preset)
    .map(({ name, path, note }) => `- ${name}: ${path}${note === undefined ? "" : `\n  ${note}`}`)
    .join("\n");
}
