import { VAULT_DOMAINS } from "../catalogue/vaults.ts";

/** The address of a key vault, or of a secret in one, taken apart. */
export interface VaultAddress {
  /** `https://mail-prod.vault.azure.net`, in small letters, no slash at the end. */
  readonly vaultUrl: string;
  /** `mail-prod` */
  readonly vaultName: string;
  /** `vault.azure.net` */
  readonly domain: string;
  readonly secretName?: string;
}

/** What the name of a secret is made of: 1 to 127 letters, digits and hyphens. */
export const SECRET_NAME = /^[0-9a-z-]{1,127}$/i;

const ADDRESS = new RegExp(
  `^https://([0-9a-z-]+)\\.(${[...new Set(Object.values(VAULT_DOMAINS))].join("|").replaceAll(".", "\\.")})(?:/secrets/([^/]+))?/?$`,
  "i",
);

/**
 * Reads `https://<vault>.vault.azure.net`, with `/secrets/<name>` behind it or without, in any cloud. Nothing else: a token goes there, and
 * with it a secret. So no port, no user, no query, no version of a secret.
 *
 * Names of vaults: 3 to 24 letters, digits and hyphens, from a letter to a letter or digit, no two hyphens in a row
 * (learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftkeyvault).
 *
 * @returns undefined where it is no such address
 */
export function vaultAddress(text: string): VaultAddress | undefined {
  const [, name, host, secretName] = ADDRESS.exec(text) ?? [];
  if (name === undefined || host === undefined) return undefined;
  const [vaultName, domain] = [name.toLowerCase(), host.toLowerCase()];
  if (!/^[a-z](?:-?[0-9a-z])+$/.test(vaultName) || vaultName.length < 3 || vaultName.length > 24) return undefined;
  if (secretName !== undefined && !SECRET_NAME.test(secretName)) return undefined;
  return {
    vaultUrl: `https://${vaultName}.${domain}`,
    vaultName,
    domain,
    ...(secretName === undefined ? {} : { secretName }),
  };
}
