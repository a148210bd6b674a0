import type { VaultPlace } from "../../components/rules/keeping.ts";
import { readTarget } from "../../signIn/target.ts";
import type { Backend } from "../../stack/backend.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import type { DueItem } from "../../stack/ends/dueItems.ts";
import { asConsent, tokenItems } from "../../stack/ends/tokenItems.ts";
import type { StackRef } from "../../stack/stackRef.ts";

/** What is asked of a stack that keeps its token in a key vault. */
interface Asked {
  readonly vault: VaultPlace;
  /** Whether the vault may be asked; its files say nothing of the token. */
  readonly live: boolean;
  readonly backend: Backend;
  /** Days. */
  readonly within: number;
  readonly now: Date;
}

/**
 * The token that a stack keeps in a key vault.
 *
 * @throws UserError, CannotTell when the vault does not say
 */
export async function vaultTokens(stack: StackRef, asked: Asked): Promise<readonly DueItem[]> {
  const { vault, live, backend, within, now } = asked;
  if (!live) return [unlooked(stack, vault)];
  const deployment = await backend.open(stack, { log: (line) => void process.stderr.write(`${line}\n`) });
  try {
    const { tokens, mailbox } = await readTarget(deployment, undefined, now);
    const kept = await tokens.read();
    if (kept === undefined) return [];
    const own = asConsent(kept);
    return tokenItems(stack, { consents: own === undefined ? [] : [own], keptIn: tokens.name, mailbox }, within, now);
  } finally {
    await deployment.close();
  }
}

function unlooked(stack: StackRef, { vaultUrl, secretName }: VaultPlace): DueItem {
  const why = `it is kept in secret ${secretName} of ${vaultUrl}, and only --live looks there`;
  return {
    stack: stack.given,
    kind: "token",
    name: "the mailbox",
    status: "unknown",
    why,
    next: commandsOf(stack).look,
  };
}
