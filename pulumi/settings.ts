import { NAMESPACE } from "../components/catalogue/configKeys.ts";
import { UserError } from "../support/userError.ts";

/** What settings are read from. */
export interface Settings {
  /** The settings as Pulumi hands them over: `<namespace>:<key>` to a string, or to JSON. Encrypted ones stay so. */
  readonly values: Readonly<Record<string, string>>;
  /** Whether the value of this key (with namespace) is kept encrypted. */
  readonly isSecret: (key: string) => boolean;
}

/**
 * The settings of a map as it stands in a file; `name` is what messages call that file.
 *
 * @throws UserError when a setting stands there twice, with its prefix and without; when one has no value; or is spelt in three parts
 */
export function settingsFrom(config: Readonly<Record<string, unknown>>, name: string): Settings {
  const twice = Object.keys(config).find((key) => !key.includes(":") && Object.hasOwn(config, `${NAMESPACE}${key}`));
  if (twice !== undefined) {
    throw new UserError(
      `${name} has both ${NAMESPACE}${twice} and ${twice}, and Pulumi takes either by chance. Keep the one with the prefix.`,
    );
  }
  for (const [key, value] of Object.entries(config)) {
    const [, namespace, rest] = /^([^:]*):config:([^:]*)$/.exec(key) ?? [];
    if (namespace !== undefined) {
      throw new UserError(
        `${name} has ${key}, an old spelling that Pulumi takes for ${namespace}:${rest ?? ""}. Write that.`,
      );
    }
    if (value === null) {
      throw new UserError(
        `${name}: ${key} has no value. Versions of Pulumi differ in what that means. Write "" in quotes, or remove the key.`,
      );
    }
  }
  const settings = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `${NAMESPACE}${key}`, value]),
  );
  return {
    values: Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, asPulumiReads(value)])),
    isSecret: (key) => Object.hasOwn(settings, key) && holdsSecret(settings[key]),
  };
}

/** A value as the program gets it: text as it is, lists and maps as JSON. Measured with Pulumi 3.259. */
function asPulumiReads(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Encrypted values are `{ secure: <ciphertext> }`, and one inside a list or map makes all of it secret. */
function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (!isPlainObject(value)) return false;
  const keys = Object.keys(value);
  return (keys.length === 1 && typeof value.secure === "string") || Object.values(value).some(holdsSecret);
}

/** A map, as YAML and JSON have it. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
