import * as pulumi from "@pulumi/pulumi";

/**
 * Whether the value of a configuration key (with namespace) is kept encrypted. The SDK knows, but its type declarations
 * leave the function out; should it go away, every key counts as plain.
 */
export function isSecretConfigKey(key: string): boolean {
  const runtime: { allConfig: unknown; isConfigSecret?: (key: string) => boolean } = pulumi.runtime;
  return runtime.isConfigSecret?.(key) ?? false;
}
