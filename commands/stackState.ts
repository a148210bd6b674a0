import { type PulumiOptions, runPulumi } from "../local/engine/pulumi.ts";
import type { Deployment } from "./deployment.ts";

/** One value of a stack: an output, or a setting. */
export interface StackValue {
  readonly value: unknown;
  /** Whether Pulumi keeps it encrypted. The value itself is here in the open. */
  readonly secret: boolean;
}

/** A resource as the state knows it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
}

/** What is asked of a stack and written to it through the CLI, the same for every backend. */
export function readers(
  stack: string,
  pulumi: PulumiOptions,
): Pick<Deployment, "outputs" | "config" | "resources" | "secretValue" | "saveSecret"> {
  const run = (args: string[], input?: string): Promise<string> =>
    runPulumi(pulumi, [...args, "--stack", stack], input);
  const exported = async (...args: string[]): Promise<ExportedResource[]> => {
    const { deployment } = JSON.parse(await run(["stack", "export", ...args])) as Exported;
    return deployment?.resources ?? [];
  };
  return {
    async outputs() {
      const masked = JSON.parse(await run(["stack", "output", "--json"])) as Record<string, unknown>;
      const open = JSON.parse(await run(["stack", "output", "--json", "--show-secrets"])) as Record<string, unknown>;
      return Object.fromEntries(
        Object.entries(open).map(([name, value]) => [name, { value, secret: masked[name] === "[secret]" }]),
      );
    },
    async config() {
      const all = JSON.parse(await run(["config", "--json", "--show-secrets"])) as Record<string, { value?: string }>;
      return Object.fromEntries(Object.entries(all).map(([key, { value = "" }]) => [key, value]));
    },
    async resources() {
      return (await exported()).map(({ urn, type, id }) => ({ urn, type, ...(id === undefined ? {} : { id }) }));
    },
    async secretValue(label) {
      const found = (await exported("--show-secrets")).find(({ urn }) => urn.endsWith(`::mail-secret-${label}`));
      const plaintext = found?.outputs?.value?.plaintext;
      return plaintext === undefined ? undefined : (JSON.parse(plaintext) as string);
    },
    async saveSecret(key, value) {
      await run(["config", "set", "--secret", key], value);
    },
  };
}

interface Exported {
  readonly deployment?: { readonly resources?: ExportedResource[] } | null;
}

interface ExportedResource extends StateResource {
  readonly outputs?: { readonly value?: { readonly plaintext?: string } };
}
