import type { Terminal } from "../../commandLine/ask.ts";
import { ExitCode } from "../../commandLine/exitCodes.ts";
import type { Backend } from "../../stack/backend.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import { deployedApplication } from "../../stack/deployedApplication.ts";
import type { Deployment } from "../../stack/deployment.ts";
import { requireStack } from "../../stack/project.ts";
import type { RepairOptions } from "./options.ts";
import { ownState } from "./ownState.ts";
import { outcomeJson, pendingText } from "./report.ts";
import { applicationsOf, openTenant } from "./secrets/findings.ts";
import { type SecretsDone, secretsPart } from "./secretsPart.ts";
import { type Steps, stepsOf } from "./steps.ts";
import { readFacts } from "./tenantFacts.ts";
import { verdictsOf } from "./verdicts.ts";

/**
 * `repair`: puts a stack right after an update that was cut off. Every step leaves something that the next run completes: what was imported is
 * in the state, and what is pending is forgotten last.
 *
 * @returns 0 when nothing is left to repair, 4 when something is
 */
export async function repair(
  { words, ...values }: RepairOptions,
  backend: Backend,
  now = new Date(),
  terminal?: Terminal,
): Promise<number> {
  const stack = await requireStack(values);
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const deployment = await backend.open(stack, { log });
  const steps = stepsOf({ yes: values.yes, json: values.json, terminal });
  try {
    const own = ownState(deployment, steps, values.yes);
    // Read before the lock is looked for: whoever is not logged in, or has no such stack, is told so.
    const first = await deployment.snapshot();
    const isFree = await own.unlock();
    const snapshot = own.locks.length === 0 ? first : await deployment.snapshot();
    const deployed = await deployedApplication(deployment);
    const tenant = await openTenant(deployment, deployed, now);
    const { connection, displayName } = tenant;
    const strays = await applicationsOf(connection, displayName, deployed);
    const facts = await readFacts(connection.graph, snapshot.pending, strays);
    const verdicts = verdictsOf(snapshot, facts);
    const told = pendingText(snapshot.pending, verdicts);
    if (told !== "") steps.say(told);

    // Whoever runs an update may be making right now what looks left over.
    const isOurs = isFree && (await own.touch(snapshot));
    const imported = isOurs && (await own.importAll(verdicts));
    const secrets: SecretsDone = isOurs
      ? await secretsPart({ deployment, tenant, snapshot, bare: facts.bare, words, steps, now, ...values, terminal })
      : { found: undefined, removed: [], isLeft: true, isLostLeft: true };
    const settled = isOurs && (await own.settle(snapshot, verdicts, imported && !secrets.isLostLeft));
    const isLeft = !imported || secrets.isLeft || !settled || steps.all.some(({ done }) => !done);
    if (steps.all.some(({ done }) => done)) await own.preview(values.json);
    sayEnd(isLeft, steps, deployment);
    const { locks } = own;
    const outcome = { stack: stack.given, locks, pending: snapshot.pending, verdicts, steps: steps.all, isLeft };
    if (values.json) process.stdout.write(`${outcomeJson({ ...secrets, ...outcome })}\n`);
    return isLeft ? ExitCode.Differs : ExitCode.Good;
  } finally {
    await deployment.close();
  }
}

function sayEnd(isLeft: boolean, { all, isDone, say }: Steps, { stack }: Deployment): void {
  const { repair: again, up } = commandsOf(stack);
  if (!isLeft) say(all.length === 0 ? "Nothing to repair." : `\nRepaired. What is left is for the next update: ${up}`);
  else if (all.length > 0 && !isDone) say(`\nNothing was done. To do these steps: ${again} --yes`);
}
