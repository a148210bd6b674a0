import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

import { providePlugins } from "../../local/engine/plugins.ts";
import { startTenant, type Tenant, TENANT_ID } from "../../local/tenant/index.ts";
import { findCli } from "../../pulumi/cli.ts";
import type { Ended } from "../commandHost.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { type Graph, graphOf } from "./graph.ts";

/** A stack of a person's own: a copy of the project, a backend in a folder, the CLI itself, and a tenant that the test serves. */
export interface OwnStack {
  readonly copy: ProjectCopy;
  readonly graph: Graph;
  readonly tenant: Tenant;
  /** Folder of the backend. */
  readonly backend: string;
  /** Variables that the CLI and our commands are given. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs `pulumi <args> --stack own`; throws with its words when it fails. */
  pulumi(...args: string[]): Promise<string>;
  /** Number of resources by kind of change of a `pulumi up`. */
  up(): Promise<Readonly<Record<string, number>>>;
  /** Starts `pulumi <args>` and kills it as soon as the tenant logs a request that matches. */
  killAt(request: RegExp, ...args: string[]): Promise<void>;
  /** Runs a command of ours with `--stack own`. */
  command(...args: string[]): Promise<Ended>;
  /** Starts a command of ours and kills it as soon as the tenant logs a request that matches; false where it ended before. */
  killCommandAt(request: RegExp, ...args: string[]): Promise<boolean>;
  /** Writes settings of the stack, as lines of YAML. */
  settle(...lines: string[]): Promise<void>;
  close(): Promise<void>;
}

const SALT = /^encryptionsalt: .*$/m;

export async function startOwnStack(): Promise<OwnStack> {
  const folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-own-"));
  const [backend, home, hosts] = ["backend", "home", "hosts"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all([backend, home, hosts].map((path) => mkdir(path)));
  const copy = await copyProject();
  const { command } = await findCli(() => undefined);
  const chosen = join(folder, "stand-ins.json");
  await writeFile(chosen, '["azuread","random"]');
  await providePlugins(command, home, chosen, () => undefined);
  const listeners = new Set<(line: string) => void>();
  const log = (line: string): void => {
    for (const listener of listeners) listener(line);
  };
  const tenant = await startTenant({ folder: join(folder, "tenant"), port: 0, log });
  const program = await startProgram(copy.root);
  // `pulumi import` starts the language's plugin, and needs nothing of it.
  const host = `exec '${process.execPath}' '${join(import.meta.dirname, "languageHost.js")}'`;
  await writeFile(join(hosts, "pulumi-language-nodejs"), `#!/bin/sh\n${host}\n`, { mode: 0o755 });
  const environment = {
    ...tenant.environment,
    PATH: `${hosts}${delimiter}${process.env.PATH ?? ""}`,
    // Without the metadata files: one that a killed engine left empty makes the state unreadable (docs/first-deploy.md).
    PULUMI_BACKEND_URL: `file://${backend}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: "a passphrase",
    PULUMI_HOME: home,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_OPTION_CLIENT: program.address,
  };
  const path = "stacks/Pulumi.own.yaml";
  const settings = (lines: readonly string[], salt = ""): string =>
    [
      "config:",
      `  azuread:tenantId: ${TENANT_ID}`,
      `  aem-mail-oauth:authority: ${tenant.url}`,
      ...lines,
      salt,
      "",
    ].join("\n");

  const start = (file: string, args: readonly string[], detached = false): ChildProcess =>
    spawn(file, args, {
      cwd: copy.root,
      env: { ...process.env, ...environment, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "pipe"],
      detached,
    });

  async function killed(child: ChildProcess, request: RegExp): Promise<string | undefined> {
    const kill = (line: string): void => {
      if (!request.test(line)) return;
      listeners.delete(kill);
      process.kill(-(child.pid ?? 0), "SIGKILL");
    };
    listeners.add(kill);
    const { code, signal, words } = await ended(child);
    listeners.delete(kill);
    return signal === "SIGKILL" ? undefined : `ended by itself, with code ${String(code)}:\n${words}`;
  }

  const pulumi: OwnStack["pulumi"] = async (...args) => {
    const { code, words, stdout } = await ended(
      start(command.command, [...args, "--stack", "own", "--non-interactive"]),
    );
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} exited with ${String(code)}:\n${words}`);
    return stdout;
  };
  await copy.write(path, settings(["  aem-mail-oauth:displayName: AEM mail (own)"]));
  await pulumi("stack", "init");

  return {
    copy,
    graph: await graphOf(tenant),
    tenant,
    backend,
    environment,
    pulumi,
    async up() {
      const said = await pulumi("up", "--yes", "--skip-preview", "--json");
      const events = said
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as Event);
      return events.find(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent?.resourceChanges ?? {};
    },
    async killAt(request, ...args) {
      const why = await killed(start(command.command, [...args, "--stack", "own", "--non-interactive"], true), request);
      if (why !== undefined) throw new Error(`pulumi ${args.join(" ")} ${why}`);
    },
    command: (...args) => copy.runWith({ environment }, ...args, "--stack", "own"),
    async killCommandAt(request, ...args) {
      const bin = join(copy.root, "bin", "aem-mail-oauth.js");
      return (await killed(start(process.execPath, [bin, ...args, "--stack", "own"], true), request)) === undefined;
    },
    async settle(...lines) {
      const salt = SALT.exec(await copy.read(path))?.[0];
      await copy.write(path, settings(["  aem-mail-oauth:displayName: AEM mail (own)", ...lines], salt));
    },
    async close() {
      await program.close();
      await tenant.close();
      await copy.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Event {
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
}

async function ended(child: ChildProcess) {
  const { stdout: out, stderr: err } = child;
  if (out === null || err === null) throw new Error("no pipes");
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(out),
    text(err),
    once(child, "close") as Promise<[number | null, string | null]>,
  ]);
  return { code, signal, stdout, words: `${stdout}${stderr}` };
}

/** A process that runs the project's program for the CLI. */
async function startProgram(root: string): Promise<{ address: string; close: () => Promise<void> }> {
  const args = ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "programHost.ts"), root];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [address] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    address,
    async close() {
      const gone = once(child, "exit");
      child.stdin.end();
      await gone;
    },
  };
}
