import { faultMessage } from "../components/faults.ts";
import { settingsOf, type MailApplicationSettings } from "../components/settings.ts";
import { NAMESPACE, readStackConfig } from "../components/stackConfig.ts";
import { UserError } from "../local/userError.ts";

/**
 * What a stack's configuration declares, defaults filled in, by the program's own rules.
 *
 * @throws UserError naming all that the program would refuse
 */
export function declaredSettings(
  config: Readonly<Record<string, string>>,
  stack: string,
  now: Date,
): MailApplicationSettings {
  const name = stack.split("/").at(-1) ?? stack;
  // What ought to be encrypted decides on no access.
  const { args, faults } = readStackConfig({ values: config, isSecret: () => false, stack: name, now });
  if (faults.length > 0) throw new UserError(faultMessage(faults, NAMESPACE));
  return settingsOf(args, name);
}
