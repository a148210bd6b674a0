import type { Terminal } from "../../commandLine/ask.ts";
import type { Snapshot } from "../../pulumi/stackState.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import { deployedApplication } from "../../stack/deployedApplication.ts";
import type { Deployment } from "../../stack/deployment.ts";
import { UserError } from "../../support/userError.ts";
import { applicationsOf, findSecrets, type Found, type Tenant } from "./secrets/findings.ts";
import { remove } from "./secrets/remove.ts";
import { foundText, secretName } from "./secrets/report.ts";
import { lostOf, named, type Stray } from "./secrets/strays.ts";
import type { Steps } from "./steps.ts";
import type { BareApplication } from "./tenantFacts.ts";

interface SecretsOptions {
  readonly deployment: Deployment;
  readonly tenant: Tenant;
  /** As it was before anything was imported. */
  readonly snapshot: Snapshot;
  readonly bare: readonly BareApplication[];
  /** Labels or ids of secrets that were named. */
  readonly words: readonly string[];
  readonly steps: Steps;
  readonly now: Date;
  readonly yes: boolean;
  readonly terminal?: Terminal | undefined;
}

/** What became of secrets that the state does not know. */
export interface SecretsDone {
  /** Undefined where the state has no application. */
  readonly found: Found | undefined;
  readonly removed: readonly Stray[];
  readonly isLeft: boolean;
  /** Whether one is left of which only what is pending says that its value is lost. */
  readonly isLostLeft: boolean;
}

/**
 * Names secrets that the state does not know, and removes them: with `--yes` those that the cut-off update made, and those that were named; on
 * a terminal whichever one agrees to.
 */
export async function secretsPart(options: SecretsOptions): Promise<SecretsDone> {
  const { deployment, tenant, snapshot, bare, words, steps, now, yes } = options;
  const { connection, displayName } = tenant;
  const deployed = await deployedApplication(deployment);
  if (deployed === undefined) {
    if (words.length > 0) throw new UserError("Nothing is deployed, so there is no secret that could be unknown.");
    return { found: undefined, removed: [], isLeft: false, isLostLeft: false };
  }
  const found = await findSecrets(
    deployment,
    deployed,
    connection,
    await applicationsOf(connection, displayName, deployed),
  );
  const { strays } = found;
  if (strays.length > 0 || found.applications.length > 0) steps.say(`\n${foundText(found, now).trimEnd()}`);
  const lost = lostOf(strays, snapshot.pending);
  const wanted = named(words, strays, deployed.secrets);
  const removed: Stray[] = [];
  for (const stray of strays) {
    const isLost = lost.includes(stray);
    // Only a person in front of it decides on a secret that may be in use, unless it was named.
    const isAskedFor = words.length > 0 ? wanted.includes(stray) : steps.isDone && !yes;
    if (!isLost && !isAskedFor) continue;
    const why = isLost
      ? "the update that was cut off made it and did not write its value down, so nobody has it"
      : "the state does not know it. Whoever uses it cannot sign in any more";
    const step = {
      step: "remove" as const,
      what: `Remove secret ${secretName(stray)}: ${why}.`,
      command: `${commandsOf(deployment.stack).repair} --yes ${stray.keyId}`,
    };
    await steps.take(step, "Remove it?", async () => {
      const gone = await remove([stray], deployment, connection);
      removed.push(...gone);
      return gone.length > 0;
    });
  }
  const left = strays.filter((stray) => !removed.includes(stray));
  const others = left.filter((stray) => !lost.includes(stray)).map(({ keyId }) => keyId);
  if (others.length > 0 && !(steps.isDone && !yes))
    steps.say(`\nTo remove one that nobody uses: ${commandsOf(deployment.stack).repair} --yes ${others.join(" ")}`);
  const isBare = found.applications.some(({ id }) => bare.some((application) => application.id === id));
  return { found, removed, isLeft: left.length > 0 || isBare, isLostLeft: left.some((stray) => lost.includes(stray)) };
}
