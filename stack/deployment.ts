import { spawn } from "node:child_process";
import { once } from "node:events";

import { type Cli, findCli } from "../pulumi/cli.ts";
import type { PulumiOptions } from "../pulumi/runPulumi.ts";
import { type StackChanges, stackChanges } from "../pulumi/stackChanges.ts";
import { readers, type StackState } from "../pulumi/stackState.ts";
import { projectName } from "./projectSettings.ts";
import { saveSecret, type SecretSetting } from "./saveSecret.ts";
import { withStackLock } from "./stackLock.ts";
import type { StackRef } from "./stackRef.ts";

/** A mail server of the local tenant. */
export interface LocalServer {
  readonly host: "localhost";
  readonly port: number;
}

/** The mail servers of the local tenant. */
export interface LocalMail {
  /** Submission; TLS by STARTTLS, as on port 587. */
  readonly smtp: LocalServer;
  /** TLS from the start, as on port 993. */
  readonly imap?: LocalServer;
  /** TLS from the start, as on port 995. */
  readonly pop?: LocalServer;
  /** Why IMAP, POP or both are not there, with the command that installs what is missing. */
  readonly missing?: string;
  /** PEM file of the authority that signed the servers' certificate. */
  readonly authority: string;
}

/** A deployed stack as the commands need it, on whichever backend it lives. */
export interface Deployment extends StackState {
  readonly stack: StackRef;
  /** What clients of Graph and of the sign-in need to be told of a local tenant; empty for a real one. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Origin of what answers on this machine instead of Azure Key Vault, Adobe's sign-in and Cloud Manager, `https://localhost:8443`; undefined
   * where the real ones are meant. Its certificate's authority is in `environment`.
   */
  readonly localOrigin: string | undefined;
  /** Mail servers of the local tenant, started when first asked for; undefined where the real ones are meant. */
  mail(): Promise<LocalMail | undefined>;
  /** Keeps a secret among the stack's settings, encrypted; for stack local in the copy in its own folder. Resolves with whether it did. */
  saveSecret(secret: SecretSetting): Promise<boolean>;
  /** What changes the state without the program; undefined for stack local, which does all of it by itself at each of its commands. */
  readonly changes?: StackChanges;
  /** Runs `pulumi up` in the terminal and resolves with its exit code. `yes`: nobody is asked, as in a pipeline. */
  up(how?: { readonly yes: boolean }): Promise<number>;
  close(): Promise<void>;
}

export interface DeploymentOptions {
  /** Milliseconds that each question to the backend may take; default as in support/limits.ts. */
  readonly timeout?: number;
  /** The CLI, where it was found already. */
  readonly cli?: Cli;
  /** A line for the person. */
  readonly log: (line: string) => void;
}

/**
 * Opens the deployment of a stack with the person's own CLI and backend.
 *
 * @throws UserError when there is no CLI
 */
export async function openDeployment(stack: StackRef, options: DeploymentOptions): Promise<Deployment> {
  const { command } = options.cli ?? (await findCli(options.log));
  const cwd = stack.project;
  const pulumi: PulumiOptions = { command: command.command, cwd, env: {}, timeout: options.timeout };
  const asked = readers(stack.given, pulumi);
  return {
    ...asked,
    stack,
    environment: {},
    localOrigin: undefined,
    saveSecret: (secret) => withStackLock(stack, () => saveSecret(asked, stack, secret)),
    changes: stackChanges({ stack: stack.given, project: () => projectName(cwd), pulumi }),
    mail: () => Promise.resolve(undefined),
    async up({ yes } = { yes: false }) {
      const words = ["up", "--stack", stack.given, ...(yes ? ["--yes", "--non-interactive"] : [])];
      const child = spawn(pulumi.command, words, { cwd, stdio: "inherit" });
      const [code] = (await once(child, "close")) as [number | null];
      return code ?? 1;
    },
    close: () => Promise.resolve(),
  };
}
