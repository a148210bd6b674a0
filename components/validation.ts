import { limitsOf } from "./audiences.ts";
import { shown, type Fault } from "./faults.ts";
import type { MailApplicationArgs } from "./mailApplicationArgs.ts";
import { settingsOf, type MailApplicationSettings } from "./settings.ts";

/** What the rules need to know besides the arguments. */
export interface ValidationContext {
  /** Name of the Pulumi stack: part of the default display name. */
  readonly stack: string;
  /** The present moment: `maxSecretLifetime` is counted from it. */
  readonly now: Date;
  /** Value of `azuread:environment`; undefined where it is not set or not used. */
  readonly environment?: string | undefined;
}

function displayNameFaults(settings: MailApplicationSettings): Fault[] {
  const { displayName, signInAudience } = settings;
  const longest = limitsOf(signInAudience).displayNameLength;
  if (displayName.trim() !== "" && displayName.length <= longest) return [];
  return [
    {
      setting: "displayName",
      given: shown(displayName),
      allowed: `1 to ${longest} characters`,
      mend: "Write a name by which people find the application in the portal.",
    },
  ];
}

/** Everything about the arguments that Entra or AEM would not take. Empty if they can be deployed. */
export function faultsOf(args: MailApplicationArgs, context: ValidationContext): Fault[] {
  return displayNameFaults(settingsOf(args, context.stack));
}
