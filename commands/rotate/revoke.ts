import { nearest } from "../../components/rules/nearest.ts";
import type { Backend } from "../../stack/backend.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import { type DeclaredSecrets, putOnTop, readDeclaration, takeAway } from "../../stack/declaredSecrets.ts";
import { requireClock } from "../../stack/ends/clock.ts";
import { requireStack } from "../../stack/project.ts";
import { writeStackFile } from "../../stack/stackFile.ts";
import { withStackLock } from "../../stack/stackLock.ts";
import type { StackRef } from "../../stack/stackRef.ts";
import { noteChange } from "../../support/auditNotes.ts";
import { UserError } from "../../support/userError.ts";
import { type Deployed, deployedLabels } from "./deployedLabels.ts";
import { deployNow } from "./deployNow.ts";
import { forgetDates } from "./forgetDates.ts";
import { newSecret } from "./newSecret.ts";
import { numbered, placesOf, reviewStep, sessionsStep } from "./nextSteps.ts";
import type { AddOptions } from "./options.ts";

/** `rotate revoke`: a secret that leaked is dead after the next deployment. */
export async function revoke(values: AddOptions, backend: Backend, now = new Date()): Promise<number> {
  const stack = await requireStack(values);
  const { name, declared, leaked, kept, other, forgot } = await withStackLock(stack, () =>
    edit(stack, { ...values, label: values.words[0], newLabel: values.label, now }),
  );
  // Only now: what is said afterwards is worth no delay before.
  const deployed = other === undefined ? undefined : await deployedLabels(stack, backend);
  process.stdout.write(
    `${name}: removed client secret "${leaked}"; "${kept}" ${other === undefined ? "takes its place" : "stays"}.\n` +
      `${forgot}${consequence(leaked, kept, deployed)}\n\n`,
  );
  if (values.up) {
    const code = await deployNow(stack, backend);
    if (code !== 0) return code;
  }
  process.stdout.write(
    `Next, at once:\n${numbered([...nextSteps(stack, declared, leaked, kept, values.up), reviewStep(stack, forgot !== "")])}\n`,
  );
  return 0;
}

interface Wanted {
  /** Of the secret that leaked. */
  readonly label: string | undefined;
  readonly newLabel: string | undefined;
  readonly expires?: string | undefined;
  readonly lifetime?: string | undefined;
  readonly now: Date;
}

/** Takes the secret out of the stack's file, with a new one in its place where it is the only one. */
async function edit(stack: StackRef, { label, newLabel, expires, lifetime, now }: Wanted) {
  const { file, declared } = await readDeclaration(stack, now);
  const leaked = requireLabel(label, stack, declared);
  const [other] = declared.secrets.filter((secret) => secret.label !== leaked);
  if (other !== undefined && [newLabel, expires, lifetime].some((wish) => wish !== undefined)) {
    throw new UserError(
      `Stack ${stack.given} keeps "${other.label}", so no new secret is made: leave --label, --expires and --lifetime out.`,
    );
  }
  let kept = other?.label;
  if (kept === undefined) {
    requireClock(now);
    const secret = newSecret({ label: newLabel, expires, lifetime }, declared, now);
    putOnTop(file.document, secret, declared);
    kept = secret.label;
  }
  takeAway(file.document, [leaked], declared);
  noteChange({
    secrets: [
      { change: "removed", label: leaked },
      ...(other === undefined ? [{ change: "added" as const, label: kept }] : []),
    ],
  });
  await writeStackFile(file);
  return { name: file.name, declared, leaked, kept, other, forgot: await forgetDates(stack, [leaked]) };
}

function requireLabel(label: string | undefined, stack: StackRef, { secrets }: DeclaredSecrets): string {
  const labels = secrets.map((secret) => secret.label);
  const live = labels.map((name) => `"${name}"`).join(", ");
  if (label === undefined)
    throw new UserError(`Which secret leaked? Write its label. Stack ${stack.given} declares ${live}.`);
  if (labels.includes(label)) return label;
  // Somebody in a hurry may have pasted the secret itself.
  const given = label.length > 32 ? "with that name" : `"${label}"`;
  const [close] = nearest(label.slice(0, 32), labels);
  throw new UserError(
    `Stack ${stack.given} declares no secret ${given}, but ${live}.${close === undefined ? "" : ` Did you mean ${close}?`}\n` +
      `To find live secrets that no file declares: ${commandsOf(stack).repair}`,
  );
}

/** `deployed` is undefined where the secret that is kept is a new one. */
function consequence(leaked: string, kept: string, deployed: Deployed | undefined): string {
  // One that is declared and not deployed yet can be nowhere in AEM.
  const live = deployed !== undefined && "labels" in deployed ? deployed.labels : [];
  const isNew = deployed === undefined || (live.length > 0 && !live.includes(kept));
  const stops = isNew
    ? `AEM stops sending and reading mail when that is deployed, everywhere, until it is given "${kept}"`
    : `AEM stops sending and reading mail when that is deployed, wherever it still has "${leaked}"; where it has "${kept}" it goes on`;
  return `${stops}. It may go on for about an hour with the access token it holds: tokens already issued stay good until they end.`;
}

function nextSteps(
  stack: StackRef,
  declared: DeclaredSecrets,
  leaked: string,
  kept: string,
  deployed: boolean,
): string[] {
  const commands = commandsOf(stack);
  return [
    ...(deployed ? [] : [`Deploy it, which kills "${leaked}":\n${commands.up}`]),
    `Enter "${kept}" in every place of AEM that does not have it:\n${placesOf(declared)}\nIts value: ${commands.showSecret}`,
    `See that mail flows with it:\n${commands.verify}`,
    sessionsStep(stack, declared),
  ];
}
