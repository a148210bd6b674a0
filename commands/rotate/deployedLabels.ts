import type { Backend } from "../../stack/backend.ts";
import { secretsInState } from "../../stack/deployedApplication.ts";
import type { StackRef } from "../../stack/stackRef.ts";
import { LIMITS } from "../../support/limits.ts";
import { reasonOf, UserError } from "../../support/userError.ts";

/** Labels of the client secrets that the stack's state knows, in no order, and Entra's ids by label; or why that could not be found out, in one line. */
export type Deployed =
  { readonly labels: readonly string[]; readonly keyIds: ReadonlyMap<string, string> } | { readonly unknown: string };

/** Looks into the state, which knows more than the outputs after an update that was cut off. */
export async function deployedLabels(stack: StackRef, backend: Backend): Promise<Deployed> {
  if (await backend.isAbsent(stack)) return { labels: [], keyIds: new Map() };
  // Loaded here alone: the Automation API takes longer to load than all the rest to run.
  const { findCli, INSTALLED } = await import("../../pulumi/cli.ts");
  const silent = (): void => undefined;
  const cli = await findCli(silent, INSTALLED).catch(() => undefined);
  if (cli === undefined) return { unknown: "there is no Pulumi CLI here." };
  try {
    const deployment = await backend.open(stack, { timeout: LIMITS.backendBriefly, cli, log: silent });
    try {
      const keyIds = new Map(secretsInState(await deployment.resources()).map(([keyId, label]) => [label, keyId]));
      return { labels: [...keyIds.keys()], keyIds };
    } finally {
      await deployment.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { unknown: reasonOf(error).split("\n")[0] ?? "" };
  }
}
