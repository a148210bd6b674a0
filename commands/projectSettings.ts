import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";

import { UserError } from "../local/userError.ts";
import { ROOT } from "./project.ts";
import { isPlainObject, type Settings, settingsFrom } from "./settingsFrom.ts";

const NAME = "Pulumi.yaml";

/** The settings that Pulumi.yaml has for all stacks. */
export async function projectSettings(root = ROOT): Promise<Settings> {
  return parseProjectSettings(await readFile(join(root, NAME), "utf8"));
}

/**
 * The same of its text. It gives a value as it is, or as `value` or `default` of a map; one that is null is none. Measured with Pulumi 3.259;
 * pulumi.com/docs/iac/concepts/config, "Project level configuration".
 *
 * @throws UserError when it is not well-formed
 */
export function parseProjectSettings(text: string): Settings {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new UserError(`${NAME}: this is not well-formed YAML.`);
  const { config } = Object(document.toJS()) as { config?: unknown };
  const given = Object.entries(isPlainObject(config) ? config : {}).map(([key, entry]) => [
    key,
    isPlainObject(entry) ? (entry.value ?? entry.default) : entry,
  ]);
  return settingsFrom(
    Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null)) as Record<string, unknown>,
    NAME,
  );
}

/** A stack's settings over those of the project, as Pulumi puts them together. */
export function settingsOver(project: Settings, stack: Settings): Settings {
  return {
    values: { ...project.values, ...stack.values },
    isSecret: (key) => (Object.hasOwn(stack.values, key) ? stack.isSecret(key) : project.isSecret(key)),
  };
}
