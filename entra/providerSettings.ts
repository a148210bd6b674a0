import { readFile } from "node:fs/promises";

import { reasonOf, UserError } from "../support/userError.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

/** What the azuread provider signs in with; empty where nothing is given. Holds secrets. */
export interface ProviderSettings {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** PKCS#12 in base64. */
  readonly clientCertificate: string;
  readonly clientCertificatePath: string;
  readonly clientCertificatePassword: string;
  /** Token of another identity provider that Entra trusts for the client. */
  readonly oidcToken: string;
  /** Where, and with which bearer token, a pipeline asks for such a token. */
  readonly oidcRequestUrl: string;
  readonly oidcRequestToken: string;
  readonly serviceConnectionId: string;
  readonly useOidc: boolean;
  readonly useMsi: boolean;
  readonly useCli: boolean;
  readonly environment: string;
  /** host:port of a server that tells the endpoints. */
  readonly metadataHost: string;
}

/**
 * Settings of the azuread provider from the stack's `azuread:` configuration, else from the environment, as the provider itself
 * reads them: https://www.pulumi.com/registry/packages/azuread/installation-configuration/
 *
 * @throws UserError for a file that is named and cannot be read
 */
export async function readProviderSettings(
  config: Readonly<Record<string, string>>,
  variables: Variables,
): Promise<ProviderSettings> {
  const read = (key: string, ...names: string[]): string =>
    [config[`azuread:${key}`], ...names.map((name) => variables[name])].find(
      (value) => value !== undefined && value !== "",
    ) ?? "";
  const content = async (key: string, name: string): Promise<string> => {
    const path = read(key, name);
    if (path === "") return "";
    return (
      await readFile(path, "utf8").catch((error: unknown) => {
        throw new UserError(`azuread:${key} (or ${name}) names a file that cannot be read: ${reasonOf(error)}`);
      })
    ).trim();
  };
  const flag = (key: string, name: string, otherwise: boolean): boolean => {
    const value = read(key, name).toLowerCase();
    return value === "" ? otherwise : value === "true" || value === "1";
  };
  const inCluster = flag("useAksWorkloadIdentity", "ARM_USE_AKS_WORKLOAD_IDENTITY", false);
  const inClusterOnly = (name: string): string => (inCluster ? (variables[name] ?? "") : "");
  return {
    tenantId: read("tenantId", "ARM_TENANT_ID") || inClusterOnly("AZURE_TENANT_ID"),
    clientId:
      read("clientId", "ARM_CLIENT_ID") ||
      (await content("clientIdFilePath", "ARM_CLIENT_ID_FILE_PATH")) ||
      inClusterOnly("AZURE_CLIENT_ID"),
    clientSecret:
      read("clientSecret", "ARM_CLIENT_SECRET") ||
      (await content("clientSecretFilePath", "ARM_CLIENT_SECRET_FILE_PATH")),
    clientCertificate: read("clientCertificate", "ARM_CLIENT_CERTIFICATE"),
    clientCertificatePath: read("clientCertificatePath", "ARM_CLIENT_CERTIFICATE_PATH"),
    clientCertificatePassword: read("clientCertificatePassword", "ARM_CLIENT_CERTIFICATE_PASSWORD"),
    oidcToken:
      read("oidcToken", "ARM_OIDC_TOKEN") ||
      (await content("oidcTokenFilePath", "ARM_OIDC_TOKEN_FILE_PATH")) ||
      (inCluster ? await content("oidcTokenFilePath", "AZURE_FEDERATED_TOKEN_FILE") : ""),
    oidcRequestUrl: read(
      "oidcRequestUrl",
      "ARM_OIDC_REQUEST_URL",
      "ACTIONS_ID_TOKEN_REQUEST_URL",
      "SYSTEM_OIDCREQUESTURI",
    ),
    oidcRequestToken: read(
      "oidcRequestToken",
      "ARM_OIDC_REQUEST_TOKEN",
      "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
      "SYSTEM_ACCESSTOKEN",
    ),
    serviceConnectionId: read(
      "adoPipelineServiceConnectionId",
      "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID",
      "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID",
    ),
    useOidc: flag("useOidc", "ARM_USE_OIDC", false) || inCluster,
    useMsi: flag("useMsi", "ARM_USE_MSI", false),
    useCli: flag("useCli", "ARM_USE_CLI", true),
    environment: read("environment", "ARM_ENVIRONMENT") || "public",
    metadataHost: read("metadataHost", "ARM_METADATA_HOSTNAME"),
  };
}
