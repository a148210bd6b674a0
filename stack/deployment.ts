import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { openLocalDeployment } from "../local/engine/localDeployment.ts";
import { STACK } from "../local/engine/stack.ts";
import type { Mail } from "../local/mail/index.ts";
import { type Cli, findCli } from "../pulumi/cli.ts";
import type { PulumiOptions } from "../pulumi/runPulumi.ts";
import type { Settings } from "../pulumi/settings.ts";
import { readers, type StackValue, type StateResource } from "../pulumi/stackState.ts";
import { ROOT } from "./project.ts";
import { withStackLock } from "./stackLock.ts";

/** A deployed stack as the commands need it, on whichever backend it lives. */
export interface Deployment {
  readonly stack: string;
  /** What clients of Graph and of the sign-in need to be told of a local tenant; empty for a real one. */
  readonly environment: Readonly<Record<string, string>>;
  /** Outputs by name, secrets in the open; none where nothing is deployed. */
  outputs(): Promise<Record<string, StackValue>>;
  /** Settings by key, with namespace, as strings or JSON; secrets in the open, and which they are. */
  config(): Promise<Settings>;
  /** The resources of the state, without their values. */
  resources(): Promise<StateResource[]>;
  /** Value of a live client secret by its label, current or previous; undefined where the state knows none. Secret. */
  secretValue(label: string): Promise<string | undefined>;
  /** Writes a setting, encrypted, into the stack's file; for stack local into the copy in its own folder. */
  saveSecret(key: string, value: string): Promise<void>;
  /** Mail servers of the local tenant, started when first asked for; undefined where the real ones are meant. */
  mail(): Promise<Mail | undefined>;
  /** Runs `pulumi up` in the terminal and resolves with its exit code. */
  up(): Promise<number>;
  close(): Promise<void>;
}

export interface DeploymentOptions {
  /** Where stack local keeps everything. */
  readonly folder?: string;
  /** Milliseconds that each question to the backend may take; default as in support/limits.ts. */
  readonly timeout?: number;
  /** The CLI, where it was found already. */
  readonly cli?: Cli;
  /** A line for the person. */
  readonly log: (line: string) => void;
}

/**
 * Opens the deployment of a stack with the person's own CLI and backend; that of stack `local` with what `npx aem-mail-oauth local` keeps, its
 * tenant being served until the deployment is closed.
 *
 * @throws UserError when there is no CLI, or the tenant's folder is in use
 */
export async function openDeployment(stack: string, options: DeploymentOptions): Promise<Deployment> {
  if (stack === STACK) return openLocalDeployment(options.folder ?? join(ROOT, ".local"), options);

  const { command } = options.cli ?? (await findCli(options.log));
  const pulumi: PulumiOptions = { command: command.command, cwd: ROOT, env: {}, timeout: options.timeout };
  const asked = readers(stack, pulumi);
  return {
    ...asked,
    stack,
    environment: {},
    // Pulumi reads the file and writes it anew.
    saveSecret: (key, value) => withStackLock(stack, () => asked.saveSecret(key, value)),
    mail: () => Promise.resolve(undefined),
    async up() {
      const child = spawn(pulumi.command, ["up", "--stack", stack], { cwd: ROOT, stdio: "inherit" });
      const [code] = (await once(child, "close")) as [number | null];
      return code ?? 1;
    },
    close: () => Promise.resolve(),
  };
}
