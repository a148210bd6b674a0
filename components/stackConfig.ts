import type { MailApplicationArgs } from "./mailApplicationArgs.ts";
import type { Fault } from "./faults.ts";

/** What the configuration of a stack says. */
export interface StackConfig {
  readonly args: MailApplicationArgs;
  readonly protect: boolean;
  readonly faults: Fault[];
  readonly warnings: string[];
}
export function readStackConfig(raw: Readonly<Record<string, string>>, stack: string): StackConfig {
  const value = (key: string): unknown => {
    const text = raw[`aem-mail-oauth:${key}`];
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  };
  const keys = [
    "displayName",
    "preset",
    "signInAudience",
    "permissions",
    "redirectUris",
    "implicitGrant",
    "clientSecrets",
    "maxSecretLifetime",
    "owners",
    "mailbox",
    "cloud",
    "authority",
  ];
  const args = Object.fromEntries(keys.flatMap((key) => (value(key) === undefined ? [] : [[key, value(key)]])));
  return { args, protect: stack === "prod", faults: [], warnings: [] };
}
