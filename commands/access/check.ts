import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

import { ExitCode } from "../../commandLine/exitCodes.ts";
import { NAMESPACE } from "../../components/catalogue/configKeys.ts";
import type { ClientSecretArgs } from "../../components/mailApplicationArgs.ts";
import { faultMessage } from "../../components/rules/faults.ts";
import { settingsOf } from "../../components/rules/settings.ts";
import { readStackConfig } from "../../components/rules/stackConfig.ts";
import { secretStepFaults } from "../../components/secrets/secretSteps.ts";
import type { Settings } from "../../pulumi/settings.ts";
import { orphanFiles } from "../../stack/project.ts";
import { parseProjectSettings, projectSettings, settingsOver } from "../../stack/projectSettings.ts";
import { parseStackFile, readStackFile } from "../../stack/stackFile.ts";
import { pathsOf, PROJECT_FILE, type StackRef } from "../../stack/stackRef.ts";
import { printable, printableText } from "../../support/text.ts";
import { UserError } from "../../support/userError.ts";
import { currentAccessFiles, type CurrentFile } from "./currentFiles.ts";
import { rewrittenFiles } from "./git/attributes.ts";
import { commitOf, fileAt, WORK_TREE } from "./git/git.ts";
import { movedEnds } from "./movedEnds.ts";

export interface CheckOptions {
  readonly project: string;
  /** Undefined for all. */
  readonly stack: StackRef | undefined;
  /** The commit that is deployed; default HEAD. */
  readonly base: string | undefined;
}

/**
 * `access --check`: whether the access files say what the settings declare, and whether the secrets make a legal step since `base`.
 * Changes nothing.
 *
 * @returns 0 when all is as it should be, 1 when something is to be fixed, 5 when nothing is but something cannot be told
 */
export async function check({ project, stack, base }: CheckOptions): Promise<number> {
  const { files, faults } = await currentAccessFiles(stack, project);
  const since = await baseOf(base, project);
  const stale = files.flatMap((file) => staleness(file).map((words): OfStack => [file.stack.name, words]));
  const stacks = files.map((file) => file.stack);
  const names = stacks.map(({ name }) => name);
  const steps =
    since.commit === undefined ? [] : await illegalSteps(stacks, project, { ...since, commit: since.commit });
  const elsewhere = await otherwiseElsewhere(files, project);
  const wordsOf = (list: readonly OfStack[]): string[] => list.map(([, words]) => words);
  const complaints = [
    ...faults,
    ...wordsOf(stale),
    ...(stack === undefined ? await leftovers(project) : []),
    ...wordsOf(steps),
  ];
  const doubts = [...since.doubts, ...wordsOf(elsewhere)];
  const troubled = new Set([...stale, ...steps, ...elsewhere].map(([name]) => name));
  // Without a commit to compare with, no stack has been looked at as a whole.
  for (const name of since.doubts.length > 0 ? [] : names)
    if (!troubled.has(name)) process.stdout.write(`${name}: as declared\n`);

  if (complaints.length + doubts.length === 0) return ExitCode.Good;
  // The files are anybody's to write: a terminal obeys nothing in them, nor does a job's log.
  process.stderr.write(printableText(`${[...complaints, ...doubts].join("\n\n")}\n`));
  return complaints.length > 0 ? ExitCode.Yours : ExitCode.CannotTell;
}

/** A stack, and what is to be said of it. */
type OfStack = readonly [stack: string, words: string];

/** What lies here may be read here; git hands it over otherwise wherever its attributes are carried out otherwise. */
async function otherwiseElsewhere(files: readonly CurrentFile[], project: string): Promise<OfStack[]> {
  const rewritten = await rewrittenFiles(WORK_TREE, project);
  return files.flatMap(({ stack: { name } }): OfStack[] => {
    const path = pathsOf(name).settings;
    const attributes = rewritten.get(path)?.join(", ");
    if (attributes === undefined) return [];
    const words = `${path}: git may hand it over in another form elsewhere (${attributes}). Take that out of .gitattributes.`;
    return [[name, words]];
  });
}

interface Base {
  readonly name: string;
  readonly commit?: string;
  readonly doubts: readonly string[];
}

/** The commit that is deployed. Where nobody named one and there is none, the steps of the secrets cannot be told. */
async function baseOf(asked: string | undefined, project: string): Promise<Base> {
  const name = asked ?? "HEAD";
  try {
    return { name, commit: await commitOf(name, project), doubts: [] };
  } catch (error) {
    if (asked !== undefined || !(error instanceof UserError)) throw error;
    return { name, doubts: [`It is unknown whether the secrets make a legal step: ${error.message}`] };
  }
}

function staleness({ stack, text, stored }: CurrentFile): string[] {
  if (text === stored) return [];
  const path = pathsOf(stack.name).access;
  if (stored === undefined) return [`${path} is missing. \`npx aem-mail-oauth access\` writes it; commit it.`];
  const difference = createTwoFilesPatch(
    `${path}, as it is`,
    `${path}, as declared`,
    stored,
    text,
    undefined,
    undefined,
    {
      headerOptions: FILE_HEADERS_ONLY,
    },
  );
  return [`${path} is out of date. \`npx aem-mail-oauth access\` writes it again; commit it.\n${difference.trimEnd()}`];
}

/** Access files and recorded ends of stacks that are gone: they would go on telling of what nobody declares. */
async function leftovers(project: string): Promise<string[]> {
  return (await orphanFiles(["access", "secrets"], project))
    .map((names) => names.map(printable))
    .map(([file, stack]) => `stacks/${file} belongs to no stack: stacks/Pulumi.${stack}.yaml is gone. Delete it.`);
}

async function illegalSteps(
  stacks: readonly StackRef[],
  folder: string,
  { name: base, commit }: { readonly name: string; readonly commit: string },
): Promise<OfStack[]> {
  const project = await projectSettings(folder);
  const projectBefore = (await fileAt(commit, PROJECT_FILE, folder)) ?? "";
  const complaints = await Promise.all(
    stacks.map(async ({ name: stack, files }): Promise<OfStack[]> => {
      const name = pathsOf(stack).settings;
      const before = await fileAt(commit, name, folder);
      if (before === undefined) return [];
      const secrets = secretsIn(settingsOver(project, await readStackFile(files.settings, folder)), stack);
      const previous = previousSecrets({ stack: before, project: projectBefore }, `${name} at ${base}`, stack);
      const faults = [
        ...secretStepFaults(previous?.map(labelOf), secrets.map(labelOf)),
        ...movedEnds(previous ?? [], secrets, stack),
      ];
      return faults.length === 0
        ? []
        : [[stack, `${name}, since ${base}: ${faultMessage(faults, NAMESPACE).trimEnd()}`]];
    }),
  );
  return complaints.flat();
}

/** What is wrong with an old version is nobody's task now: the step from it is then not known. */
function previousSecrets(
  texts: { readonly stack: string; readonly project: string },
  path: string,
  stack: string,
): readonly ClientSecretArgs[] | undefined {
  try {
    return secretsIn(settingsOver(parseProjectSettings(texts.project), parseStackFile(texts.stack, path)), stack);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function secretsIn({ values, isSecret }: Settings, stack: string): readonly ClientSecretArgs[] {
  const { args } = readStackConfig({ values, isSecret, stack, now: new Date() });
  return settingsOf(args, stack).clientSecrets;
}

const labelOf = ({ label }: ClientSecretArgs): string => label;
