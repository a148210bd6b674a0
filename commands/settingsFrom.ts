import { NAMESPACE } from "../components/stackConfig.ts";
import { UserError } from "../local/userError.ts";

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
 * @throws UserError when a setting stands there twice, with its prefix and without
 */
export function settingsFrom(config: Readonly<Record<string, unknown>>, name: string): Settings {
  const twice = Object.keys(config).find((key) => !key.includes(":") && Object.hasOwn(config, `${NAMESPACE}${key}`));
  if (twice !== undefined) {
    throw new UserError(
      `${name} has both ${NAMESPACE}${twice} and ${twice}, and Pulumi takes either by chance. Keep the one with the prefix.`,
    );
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
  const plain = withGoTimes(value);
  if (plain === null) return "";
  return typeof plain === "string" ? plain : JSON.stringify(plain);
}

/** Pulumi turns a date that has no quotes into this. */
function withGoTimes(value: unknown): unknown {
  if (value instanceof Date) {
    const [seconds = "", fraction = ""] = value.toISOString().replace("T", " ").replace(/0*Z$/, "").split(".");
    return `${seconds}${fraction === "" ? "" : `.${fraction}`} +0000 UTC`;
  }
  if (Array.isArray(value)) return value.map(withGoTimes);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withGoTimes(item)]));
}

/** Encrypted values are `{ secure: <ciphertext> }`, and one inside a list or map makes all of it secret. */
function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (!isPlainObject(value)) return false;
  const keys = Object.keys(value);
  return (keys.length === 1 && keys[0] === "secure") || Object.values(value).some(holdsSecret);
}

/** A map, as YAML and JSON have it. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
