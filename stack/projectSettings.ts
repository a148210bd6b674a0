import { join } from "node:path";

import { parsePulumiYaml } from "../pulumi/pulumiYaml.ts";
import { isPlainObject, type Settings, settingsFrom } from "../pulumi/settings.ts";
import { readIfThere } from "../support/readIfThere.ts";
import { UserError } from "../support/userError.ts";
import { PROJECT_FILE, STACK_FOLDER } from "./stackRef.ts";

/**
 * The settings that Pulumi.yaml has for all stacks.
 *
 * @throws UserError when it is not well-formed, or when the stacks' files are elsewhere than where they are judged
 */
export async function projectSettings(root: string): Promise<Settings> {
  const text = await readIfThere(join(root, PROJECT_FILE));
  if (text === undefined)
    throw new UserError(`${PROJECT_FILE} is missing. Get it back with: git checkout -- ${PROJECT_FILE}`);
  const project = parseProject(text);
  const folder = stackFolderOf(project);
  if (folder !== STACK_FOLDER) {
    throw new UserError(
      `${PROJECT_FILE}: Pulumi reads the stacks' files in ${folder === undefined ? "the project's folder" : JSON.stringify(folder)}, and access is ` +
        'reported from those in "stacks". Write stackConfigDir: stacks.',
    );
  }
  return settingsOf(project);
}

/**
 * The same of its text. It gives a value as it is, or as `value` or `default` of a map; one that is null is none. Measured with Pulumi 3.259;
 * pulumi.com/docs/iac/concepts/config, "Project level configuration".
 *
 * @throws UserError when it is not well-formed
 */
export function parseProjectSettings(text: string): Settings {
  return settingsOf(parseProject(text));
}

/** What the project is called, as the names of its resources have it. @throws UserError when it does not say */
export async function projectName(root: string): Promise<string> {
  const { name } = parseProject((await readIfThere(join(root, PROJECT_FILE))) ?? "");
  if (typeof name === "string" && name !== "") return name;
  throw new UserError(`${PROJECT_FILE} has no name. Get it back with: git checkout -- ${PROJECT_FILE}`);
}

/** What Pulumi.yaml says, as far as it is looked at here. */
export interface Project {
  readonly name?: unknown;
  readonly config?: unknown;
  readonly stackConfigDir?: unknown;
}

/** @throws UserError when it is not well-formed */
export function parseProject(text: string): Project {
  return Object(parsePulumiYaml(text, PROJECT_FILE).toJS()) as Project;
}

/** The folder of the stacks' files, undefined for the project's own. Pulumi takes a text below `config` for it, too: the form of its first years. */
export function stackFolderOf({ config, stackConfigDir }: Project): unknown {
  return typeof config === "string" ? config : stackConfigDir;
}

function settingsOf({ config }: Project): Settings {
  const given = Object.entries(isPlainObject(config) ? config : {}).map(([key, entry]) => [
    key,
    isPlainObject(entry) ? (entry.value ?? entry.default) : entry,
  ]);
  return settingsFrom(
    Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null)) as Record<string, unknown>,
    PROJECT_FILE,
  );
}

/** A stack's settings over those of the project, as Pulumi puts them together. */
export function settingsOver(project: Settings, stack: Settings): Settings {
  return {
    values: { ...project.values, ...stack.values },
    isSecret: (key) => (Object.hasOwn(stack.values, key) ? stack.isSecret(key) : project.isSecret(key)),
  };
}
