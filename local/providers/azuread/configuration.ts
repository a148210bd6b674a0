import { text, type Values } from "../values.ts";

export interface Settings {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly environment: string;
  /** host:port of a server that tells the endpoints, or empty. */
  readonly metadataHost: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLES = {
  tenantId: "ARM_TENANT_ID",
  clientId: "ARM_CLIENT_ID",
  clientSecret: "ARM_CLIENT_SECRET",
  environment: "ARM_ENVIRONMENT",
  metadataHost: "ARM_METADATA_HOSTNAME",
} as const;

/** Settings from the stack's `azuread:` configuration, else from the ARM_* variables, as the azuread provider reads them. */
export function readSettings(config: Values, variables: Environment): Settings {
  const read = (name: keyof typeof VARIABLES): string => text(config[name]) || (variables[VARIABLES[name]] ?? "");
  return {
    tenantId: read("tenantId"),
    clientId: read("clientId"),
    clientSecret: read("clientSecret"),
    environment: read("environment") || "public",
    metadataHost: read("metadataHost"),
  };
}

/** Refuses settings with which nobody could sign in; says what is missing and how to give it. */
export function requireCredentials(settings: Settings): void {
  const missing = (["tenantId", "clientId", "clientSecret"] as const).filter((name) => settings[name] === "");
  if (missing.length === 0) return;
  const ways = missing.map((name) => `  - azuread:${name} (stack configuration) or ${VARIABLES[name]} (environment)`);
  throw new Error(
    [
      "failed to load Azure credentials.",
      "Details: this is the stand-in for the azuread provider, which signs in with a client secret only. Missing:",
      ...ways,
      "Give these, or install the azuread plugin itself, which also knows `az login`, certificates, OIDC and managed identities:",
      "  pulumi plugin install resource azuread 6.9.1",
    ].join("\n"),
  );
}
