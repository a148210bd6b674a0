import { NAMESPACE, REFRESH_TOKEN_KEY } from "../../../components/catalogue/configKeys.ts";
import { faultMessage } from "../../../components/rules/faults.ts";
import type { Keeping } from "../../../components/rules/keeping.ts";
import type { ConfigSource, StackConfig } from "../../../components/rules/stackConfig.ts";
import { UserError } from "../../../support/userError.ts";

/** Where the mailbox's refresh token is: whoever reads there, reads the mailbox. Words of the access file. */
export interface MailReach {
  /** `the stack's settings, encrypted`, or the address of the key vault's secret, `https://<vault>.vault.azure.net/secrets/<name>`. */
  readonly tokenStore: string;
  /** `organization <id>, program <number>, environment <number>, service <name>` each, in order. */
  readonly destinations: readonly string[];
}

/** What a stack has that says nothing of it. */
export const STACKS_SETTINGS = "the stack's settings, encrypted";
/** Somebody put the token there without encrypting it. The program warns, and deploys. */
const IN_THE_OPEN = "the stack's settings, not encrypted";

const EVERY_SERVICE = "every service";

/**
 * What the settings of `stack` say.
 *
 * @throws UserError naming what is wrong with them: the rest would be less than what somebody meant
 */
export function mailReachOf(
  stack: string,
  { keeping, faults }: Pick<StackConfig, "keeping" | "faults">,
  { values, isSecret }: Pick<ConfigSource, "values" | "isSecret">,
): MailReach {
  // This program refuses them by itself. One that was changed may not.
  const wrong = faults.filter(({ setting }) => /^(tokenStore|deliverTo)\b/.test(setting));
  if (wrong.length > 0) throw new UserError(`stack ${stack}: ${faultMessage(wrong, NAMESPACE)}`);
  const isOpen = values[REFRESH_TOKEN_KEY] !== undefined && !isSecret(REFRESH_TOKEN_KEY);
  return {
    tokenStore: keeping.vault === undefined ? (isOpen ? IN_THE_OPEN : STACKS_SETTINGS) : addressOf(keeping.vault),
    destinations: keeping.deliverTo.map(destination).sort(),
  };
}

function addressOf({ vaultUrl, secretName }: NonNullable<Keeping["vault"]>): string {
  return `${vaultUrl}/secrets/${secretName}`;
}

function destination({ organization, program, environment, service }: Keeping["deliverTo"][number]): string {
  const instances = service === undefined ? EVERY_SERVICE : `service ${service}`;
  return `organization ${organization}, program ${program}, environment ${environment}, ${instances}`;
}

/** The same environment with all its services; of one that has them already, itself. */
export function withEveryService(line: string): string {
  return line.replace(/, service [a-z]+$/, `, ${EVERY_SERVICE}`);
}

/** Whether the token lies in the stack's settings, encrypted or not. */
export function isInSettings(tokenStore: string): boolean {
  return tokenStore === STACKS_SETTINGS || tokenStore === IN_THE_OPEN;
}
