import type { Cloud } from "./clouds.ts";

/**
 * Where the key vaults of a cloud are: `https://<name>.<domain>`. `https://<domain>` is also the resource that their tokens are asked for.
 * "Vault name and Object name", learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates.
 */
export const VAULT_DOMAINS: Readonly<Record<Cloud, string>> = {
  public: "vault.azure.net",
  usgovernment: "vault.usgovcloudapi.net",
  dod: "vault.usgovcloudapi.net",
  china: "vault.azure.cn",
};

/** Application id of Azure Key Vault, the other name under which it is the audience of a token. */
export const VAULT_APP_ID = "cfa8b339-82a2-471a-a3c9-0fc0be7a4093";
