import { agreed } from "../../commandLine/ask.ts";
import { ExitCode } from "../../commandLine/exitCodes.ts";
import type { Backend } from "../../stack/backend.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import { type DeclaredSecrets, readDeclaration, takeAway } from "../../stack/declaredSecrets.ts";
import { requireStack } from "../../stack/project.ts";
import { writeStackFile } from "../../stack/stackFile.ts";
import { withStackLock } from "../../stack/stackLock.ts";
import type { StackRef } from "../../stack/stackRef.ts";
import { noteChange } from "../../support/auditNotes.ts";
import { CannotTell, UserError } from "../../support/userError.ts";
import { deployedLabels } from "./deployedLabels.ts";
import { deployNow } from "./deployNow.ts";
import { forgetDates } from "./forgetDates.ts";
import { numbered, placesOf, reviewStep } from "./nextSteps.ts";
import type { RetireOptions } from "./options.ts";
import { placesHave } from "./placesHave.ts";

/** `rotate retire`: the last step of a rotation. */
export async function retire(values: RetireOptions, backend: Backend, now = new Date()): Promise<number> {
  const stack = await requireStack(values);
  const commands = commandsOf(stack);
  const { file, declared } = await readDeclaration(stack, now);
  const [kept = "", ...others] = declared.secrets.map(({ label }) => label);
  if (others.length === 0) {
    process.stdout.write(
      `Stack ${stack.given} declares one secret, "${kept}": there is none to retire. If the last deployment was cut off, repeat it: ${commands.up}\n`,
    );
    return 0;
  }
  const { unknown, keyId } = await isDeployed(stack, kept, backend);
  if (unknown !== undefined && !(await agreedBlindly({ ...values, stack, kept, unknown }))) return unchanged();
  const revoked = others.map((label) => `"${label}"`).join(", ");
  if (await placesHave({ label: kept, keyId }, stack, declared, backend)) {
    process.stdout.write(`Every place in AEM has "${kept}", by what is written down of them.\n`);
  } else {
    process.stdout.write(`Every place in AEM must have "${kept}" by now:\n${placesOf(declared)}\n`);
    const question = `Has "${kept}" been entered in all of them, and seen to work (${commands.verify})? ${revoked} is revoked by the next deployment.`;
    if (!values.yes && !(await agreed(question, "Agree with --yes."))) return unchanged();
  }
  const forgot = await withStackLock(stack, async () => {
    const { file: present, declared: found } = await readDeclaration(stack, now);
    expectSame(file.name, declared, found);
    takeAway(present.document, others, found);
    noteChange({ secrets: others.map((label) => ({ change: "removed", label })) });
    await writeStackFile(present);
    return forgetDates(stack, others);
  });
  process.stdout.write(`${file.name}: removed client secret ${revoked}. "${kept}" stays.\n${forgot}\n`);
  if (values.up) {
    const code = await deployNow(stack, backend);
    if (code !== 0) return code;
  }
  const deploy = `Deploy it, which revokes ${revoked} and nothing else:\n${commands.up}`;
  const check = `See that mail still flows:\n${commands.verify}`;
  process.stdout.write(
    `Next:\n${numbered([reviewStep(stack, forgot !== ""), ...(values.up ? [] : [deploy]), check])}\n`,
  );
  return 0;
}

function unchanged(): number {
  process.stdout.write("Nothing was changed.\n");
  return ExitCode.Yours;
}

/** What was agreed to is about these secrets. @throws UserError when others are declared by now */
function expectSame(name: string, before: DeclaredSecrets, present: DeclaredSecrets): void {
  const [asked, found] = [before, present].map(({ secrets }) => secrets.map(({ label }) => `"${label}"`).join(", "));
  if (asked === found) return;
  throw new UserError(
    `${name} declared ${asked ?? ""} when you were asked, and declares ${found ?? ""} by now. Nothing was changed; run the command again.`,
  );
}

/**
 * Retiring what AEM uses before its successor exists would cut AEM off. Resolves with the reason where that could not be looked up.
 *
 * @throws UserError when the one that is to stay is not deployed
 */
async function isDeployed(
  stack: StackRef,
  kept: string,
  backend: Backend,
): Promise<{ unknown?: string; keyId?: string | undefined }> {
  const deployed = await deployedLabels(stack, backend);
  if ("unknown" in deployed) return deployed;
  if (deployed.labels.includes(kept)) return { keyId: deployed.keyIds.get(kept) };
  throw new UserError(
    `"${kept}" is not deployed yet, so AEM cannot have it: retiring the other one now would cut AEM off. First:\n  ${commandsOf(stack).up}`,
  );
}

interface Blind {
  readonly stack: StackRef;
  readonly kept: string;
  readonly unknown: string;
  readonly yes: boolean;
  readonly unchecked: boolean;
}

/** @throws CannotTell where nobody said, or can say here, that the secret was seen */
async function agreedBlindly({ stack, kept, unknown, yes, unchecked }: Blind): Promise<boolean> {
  const words =
    `Whether "${kept}" is deployed could not be looked up: ${unknown}\n` +
    `If it is not, AEM cannot have it, and the next deployment of stack ${stack.given} cuts AEM off.`;
  if (unchecked) {
    process.stdout.write(`${words}\n`);
    return true;
  }
  if (yes || !process.stdin.isTTY) {
    throw new CannotTell(
      `${words} Nothing was changed.\nFix that, or look into the portal (Certificates & secrets), and if "${kept}" is there: ` +
        `${commandsOf(stack).retire} --unchecked`,
    );
  }
  return agreed(
    `${words}\nHave you seen "${kept}" among the application's live secrets yourself?`,
    "Say so with --unchecked.",
  );
}
