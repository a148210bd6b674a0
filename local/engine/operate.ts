import { join } from "node:path";

import { CommandError, type EngineEvent, type Stack } from "@pulumi/pulumi/automation/index.js";

import { ResourceType } from "../../components/catalogue/resources.ts";
import { findCli } from "../../pulumi/cli.ts";
import { localCommand } from "../../stack/commandsOf.ts";
import type { Changes, Difference, OperateOptions, Operation, PolicyPack, Result } from "../../stack/localStack.ts";
import { UserError } from "../../support/userError.ts";
import { type LocalFolder, prepareFolder } from "../folder.ts";
import { openTenant } from "../openTenant.ts";
import { alreadyGone, differencesIn, failuresIn } from "./alreadyGone.ts";
import { changesIn, together } from "./changes.ts";
import { forgetGone, type Forgotten } from "./forgetGone.ts";
import { releaseStaleLock } from "./locks.ts";
import { settlePendingOperations, type StateResource } from "./pending.ts";
import { providePlugins } from "./plugins.ts";
import { providePolicyHost } from "./policyHost.ts";
import { serveProgram } from "./program.ts";
import { expectUnprotected } from "./protection.ts";
import { quieter } from "./quieter.ts";
import { engineWords, openStack, stateFile } from "./stack.ts";

type Deployment = Exclude<Operation, "outputs">;

/** Where, and how. */
export interface OperateIn extends OperateOptions {
  readonly folder: LocalFolder;
}

/**
 * Runs one operation of the real engine on stack local, with the tenant in this process unless another one serves it.
 *
 * @throws UserError when the engine cannot be had or the folder cannot be used
 */
export async function operate(operation: Operation, options: OperateIn): Promise<Result> {
  const { folder, config, log } = options;
  await prepareFolder(folder);
  const cli = await findCli(log);
  try {
    if (operation === "outputs") {
      const stack = await openStack({ folder, command: cli.command, tenant: undefined, config });
      return { changes: {}, steps: [], outputs: await stack.outputs(), failed: false };
    }
    const plugins = await providePlugins(cli.command, folder.pulumiHome, folder.standIns, log);
    if (options.policy !== undefined) await providePolicyHost(folder.pulumiHome);

    const tenant = await openTenant(folder, options.port);
    log(`Using ${cli.origin}; ${plugins}; local tenant ${tenant.url}.`);
    try {
      const stack = await openStack({ folder, command: cli.command, tenant, config });
      await releaseStaleLock(folder, stack, log);
      const found = await settlePendingOperations(stack, tenant, log);
      if (operation === "destroy") await expectUnprotected(stack, folder);
      const result = await run(operation, stack, options);
      return operation === "up" ? { ...result, applicationSince: applicationSince(found) } : result;
    } finally {
      await tenant.close();
    }
  } catch (error) {
    if (error instanceof CommandError) throw new UserError(await adviceOn(engineWords(error), folder));
    throw error instanceof UserError && DAMAGED.test(error.message)
      ? new UserError(await adviceOn(error.message, folder))
      : error;
  }
}

/** In the engine's words. */
const WRONG_PASSPHRASE = "incorrect passphrase";

/** What the engine says of its own files when they are damaged, in whatever command of it. */
const DAMAGED = /failed to load checkpoint|corrupt store|"\.pulumi\/(meta\.yaml|stacks\/)/;

async function adviceOn(words: string, folder: LocalFolder): Promise<string> {
  const reset = localCommand("local reset", folder.stack);
  if (words.includes(WRONG_PASSPHRASE))
    return `The passphrase in ${folder.passphrase} is not the one that encrypted this stack. Put the old one back, or start again with \`${reset}\`.`;

  if (!DAMAGED.test(words)) return `Pulumi said: ${words}`;
  const state = await stateFile(folder);
  return (
    `${words}\nThe state of stack local is damaged or cannot be read: ${state}, or ${join(folder.backend, ".pulumi", "meta.yaml")}. ` +
    `Nothing was changed. Put ${state}.bak in its place, which is the state before the last update, or start again with \`${reset}\`.`
  );
}

async function run(operation: Deployment, stack: Stack, options: OperateIn): Promise<Result> {
  const controller = new AbortController();
  const stopped = new AbortController();
  // Ctrl-C reaches the engine by itself, as it belongs to the terminal's foreground; other signals are passed on as one.
  const stop = (): void => {
    stopped.abort();
    controller.abort();
  };
  const wait = (): void => {
    stopped.abort();
    options.log("\nStopping. The engine finishes the step it is at and saves its state.");
  };
  process.on("SIGINT", wait).on("SIGTERM", stop).on("SIGHUP", stop);
  try {
    let before: Changes = {};
    const steps: Difference[] = [];
    for (;;) {
      const events: EngineEvent[] = [];
      const quiet = quieter(options.show, options.diff);
      const complaints: string[] = [];
      const done = await attempt(operation, stack, options.folder.stack.project, {
        onOutput: quiet.write,
        onError: (text) => {
          complaints.push(text);
          options.show(text);
        },
        onEvent: (event) => void events.push(event),
        color: options.color ? "always" : "never",
        diff: options.diff,
        signal: controller.signal,
        // Else the passphrase is stretched once more, a fifth of a second, for a summary of which the counts are looked at.
        showSecrets: false,
        ...policyOptions(options.policy),
      }).finally(quiet.end);
      steps.push(...differencesIn(events));
      if (done !== undefined) return { ...done, steps, changes: together(before, done.changes), failed: false };

      const gone = stopped.signal.aborted || operation === "refresh" ? [] : alreadyGone(failuresIn(events));
      const { urns, words } = gone.length > 0 ? await forgetGone(stack, gone, options.folder) : NOTHING_GONE;
      if (words !== "") options.log(words);
      // Shown by the engine already, but not what to do about it.
      if (complaints.join("").includes(WRONG_PASSPHRASE)) options.log(await adviceOn(WRONG_PASSPHRASE, options.folder));
      // Each round leaves the state smaller, so there is an end to them.
      if (urns.length === 0 || stopped.signal.aborted)
        return { changes: {}, steps, outputs: await stack.outputs().catch(() => ({})), failed: true };

      before = together(before, together(changesIn(events), { delete: urns.length }));
    }
  } finally {
    process.off("SIGINT", wait).off("SIGTERM", stop).off("SIGHUP", stop);
  }
}

/** Undefined where the state had no application, or does not say. */
function applicationSince(found: readonly StateResource[]): string | undefined {
  return found.find(({ type }) => type === ResourceType.ApplicationRegistration)?.created;
}

const NOTHING_GONE: Forgotten = { urns: [], words: "" };

/** Undefined where the engine stopped with an error, which it has shown. */
async function attempt(operation: Deployment, stack: Stack, project: string, shown: Shown): Promise<Done | undefined> {
  const end = await serveProgram(stack, project, operation === "up" || operation === "preview");
  try {
    return await deploy(operation, stack, shown);
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  } finally {
    end();
  }
}

function policyOptions(policy: PolicyPack | undefined): Pick<Shown, "policyPacks" | "policyPackConfigs"> {
  if (policy === undefined) return {};

  return {
    policyPacks: [policy.folder],
    ...(policy.config === undefined ? {} : { policyPackConfigs: [policy.config] }),
  };
}

interface Shown {
  readonly policyPacks?: string[];
  readonly policyPackConfigs?: string[];
  readonly onOutput: (text: string) => void;
  readonly onError: (text: string) => void;
  readonly onEvent: (event: EngineEvent) => void;
  readonly color: "always" | "never";
  readonly diff: boolean;
  readonly signal: AbortSignal;
  readonly showSecrets: boolean;
}

type Done = Pick<Result, "changes" | "outputs">;

async function deploy(operation: Deployment, stack: Stack, shown: Shown): Promise<Done> {
  switch (operation) {
    case "up": {
      const { summary, outputs } = await stack.up(shown);
      return { changes: summary.resourceChanges ?? {}, outputs };
    }
    case "preview":
      return { changes: (await stack.preview(shown)).changeSummary, outputs: await stack.outputs() };
    case "refresh":
      return { changes: (await stack.refresh(shown)).summary.resourceChanges ?? {}, outputs: await stack.outputs() };
    case "destroy":
      return { changes: (await stack.destroy(shown)).summary.resourceChanges ?? {}, outputs: {} };
  }
}
