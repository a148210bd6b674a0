/** Where a key vault is, and which of its secrets is meant. */
export interface VaultPlace {
  /** `https://contoso.vault.azure.net` */
  readonly vaultUrl: string;
  /** Undefined where the address names the vault alone. */
  readonly secretName: string | undefined;
}

/** Of the public cloud, of US Government and of China: learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates. */
const SUFFIXES = ["vault.azure.net", "vault.usgovcloudapi.net", "vault.azure.cn"];

const ADDRESS = new RegExp(
  `^https://([a-z](?:[a-z0-9]|-(?!-)){1,22}[a-z0-9])\\.(${SUFFIXES.map((suffix) => suffix.replaceAll(".", "\\.")).join("|")})` +
    "(?:/|/secrets/([0-9A-Za-z-]{1,127})/?)?$",
);

/**
 * The vault that an address names, `https://<vault>.vault.azure.net[/secrets/<name>]`; undefined for every other text, as a token that is
 * sent elsewhere is lost. Names are 3 to 24 letters, digits and dashes.
 */
export function vaultAddress(address: string): VaultPlace | undefined {
  const [, name, suffix, secretName] = ADDRESS.exec(address) ?? [];
  return name === undefined || suffix === undefined ? undefined : { vaultUrl: `https://${name}.${suffix}`, secretName };
}
