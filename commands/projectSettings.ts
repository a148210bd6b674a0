import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument, stringify } from "yaml";

import { UserError } from "../local/userError.ts";
import { ROOT } from "./project.ts";
import { parseStackFile, type StackFile } from "./stackFile.ts";

/** What settings are read from, by key with namespace. */
export type Settings = Pick<StackFile, "values" | "isSecret">;

/**
 * The settings that Pulumi.yaml has for all stacks. It gives a value as it is, or as `value` or `default` of a map
 * (pulumi.com/docs/iac/concepts/config, "Project level configuration").
 */
export async function projectSettings(root = ROOT): Promise<Settings> {
  const document = parseDocument(await readFile(join(root, "Pulumi.yaml"), "utf8"));
  if (document.errors.length > 0) throw new UserError("Pulumi.yaml: this is not well-formed YAML.");
  const { config } = Object(document.toJS()) as { config?: unknown };
  const values = Object.entries(Object(config) as Record<string, unknown>).flatMap(([key, entry]) => {
    const { value, default: otherwise } = Object(entry) as { value?: unknown; default?: unknown };
    const isMap = typeof entry === "object" && entry !== null && !Array.isArray(entry);
    const given = isMap ? (value ?? otherwise) : entry;
    return given === undefined ? [] : [[key, given]];
  });
  return parseStackFile(stringify({ config: Object.fromEntries(values) as unknown }), "Pulumi.yaml");
}

/** A stack's settings over those of the project, as Pulumi puts them together. */
export function settingsOver(project: Settings, stack: Settings): Settings {
  return {
    values: { ...project.values, ...stack.values },
    isSecret: (key) => (Object.hasOwn(stack.values, key) ? stack.isSecret(key) : project.isSecret(key)),
  };
}
