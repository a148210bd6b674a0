import type { Backend } from "../../stack/backend.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import type { StackRef } from "../../stack/stackRef.ts";

/**
 * Deploys an edited stack file, for `--up`.
 *
 * @returns 0 when the update succeeded, else 1: the engine has said why, and what is next has been said here
 */
export async function deployNow(stack: StackRef, backend: Backend): Promise<number> {
  const deployment = await backend.open(stack, { log: (line) => void process.stdout.write(`${line}\n`) });
  try {
    const code = await deployment.up();
    if (code === 0) return 0;
    process.stderr.write(
      `\nThe update did not succeed, so nothing further was done. The stack file keeps the edit: fix what is said above and ` +
        `repeat it as often as needed:\n  ${commandsOf(stack).up}\n`,
    );
    return 1;
  } finally {
    await deployment.close();
  }
}
