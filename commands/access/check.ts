import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

import { faultMessage } from "../../components/faults.ts";
import { secretStepFaults } from "../../components/secretSteps.ts";
import { settingsOf } from "../../components/settings.ts";
import { NAMESPACE, readStackConfig } from "../../components/stackConfig.ts";
import { UserError } from "../../local/userError.ts";
import { requireStack, ROOT, stackFile, stackNames } from "../project.ts";
import { parseProjectSettings, projectSettings, settingsOver } from "../projectSettings.ts";
import type { Settings } from "../settingsFrom.ts";
import { parseStackFile, readStackFile } from "../stackFile.ts";
import { type CurrentFile, currentAccessFiles } from "./currentFiles.ts";
import { commitOf, fileAt } from "./git.ts";

/**
 * `access --check`: whether the access files say what the settings declare, and whether the secrets make a legal step since `base`.
 * Changes nothing.
 *
 * @returns 0 when all is as it should be, 1 when something is to be mended
 */
export async function check({ stack, base }: { stack: string | undefined; base: string | undefined }): Promise<number> {
  const files = await currentAccessFiles(stack);
  const complaints = [
    ...files.flatMap(staleness),
    ...(stack === undefined ? await leftovers() : []),
    ...(await illegalSteps(stack, base)),
  ];
  if (complaints.length === 0) {
    process.stdout.write(`${files.map((file) => `${file.stack}: as declared`).join("\n")}\n`);
    return 0;
  }
  process.stderr.write(`${complaints.join("\n\n")}\n`);
  return 1;
}

function staleness({ stack, text, stored }: CurrentFile): string[] {
  if (text === stored) return [];
  const path = `stacks/${stack}.access.yaml`;
  if (stored === undefined) return [`${path} is missing. \`npx aem-mail-oauth access\` writes it; commit it.`];
  const difference = createTwoFilesPatch(path, path, stored, text, "as committed", "as declared", {
    headerOptions: FILE_HEADERS_ONLY,
  });
  return [`${path} is out of date. \`npx aem-mail-oauth access\` writes it anew; commit it.\n${difference.trimEnd()}`];
}

/** Access files and recorded ends of stacks that are gone: they would go on telling of what nobody declares. */
async function leftovers(root = ROOT): Promise<string[]> {
  const stacks = await stackNames(root);
  const named = (await readdir(join(root, "stacks")).catch(() => [])).flatMap(
    (file): [file: string, stack: string][] => {
      const stack = /^(.+)\.(?:access|secrets)\.yaml$/.exec(file)?.[1];
      // The settings of a stack that is called prod.secrets have such a name, too.
      const isSettings = stacks.some((name) => file === `Pulumi.${name}.yaml`);
      return stack === undefined || isSettings ? [] : [[file, stack]];
    },
  );
  return named
    .filter(([, stack]) => !stacks.includes(stack))
    .map(([file, stack]) => `stacks/${file} belongs to no stack: stacks/Pulumi.${stack}.yaml is gone. Delete it.`);
}

async function illegalSteps(only: string | undefined, asked: string | undefined): Promise<string[]> {
  const base = asked ?? "HEAD";
  const commit = await commitOf(base).catch((error: unknown) => {
    if (asked !== undefined || !(error instanceof UserError)) throw error;
    process.stderr.write(`The steps of the secrets are not checked: ${error.message}\n`);
    return undefined;
  });
  if (commit === undefined) return [];
  const stacks = only === undefined ? await stackNames() : [await requireStack(only)];
  const project = await projectSettings();
  const projectBefore = (await fileAt(commit, "Pulumi.yaml")) ?? "";
  const complaints = await Promise.all(
    stacks.map(async (stack) => {
      const name = `stacks/Pulumi.${stack}.yaml`;
      const before = await fileAt(commit, name);
      if (before === undefined) return [];
      const labels = labelsIn(settingsOver(project, await readStackFile(stackFile(stack))), stack);
      const previous = previousLabels({ stack: before, project: projectBefore }, `${name} at ${base}`, stack);
      const faults = secretStepFaults(previous, labels);
      return faults.length === 0 ? [] : [`${name}, since ${base}: ${faultMessage(faults, NAMESPACE).trimEnd()}`];
    }),
  );
  return complaints.flat();
}

/** What is wrong with an old version is nobody's task now: the step from it is then not known. */
function previousLabels(
  texts: { readonly stack: string; readonly project: string },
  path: string,
  stack: string,
): string[] | undefined {
  try {
    return labelsIn(settingsOver(parseProjectSettings(texts.project), parseStackFile(texts.stack, path)), stack);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function labelsIn({ values, isSecret }: Settings, stack: string): string[] {
  const { args } = readStackConfig({ values, isSecret, stack, now: new Date() });
  return settingsOf(args, stack).clientSecrets.map(({ label }) => label);
}
