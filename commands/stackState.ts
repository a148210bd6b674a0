import { type PulumiOptions, runPulumi } from "../local/engine/pulumi.ts";
import { UserError } from "../local/userError.ts";
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
    runPulumi(pulumi, [...args, "--stack", stack], input).catch((error: unknown) => {
      throw error instanceof UserError ? new UserError(`${error.message}${hintOn(error.message, stack)}`) : error;
    });
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
      const all = JSON.parse(await run(["config", "--json", "--show-secrets"])) as Record<
        string,
        { value?: string; secret?: boolean }
      >;
      return {
        values: Object.fromEntries(Object.entries(all).map(([key, { value = "" }]) => [key, value])),
        // Whatever is not said to be plain may be a secret.
        isSecret: (key) => Object.hasOwn(all, key) && all[key]?.secret !== false,
      };
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

/** What to do about what Pulumi says most often of a stack that it cannot read. */
function hintOn(words: string, stack: string): string {
  if (words.includes("PULUMI_ACCESS_TOKEN must be set")) {
    return "\nLog in to the backend that has the stack first: pulumi login (docs/first-deploy.md)";
  }
  if (words.includes("no stack named")) {
    return `\nIt is not deployed yet (pulumi stack init ${stack}, then pulumi up -s ${stack}), or you are logged in to another backend (pulumi whoami -v).`;
  }
  if (words.includes("passphrase must be set")) {
    return "\nThe stack's secrets are encrypted with a passphrase: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE.";
  }
  return "";
}
