import type { Backend } from "../../stack/backend.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import { type Declaration, type DeclaredSecrets, putOnTop, readDeclaration } from "../../stack/declaredSecrets.ts";
import { requireClock } from "../../stack/ends/clock.ts";
import { requireStack } from "../../stack/project.ts";
import { writeStackFile } from "../../stack/stackFile.ts";
import { withStackLock } from "../../stack/stackLock.ts";
import type { StackRef } from "../../stack/stackRef.ts";
import { noteChange } from "../../support/auditNotes.ts";
import { UserError } from "../../support/userError.ts";
import { type Deployed, deployedLabels } from "./deployedLabels.ts";
import { deployNow } from "./deployNow.ts";
import { newSecret } from "./newSecret.ts";
import { numbered, placesOf, reviewStep } from "./nextSteps.ts";
import type { AddOptions } from "./options.ts";

/** `rotate add`: the first step of a rotation. */
export async function add(values: AddOptions, backend: Backend, now = new Date()): Promise<number> {
  const stack = await requireStack(values);
  requireClock(now);
  // What is refused anyway is refused before anything is looked up.
  newSecret(values, (await roomForOne(stack, now)).declared, now);
  // Before the lock: it may take seconds. What it says is held against the file as it is then.
  const deployed = await deployedLabels(stack, backend);
  const { name, declared, secret } = await withStackLock(stack, async () => {
    const { file, declared: present } = await roomForOne(stack, now);
    expectDeployed(stack, present, deployed);
    const made = newSecret(values, present, now);
    putOnTop(file.document, made, present);
    noteChange({ secrets: [{ change: "added", label: made.label }] });
    await writeStackFile(file);
    return { name: file.name, declared: present, secret: made };
  });
  const [current] = declared.secrets;
  const doubt =
    "unknown" in deployed
      ? `Whether an earlier update is still waiting could not be looked up: ${deployed.unknown}\n`
      : "";
  process.stdout.write(
    `${name}: added client secret "${secret.label}", which ends on ${secret.expires}.\n` +
      `"${current?.label ?? ""}" stays good until it is retired.\n${doubt}\n`,
  );
  if (values.up) {
    const code = await deployNow(stack, backend);
    if (code !== 0) return code;
  }
  process.stdout.write(`Next:\n${numbered(nextSteps(stack, declared, secret.label, values.up))}\n`);
  return 0;
}

/** What is declared, where there is room for another secret. @throws UserError naming the two that are there */
async function roomForOne(stack: StackRef, now: Date): Promise<Declaration> {
  const declaration = await readDeclaration(stack, now);
  const [current, previous] = declaration.declared.secrets;
  if (current === undefined || previous === undefined) return declaration;
  throw new UserError(
    `Stack ${stack.given} has two secrets already, "${current.label}" and "${previous.label}"; there can be no third. ` +
      `When every place in AEM has "${current.label}", retire the other and deploy:\n` +
      `  ${commandsOf(stack).retire}\n  ${commandsOf(stack).up}`,
  );
}

/**
 * A secret that is live and no longer declared goes with the next update, after the new one came: of two that would be a third, which
 * Entra refuses, and again at each repetition. Where the state cannot be read the update tells.
 */
function expectDeployed(stack: StackRef, { secrets }: DeclaredSecrets, deployed: Deployed): void {
  if ("unknown" in deployed) return;
  const declared = secrets.map(({ label }) => label);
  const left = deployed.labels.filter((label) => !declared.includes(label)).map((label) => `"${label}"`);
  if (left.length > 0) {
    throw new UserError(
      `Stack ${stack.given} no longer declares ${left.join(", ")}, which is still live: an update is waiting. Deploy it first:\n  ${commandsOf(stack).up}`,
    );
  }
}

function nextSteps(stack: StackRef, declared: DeclaredSecrets, label: string, deployed: boolean): string[] {
  const commands = commandsOf(stack);
  const [old] = declared.secrets;
  return [
    reviewStep(stack),
    ...(deployed ? [] : [`Deploy it; nothing changes for AEM:\n${commands.up}`]),
    `Enter "${label}" in every place of AEM that has a client secret:\n${placesOf(declared)}\nIts value: ${commands.showSecret}\nAll values, field by field: ${commands.sheet}`,
    `See that mail flows with it; no new sign-in should be needed:\n${commands.verify}`,
    `Retire "${old?.label ?? ""}", and deploy:\n${commands.retire}\n${commands.up}`,
  ];
}
