import { agreed, type Terminal } from "../../../commandLine/ask.ts";
import { printable } from "../../../support/text.ts";
import { secretName } from "./report.ts";
import type { Stray } from "./strays.ts";

/** Asks for each whether it is to be removed; where nobody can be asked, says how to remove them and takes none. */
export async function askToRemove(strays: readonly Stray[], stack: string, terminal?: Terminal): Promise<Stray[]> {
  const { input } = terminal ?? { input: process.stdin };
  if (strays.length === 0) return [];
  if (input.isTTY !== true) {
    const ids = strays.map(({ keyId }) => keyId).join(" ");
    process.stdout.write(`\nTo remove: npx aem-mail-oauth rotate repair --stack ${stack} --yes ${ids}\n`);
    return [];
  }
  const chosen: Stray[] = [];
  for (const stray of strays) {
    const question = printable(`Remove ${secretName(stray)}? Whoever uses it cannot sign in any more.`);
    if (await agreed(question, "", terminal)) chosen.push(stray);
  }
  return chosen;
}
