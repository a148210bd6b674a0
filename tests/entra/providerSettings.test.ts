import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { noWayIn, Way, wayIn } from "../../entra/credentials.ts";
import { readProviderSettings, type Variables } from "../../entra/providerSettings.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "provider-settings-"));
  await writeFile(join(folder, "secret"), "from a file\n");
});
afterAll(() => rm(folder, { recursive: true }));

const CLIENT = { ARM_TENANT_ID: "tenant", ARM_CLIENT_ID: "client" };
const REQUEST = { ARM_OIDC_REQUEST_URL: "https://pipeline.example", ARM_OIDC_REQUEST_TOKEN: "job" };

async function way(variables: Variables, config: Readonly<Record<string, string>> = {}): Promise<Way | undefined> {
  return wayIn(await readProviderSettings(config, variables));
}

describe("wayIn", () => {
  it.each<[string, Variables, Way | undefined]>([
    ["nothing at all", {}, Way.AzureCli],
    ["a client alone", CLIENT, Way.AzureCli],
    ["a secret", { ...CLIENT, ARM_CLIENT_SECRET: "s" }, Way.Secret],
    ["a secret without a tenant", { ARM_CLIENT_ID: "client", ARM_CLIENT_SECRET: "s" }, Way.AzureCli],
    ["a secret without a client", { ARM_TENANT_ID: "tenant", ARM_CLIENT_SECRET: "s" }, Way.AzureCli],
    ["a certificate and a secret", { ...CLIENT, ARM_CLIENT_CERTIFICATE: "c", ARM_CLIENT_SECRET: "s" }, Way.Certificate],
    ["the path of a certificate", { ...CLIENT, ARM_CLIENT_CERTIFICATE_PATH: "/c" }, Way.Certificate],
    [
      "a secret and OIDC",
      { ...CLIENT, ...REQUEST, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "t", ARM_CLIENT_SECRET: "s" },
      Way.Secret,
    ],
    ["OIDC that is not enabled", { ...CLIENT, ...REQUEST, ARM_OIDC_TOKEN: "t" }, Way.AzureCli],
    [
      "both kinds of OIDC",
      { ...CLIENT, ...REQUEST, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "t", ARM_USE_MSI: "true" },
      Way.OidcToken,
    ],
    ["a pipeline's OIDC", { ...CLIENT, ...REQUEST, ARM_USE_OIDC: "true", ARM_USE_MSI: "true" }, Way.OidcRequest],
    [
      "GitHub's OIDC",
      { ...CLIENT, ACTIONS_ID_TOKEN_REQUEST_URL: "u", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t", ARM_USE_OIDC: "1" },
      Way.OidcRequest,
    ],
    ["a managed identity", { ...CLIENT, ARM_USE_MSI: "true" }, Way.ManagedIdentity],
    ["a managed identity beside the CLI", { ARM_USE_MSI: "TRUE", ARM_USE_CLI: "true" }, Way.ManagedIdentity],
    ["the CLI turned off", { ...CLIENT, ARM_USE_CLI: "false" }, undefined],
    ["empty variables", { ARM_TENANT_ID: "", ARM_CLIENT_ID: "", ARM_CLIENT_SECRET: "" }, Way.AzureCli],
  ])("with %s is what the provider would take", async (_, variables, expected) => {
    await expect(way(variables)).resolves.toBe(expected);
  });

  it("finds the stack's configuration before the environment", async () => {
    const config = { "azuread:useOidc": "true", "azuread:oidcToken": "t", "azuread:clientId": "of the stack" };
    await expect(way(CLIENT, config)).resolves.toBe(Way.OidcToken);
    await expect(readProviderSettings(config, CLIENT)).resolves.toMatchObject({
      tenantId: "tenant",
      clientId: "of the stack",
    });
  });

  it("finds the token that a Kubernetes cluster of Azure gives", async () => {
    const cluster = { AZURE_TENANT_ID: "t", AZURE_CLIENT_ID: "c", AZURE_FEDERATED_TOKEN_FILE: join(folder, "secret") };
    await expect(way(cluster)).resolves.toBe(Way.AzureCli);
    await expect(way({ ...cluster, ARM_USE_AKS_WORKLOAD_IDENTITY: "true" })).resolves.toBe(Way.OidcToken);
  });
});

describe("readProviderSettings", () => {
  it("reads secrets from files, without the line's end", async () => {
    const settings = await readProviderSettings({}, { ARM_CLIENT_SECRET_FILE_PATH: join(folder, "secret") });
    expect(settings.clientSecret).toBe("from a file");
  });

  it("names the setting whose file cannot be read", async () => {
    const path = join(folder, "missing");
    await expect(readProviderSettings({ "azuread:clientSecretFilePath": path }, {})).rejects.toThrow(
      /^azuread:clientSecretFilePath \(or ARM_CLIENT_SECRET_FILE_PATH\) names a file that cannot be read: no such file or directory$/,
    );
  });

  it("knows the cloud and the metadata host, public where none is named", async () => {
    await expect(readProviderSettings({}, {})).resolves.toMatchObject({ environment: "public", metadataHost: "" });
    await expect(
      readProviderSettings({ "azuread:environment": "china" }, { ARM_METADATA_HOSTNAME: "localhost:1" }),
    ).resolves.toMatchObject({ environment: "china", metadataHost: "localhost:1" });
  });
});

describe("noWayIn", () => {
  it("says what to give, and the sign-in to the stack's tenant", async () => {
    const settings = await readProviderSettings({}, { ...CLIENT, ARM_USE_CLI: "false" });
    expect(noWayIn(settings).message).toContain("az login --tenant tenant --allow-no-subscriptions");
  });
});
