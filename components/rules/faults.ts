/** One setting that cannot be deployed as it is. */
export interface Fault {
  /** The setting as its user addresses it, without namespace: `clientSecrets[0].expires`. */
  readonly setting: string;
  /** What was given, as it would be written in YAML or JSON; never a secret. */
  readonly given: string;
  readonly allowed: string;
  /** What to do, as a sentence. */
  readonly fix: string;
}

/** How a given value is shown: quoted as in JSON, long ones shortened. */
export function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/**
 * All faults in one message. `namespace` goes before each setting: "aem-mail-oauth:" where they come from a stack's
 * configuration, empty where they are arguments.
 */
export function faultMessage(faults: readonly Fault[], namespace = ""): string {
  const count = faults.length === 1 ? "1 setting is" : `${faults.length} settings are`;
  return [
    `${count} invalid. Nothing was changed.`,
    ...faults.flatMap(({ setting, given, allowed, fix }) => [
      "",
      `  ${setting.includes(":") ? "" : namespace}${setting}`,
      `    given:   ${given}`,
      `    allowed: ${allowed}`,
      `    fix:     ${fix}`,
    ]),
    "",
  ].join("\n");
}
