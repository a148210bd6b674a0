import { reasonOf, UserError } from "../../local/userError.ts";

/** Labels of the client secrets that the stack's state knows, in no order; or why that could not be found out. */
export type Deployed = { readonly labels: readonly string[] } | { readonly unknown: string };

/** Looks into the state, which knows more than the outputs after an update that was cut off. */
export async function deployedLabels(stack: string, folder: string): Promise<Deployed> {
  try {
    const { openDeployment } = await import("../deployment.ts");
    const deployment = await openDeployment(stack, { folder, log: () => undefined });
    try {
      const secrets = (await deployment.resources()).filter(({ type }) => type.endsWith(":ApplicationPassword"));
      return { labels: secrets.flatMap(({ urn }) => /-secret-([^:]+)$/.exec(urn)?.[1] ?? []) };
    } finally {
      await deployment.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { unknown: reasonOf(error) };
  }
}
