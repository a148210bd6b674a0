import { UserError } from "../../local/userError.ts";
import { agreed } from "../ask.ts";
import { EXIT_CODES_HELP } from "../exitCodes.ts";
import { requireStack } from "../project.ts";
import { writeStackFile } from "../stackFile.ts";
import { readDeclaration, takeAway } from "./declaredSecrets.ts";
import { deployedLabels } from "./deployedLabels.ts";
import { deployNow } from "./deployNow.ts";
import { commandsOf, numbered, placesOf, reviewStep } from "./nextSteps.ts";
import { COMMON_OPTIONS, parseOptions } from "./options.ts";

const HELP = `Usage: npx aem-mail-oauth rotate retire --stack S [--yes] [--up]

Takes every client secret but the first out of the stack's file. The next deployment revokes them: AEM must have the first one
everywhere by then, which this command asks for, place by place.

Options:
  --stack S      the stack, as in stacks/Pulumi.S.yaml
  --yes          do not ask
  --up           deploy at once; Pulumi shows the changes and asks
  --folder DIR   where stack local keeps everything (default .local)

${EXIT_CODES_HELP}`;

const OPTIONS = {
  ...COMMON_OPTIONS,
  up: { type: "boolean", default: false },
  yes: { type: "boolean", default: false },
} as const;

/** `rotate retire`: the last step of a rotation. */
export async function retire(args: string[], now: Date): Promise<number> {
  const { values } = parseOptions(args, OPTIONS, HELP);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stack = await requireStack(values.stack);
  const commands = commandsOf(stack);
  const { file, declared } = await readDeclaration(stack, now);
  const [kept = "", ...others] = declared.secrets.map(({ label }) => label);
  if (others.length === 0) {
    process.stdout.write(
      `Stack ${stack} declares one secret, "${kept}": there is none to retire. If the last deployment was cut off, repeat it: ${commands.up}\n`,
    );
    return 0;
  }
  process.stdout.write(await wordsOnDeployed(stack, kept, values.folder));
  const revoked = others.map((label) => `"${label}"`).join(", ");
  process.stdout.write(`Every place in AEM must have "${kept}" by now:\n${placesOf(declared)}\n`);
  const question = `Has "${kept}" been entered in all of them, and seen to work (${commands.verify})? ${revoked} is revoked by the next deployment.`;
  if (!values.yes && !(await agreed(question, "Agree with --yes."))) {
    process.stdout.write("Nothing was changed.\n");
    return 1;
  }
  takeAway(file.document, others, declared);
  await writeStackFile(file);
  process.stdout.write(`${file.name}: removed client secret ${revoked}. "${kept}" stays.\n\n`);
  if (values.up) {
    const code = await deployNow(stack, values.folder);
    if (code !== 0) return code;
  }
  const deploy = `Deploy it, which revokes ${revoked} and nothing else:\n${commands.up}`;
  const check = `See that mail still flows:\n${commands.verify}`;
  process.stdout.write(`Next:\n${numbered([reviewStep(stack), ...(values.up ? [] : [deploy]), check])}\n`);
  return 0;
}

/** Retiring what AEM uses before its successor exists would cut AEM off. */
async function wordsOnDeployed(stack: string, kept: string, folder: string): Promise<string> {
  const deployed = await deployedLabels(stack, folder);
  if ("unknown" in deployed) {
    return `Whether "${kept}" is deployed could not be looked up: ${deployed.unknown}\n`;
  }
  if (deployed.labels.includes(kept)) return "";
  throw new UserError(
    `"${kept}" is not deployed yet, so AEM cannot have it: retiring the other one now would cut AEM off. First:\n  ${commandsOf(stack).up}`,
  );
}
