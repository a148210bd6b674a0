import { parseExpires } from "../components/secrets/secretLifetime.ts";
import { parsePulumiYaml } from "../pulumi/pulumiYaml.ts";
import { isPlainObject } from "../pulumi/settings.ts";
import { UserError } from "../support/userError.ts";

/**
 * The map in a text that our own commands keep beside a stack's settings; undefined where there is no such file, `{}` where it is empty.
 *
 * @param path what messages call it
 * @throws UserError naming the file, when it is no well-formed YAML (with line and column), or holds no map
 */
export function parseRecords(text: string | undefined, path: string): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  const document = parsePulumiYaml(text, path);
  if (document.contents === null) return {};
  const records: unknown = document.toJS();
  if (isPlainObject(records)) return records;
  throw new UserError(
    `${path} has to be a map of keys, as this command writes it. Delete it, and it is written again.`,
  );
}

/** Whether a value is a moment that a calendar has, as RFC 3339 writes it. */
export function isTime(value: unknown): value is string {
  return typeof value === "string" && value.includes("T") && parseExpires(value) !== undefined;
}
