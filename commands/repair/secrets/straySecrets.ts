import type { Terminal } from "../../../commandLine/ask.ts";
import { ExitCode } from "../../../commandLine/exitCodes.ts";
import type { Backend } from "../../../stack/backend.ts";
import { requireStack } from "../../../stack/project.ts";
import { UserError } from "../../../support/userError.ts";
import { askToRemove } from "./askToRemove.ts";
import { findStrays } from "./findings.ts";
import type { StraySecretsOptions } from "./options.ts";
import { remove } from "./remove.ts";
import { foundJson, foundText, leftText } from "./report.ts";
import { named } from "./strays.ts";

/**
 * `rotate repair`: live client secrets that the state does not know.
 *
 * @returns 0 when none is left, 4 when one is
 */
export async function straySecrets(
  { words: secrets, ...values }: StraySecretsOptions,
  backend: Backend,
  now = new Date(),
  terminal?: Terminal,
): Promise<number> {
  const stack = await requireStack(values);
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const deployment = await backend.open(stack, { log });
  try {
    const { found, connection } = await findStrays(deployment, now);
    const { strays, deployed } = found;
    if (!values.json) process.stdout.write(foundText(found, now));
    if (values.yes && secrets.length === 0 && strays.length > 0)
      throw new UserError(`--yes removes what is named: ${strays.map(({ keyId }) => keyId).join(" ")}`);

    const wanted = secrets.length > 0 ? named(secrets, strays, deployed.secrets) : strays;
    const chosen = values.yes ? wanted : values.json ? [] : await askToRemove(wanted, stack.given, terminal);
    const removed = chosen.length === 0 ? [] : await remove(chosen, deployment, connection);
    const left = strays.filter((stray) => !removed.includes(stray));
    process.stdout.write(values.json ? `${foundJson(found, removed)}\n` : leftText(removed, left));
    return left.length === 0 && found.applications.length === 0 ? ExitCode.Good : ExitCode.Differs;
  } finally {
    await deployment.close();
  }
}
