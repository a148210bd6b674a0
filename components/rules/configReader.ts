import { type Fault, shown } from "./faults.ts";
import { alternatives, nearest } from "./nearest.ts";

/**
 * Reads values of a stack's configuration. The engine hands every value over as a string, lists and objects as JSON;
 * what has the wrong shape is noted as a fault and read as undefined, so that all faults come out together.
 */
export class ConfigReader {
  readonly faults: Fault[] = [];

  /** A string. YAML's numbers and booleans arrive as strings and cannot be told from them. */
  text(setting: string, raw: string | undefined): string | undefined {
    if (raw === undefined) return undefined;
    const parsed = parseJson(raw);
    if (typeof parsed !== "object" || parsed === null) return raw;
    this.refuse(
      setting,
      kindOf(parsed),
      "one string",
      `Write it as one value: pulumi config set aem-mail-oauth:${setting} <value>`,
    );
    return undefined;
  }

  /** `true` or `false`. */
  flag(setting: string, raw: string | undefined): boolean | undefined {
    if (raw === undefined || raw === "true" || raw === "false") return raw === undefined ? undefined : raw === "true";
    this.refuse(setting, shown(raw), "true or false", "Write true or false, in small letters.");
    return undefined;
  }

  /** A list of strings. */
  texts(setting: string, raw: string | undefined, example: string): string[] | undefined {
    return this.list(setting, raw, `- ${example}`)?.flatMap((item, index) => {
      if (typeof item === "string") return [item];
      this.refuse(`${setting}[${index}]`, shown(item), "a string", "Write it in quotes.");
      return [];
    });
  }

  /** A list of anything; `example` is one item in YAML. */
  list(setting: string, raw: string | undefined, example: string): unknown[] | undefined {
    if (raw === undefined) return undefined;
    const parsed = parseJson(raw);
    if (Array.isArray(parsed)) return parsed as unknown[];
    this.refuse(setting, kindOf(parsed), "a list", `Write it as a list, one line for each item: ${example}`);
    return undefined;
  }

  /**
   * An object with no other keys than `keys`; the values are the caller's to check. `example` is such an object in
   * YAML.
   */
  object<K extends string>(
    setting: string,
    value: unknown,
    keys: readonly K[],
    example: string,
  ): Partial<Record<K, unknown>> | undefined {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      // Not the value itself: a client secret's value is easily pasted where its label should be.
      this.refuse(setting, kindOf(value), `an object with ${alternatives(keys)}`, `Write it like ${example}`);
      return undefined;
    }
    for (const key of Object.keys(value))
      if (!(keys as readonly string[]).includes(key)) this.unknownKey(`${setting}.${key}`, key, keys);

    return value;
  }

  /** A key that means nothing here. Its value is not shown: nobody knows what it is. */
  unknownKey(setting: string, key: string, known: readonly string[]): void {
    const near = nearest(key, known);
    this.refuse(
      setting,
      `the key "${key}"`,
      alternatives(known),
      near.length > 0 ? `Write ${alternatives(near)} instead, or remove it.` : "Remove it.",
    );
  }

  /** Notes a fault. */
  refuse(setting: string, given: string, allowed: string, fix: string): void {
    this.faults.push({ setting, given, allowed, fix });
  }
}

/** The value of a JSON text; a text that is none is a string. */
export function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return raw;
  }
}

/** The kind of a value, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return "nothing (null)";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return "a string";
    case "object":
      return "an object";
    default:
      return `the ${typeof value} ${shown(value)}`;
  }
}
