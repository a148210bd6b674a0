import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { findCli } from "../../pulumi/cli.ts";
import { parseStackFile } from "../../stack/stackFile.ts";
import { UserError } from "../../support/userError.ts";

/** What a reader makes of a stack file: values by key, texts as they are and all else as data; or that it refuses. */
export type Reading = Readonly<Record<string, unknown>> | "refused";

/** Asks the real command line tool. */
export interface PulumiReader {
  read(text: string): Promise<Reading>;
  /** Runs `pulumi config set <args>` on the file and returns the file as it is then. */
  write(text: string, ...args: string[]): Promise<string>;
  close(): Promise<void>;
}

const PASSPHRASE = "of a test";

/** A project of its own with a backend in a folder, and one stack. */
export async function pulumiReader(): Promise<PulumiReader> {
  const { command } = await findCli(() => undefined);
  const root = await mkdtemp(join(tmpdir(), "aem-mail-oauth-yaml-"));
  const env = {
    ...process.env,
    NODE_OPTIONS: "",
    PULUMI_BACKEND_URL: `file://${root}`,
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    PULUMI_HOME: join(root, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const pulumi = (...args: string[]) =>
    promisify(execFile)(command.command, ["--non-interactive", ...args], { cwd: root, env });
  await writeFile(join(root, "Pulumi.yaml"), "name: aem-mail-oauth\nruntime: nodejs\n");
  await pulumi("stack", "init", "prod");
  let count = 0;
  const written = async (text: string): Promise<string> => {
    const path = join(root, `Pulumi.${(count += 1)}.yaml`);
    await writeFile(path, text);
    return path;
  };
  return {
    async read(text) {
      const path = await written(text);
      try {
        const { stdout } = await pulumi("config", "--stack", "prod", "--json", "--config-file", path);
        const config = JSON.parse(stdout) as Record<string, { value?: string; objectValue?: unknown; secret: boolean }>;
        return Object.fromEntries(
          Object.entries(config).map(([key, { value, secret }]) => [key, secret ? "secret" : data(value ?? "")]),
        );
      } catch {
        return "refused";
      }
    },
    async write(text, ...args) {
      const path = await written(text);
      await pulumi("config", "set", "--stack", "prod", "--config-file", path, ...args);
      return readFile(path, "utf8");
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}

/** Our own reading of the same text. */
export function ours(text: string): Reading {
  try {
    const { values, isSecret } = parseStackFile(text, "Pulumi.prod.yaml");
    return Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, isSecret(key) ? "secret" : data(value)]),
    );
  } catch (error) {
    if (error instanceof UserError) return "refused";
    throw error;
  }
}

/** Lists and maps come as JSON, in whatever order. */
function data(value: string): unknown {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" ? parsed : value;
  } catch {
    return value;
  }
}
