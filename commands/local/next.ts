import { NAMESPACE } from "../../components/catalogue/configKeys.ts";
import { localCommand, type LocalPlace } from "../../stack/commandsOf.ts";
import type { Operation, Result } from "../../stack/localStack.ts";
import { shellWord } from "../../support/text.ts";
import { type Consents, nextAfterUp } from "./nextAfterUp.ts";

/** What the command was given, as far as another one needs the same. */
export interface Given {
  readonly place: LocalPlace;
  /** `key=value`, as typed. */
  readonly config: readonly string[];
  readonly policyPack: string | undefined;
  readonly policyPackConfig: string | undefined;
}

/** What to do after an operation that succeeded, for a person; nothing where there is nothing to say. */
export function nextSteps(action: Operation, result: Result, given: Given, consents: Consents, now: Date): string {
  const { place } = given;
  const isSame = Object.keys(result.changes).every((kind) => kind === "same");
  switch (action) {
    case "up":
      return `${isSame ? `Nothing changed. ${comparedSettings(place)}\n` : ""}${nextAfterUp(result, place, consents, now)}${onlyThisRun(given)}`;
    case "preview":
      return isSame
        ? `Nothing to do. ${comparedSettings(place)}\n`
        : `Next: \`${localCommand(`local${repeated(given)}`, place)}\` makes these changes.\n`;
    case "refresh":
      return isSame
        ? `The resources of this stack are in the tenant as the state has them. Only \`${localCommand("access --live --stack local", place)}\` sees what ` +
            `belongs to no resource,\nsuch as a secret that was made by hand.\n`
        : `Next: \`${localCommand("local", place)}\` puts back what was changed by hand.\n`;
    case "destroy":
      return (
        `Next: \`${localCommand("local", place)}\` makes a new application; ` +
        `\`${localCommand("local reset", place)}\` throws the tenant away as well.\n`
      );
    case "outputs":
      return "";
  }
}

/** An update looks at the settings and the state; what a hand changed in the tenant it does not see. */
function comparedSettings(place: Given["place"]): string {
  return (
    "The settings were compared with the state, not with the tenant. To compare that, too:\n" +
    `  ${localCommand("access --live --stack local", place)}   names what was changed by hand\n` +
    `  ${localCommand("local refresh", place)}   takes it over into the state, so that an update puts it back`
  );
}

/** The options that make another run do the same, each with a space before it. */
function repeated({ config, policyPack, policyPackConfig }: Given): string {
  const words = [
    ...config.flatMap((setting) => ["--config", shellWord(withoutSecret(setting))]),
    ...(policyPack === undefined ? [] : ["--policy-pack", shellWord(policyPack)]),
    ...(policyPackConfig === undefined ? [] : ["--policy-pack-config", shellWord(policyPackConfig)]),
  ];
  return words.map((word) => ` ${word}`).join("");
}

/** No setting of this project that goes on a command line is secret; of a provider's settings nobody knows. */
function withoutSecret(setting: string): string {
  const [key = ""] = setting.split("=");
  const isOurs = !key.includes(":") || key.startsWith(NAMESPACE);
  return isOurs ? setting : `${key}=<the same value>`;
}

function onlyThisRun({ config, place }: Given): string {
  return config.length === 0
    ? ""
    : `--config was for this run: the next \`${localCommand("local", place)}\` without it goes back to stacks/Pulumi.local.yaml.\n`;
}
