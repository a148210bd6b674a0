import { NAMESPACE } from "../components/catalogue/configKeys.ts";
import { faultMessage } from "../components/rules/faults.ts";
import { type MailApplicationSettings, settingsOf } from "../components/rules/settings.ts";
import { readStackConfig, type StackConfig } from "../components/rules/stackConfig.ts";
import type { Settings } from "../pulumi/settings.ts";
import { UserError } from "../support/userError.ts";
import type { StackRef } from "./stackRef.ts";

/**
 * What a stack's configuration declares, defaults filled in, by the program's own rules.
 *
 * @throws UserError naming all that the program would refuse
 */
export function declaredSettings(
  { values, isSecret }: Settings,
  { name }: StackRef,
  now: Date,
): MailApplicationSettings & Pick<StackConfig, "keeping"> {
  const { args, keeping, faults } = readStackConfig({ values, isSecret, stack: name, now });
  if (faults.length > 0) throw new UserError(faultMessage(faults, NAMESPACE));
  return { ...settingsOf(args, name), keeping };
}
