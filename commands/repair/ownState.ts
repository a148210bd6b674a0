import { ResourceType } from "../../components/catalogue/resources.ts";
import { importWords, settleWords } from "../../pulumi/stackChanges.ts";
import type { PendingOperation, Snapshot } from "../../pulumi/stackState.ts";
import { commandsOf, pulumiCommand } from "../../stack/commandsOf.ts";
import type { Deployment } from "../../stack/deployment.ts";
import { CannotTell } from "../../support/userError.ts";
import type { Steps } from "./steps.ts";
import { type ReportedLock, unlocking } from "./unlock.ts";
import { nameIn, type Verdict } from "./verdicts.ts";

/** The steps that change the state of a stack. Each resolves with whether nothing of it is left. */
export interface OwnState {
  readonly locks: readonly ReportedLock[];
  unlock(): Promise<boolean>;
  /** Finds a lock that the backend shows to nobody but whoever changes something, where nothing else is going to change. */
  touch(snapshot: Snapshot): Promise<boolean>;
  importAll(verdicts: readonly Verdict[]): Promise<boolean>;
  /** Forgets what is pending, if all before it was done. */
  settle(snapshot: Snapshot, verdicts: readonly Verdict[], isReady: boolean): Promise<boolean>;
  /** @throws CannotTell when it fails */
  preview(json: boolean): Promise<void>;
}

/** Those of a stack on the person's own backend; stack local does all that by itself. */
export function ownState(deployment: Deployment, steps: Steps, yes: boolean): OwnState {
  const { changes, stack } = deployment;
  const { cancel, up, preview } = commandsOf(stack);
  if (changes === undefined) return localState(steps, up);
  const locks = unlocking(changes, steps, yes, cancel);

  return {
    locks: locks.found,
    unlock: () => locks.first(),
    async touch({ resources, pending }) {
      const [root] = resources.filter(isRoot);
      if (!locks.isHidden() || !steps.isDone || pending.length > 0 || root === undefined) return true;
      return locks.run(() => changes.touch(root.urn));
    },
    async importAll(verdicts) {
      let all = !verdicts.some(({ kind }) => kind === "leave");
      for (const verdict of verdicts) {
        if (verdict.kind !== "import") continue;
        const { part, urn, why } = verdict;
        const what = `Import ${nameIn(urn)}: ${why}.`;
        const command = pulumiCommand(stack, "import", importWords(part));
        const run = (): Promise<boolean> => locks.run(() => changes.importPart(part));
        const done = await steps.take({ step: "import", what, command }, "Import it?", run);
        all &&= done;
      }
      return all;
    },
    async settle(before, verdicts, isReady) {
      if (before.pending.length === 0) return true;
      if (steps.isDone && !isReady) return false;
      const { resources, pending } = await deployment.snapshot();
      if (!pending.every((operation) => isAmong(operation, before.pending)))
        throw new CannotTell("Another update has begun meanwhile, and what it left is unknown. Run this again.");
      // None named would be all, and would take over unseen what was changed by hand.
      const root = resources.find(isRoot)?.urn;
      const urns = verdicts.filter(({ kind }) => kind === "read").map(({ urn }) => urn);
      const targets = root === undefined ? urns : [root, ...urns];
      if (targets.length === 0) throw new CannotTell("The state has operations pending and no resources. Restore it.");
      const read = urns.length === 0 ? "" : ` and read again: ${urns.map(nameIn).join(", ")}`;
      const what = `Forget what was begun${read}.`;
      const command = pulumiCommand(stack, "refresh", settleWords(targets));
      const run = (): Promise<boolean> => locks.run(() => changes.settle(targets));
      if (!(await steps.take({ step: "settle", what, command }, "Do it?", run))) return false;
      const { pending: left } = await deployment.snapshot();
      if (left.length === 0) return true;
      throw new CannotTell(`Pulumi did not forget all that was begun: ${left.map(words).join(", ")}. Run this again.`);
    },
    async preview(json) {
      steps.say("\nWhat an update would do now:\n");
      const code = await changes.preview(json ? "stderr" : "stdout");
      if (code !== 0) throw new CannotTell(`What is left to do is unknown: the preview failed. Repeat it: ${preview}`);
    },
  };
}

/** Stack local has no steps: it only says what its next command does. */
function localState({ say }: Steps, up: string): OwnState {
  const free = (): Promise<boolean> => Promise.resolve(true);
  return {
    locks: [],
    unlock: free,
    touch: free,
    importAll: free,
    settle({ pending }) {
      if (pending.length > 0) say(`\nStack local puts that right by itself, with the next ${up}`);
      return Promise.resolve(pending.length === 0);
    },
    preview: () => Promise.resolve(),
  };
}

function isRoot({ type }: { readonly type: string }): boolean {
  return type === ResourceType.Stack;
}

function words({ type, resource }: PendingOperation): string {
  return `${type} ${nameIn(resource.urn)}`;
}

function isAmong(operation: PendingOperation, others: readonly PendingOperation[]): boolean {
  return others.some(({ type, resource }) => type === operation.type && resource.urn === operation.resource.urn);
}
