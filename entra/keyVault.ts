import type { TokenCredential } from "@azure/identity";
import { type KeyVaultSecret, logger, SecretClient } from "@azure/keyvault-secrets";

import { cloudOfEnvironment } from "../components/catalogue/clouds.ts";
import { VAULT_DOMAINS } from "../components/catalogue/vaults.ts";
import { SECRET_NAME, type VaultAddress, vaultAddress } from "../components/rules/vaultAddress.ts";
import { LIMITS } from "../support/limits.ts";
import { CannotTell, UserError } from "../support/userError.ts";
import { type Asked, isMissing, vaultFailure } from "./keyVaultFailure.ts";
import { patience } from "./patience.ts";
import { type Caller, type StackSignIn, stackSignIn, type StackSignInOptions } from "./stackSignIn.ts";

/** A secret in its latest version. Dates are whole seconds, as the vault keeps them. */
export interface VaultSecret {
  readonly value: string;
  /** 32 hexadecimal digits. */
  readonly version: string;
  /** For information: a vault gives an expired secret out as well. */
  readonly expires?: Date;
  readonly contentType?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly updated?: Date;
}

export interface VaultFacts {
  readonly expires?: Date;
  /** At most 255 characters. */
  readonly contentType?: string;
  /** At most 15, of at most 512 characters each. Whoever may list the vault reads them. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** One key vault, as somebody who is signed in. No error names a value. */
export interface Vault {
  readonly url: string;
  /** @throws UserError, CannotTell; undefined only where the vault itself says that it has no such secret */
  get(name: string): Promise<VaultSecret | undefined>;
  /**
   * Makes a new version, which is what is read from then on. Where the answer is lost, it is looked up whether the version is there.
   *
   * @throws UserError, CannotTell
   */
  set(name: string, value: string, facts: VaultFacts): Promise<VaultSecret>;
}

export interface VaultOptions extends StackSignInOptions {
  /** `https://mail-prod.vault.azure.net`; a secret's name behind it does not count. */
  readonly vaultUrl: string;
  /** `https://localhost:8443`: what answers instead of that vault, on this machine alone. */
  readonly localOrigin?: string;
}

/**
 * Opens a key vault (learn.microsoft.com/rest/api/keyvault/secrets) with what Microsoft Graph is asked with as well: the azuread settings
 * of the stack and the ARM variables.
 *
 * @throws UserError where the address is none of a vault, the vault is in another cloud, or the sign-in is refused; CannotTell where nobody answers
 */
export async function openVault(options: VaultOptions): Promise<Vault> {
  const { vaultUrl, localOrigin, limits = LIMITS, log } = options;
  const address = vaultAddress(vaultUrl);
  if (address === undefined) throw noVaultAddress(vaultUrl);
  const isLocal = localOrigin !== undefined;
  if (isLocal && !isLoopback(localOrigin)) throw new Error(`${localOrigin} is not on this machine`);
  const signIn = await stackSignIn(options);
  if (!isLocal) requireSameCloud(address, signIn);
  const scope = `https://${isLocal ? VAULT_DOMAINS.public : address.domain}/.default`;
  const caller = await signIn.caller(scope);
  const origin = localOrigin ?? address.vaultUrl;
  // With AZURE_LOG_LEVEL=verbose it would write requests out, and with the agent of a proxy the tokens that went through it.
  logger.info.log = () => undefined;
  const client = new SecretClient(origin, forVault(signIn, scope, caller, address), {
    ...signIn.pipelineFor(origin),
    // A vault never sends elsewhere: an answer that does is that of something in between.
    redirectOptions: { maxRetries: 0 },
    additionalPolicies: [
      { policy: patience({ limits, ...(log === undefined ? {} : { log }) }).policy, position: "perRetry" },
    ],
    // The library holds the challenge of a vault against the vault's own domain; on loopback there is none.
    disableChallengeResourceVerification: isLocal,
  });
  return makeVault(client, { address, caller });
}

function makeVault(client: SecretClient, who: Omit<Asked, "name" | "action">): Vault {
  const get = async (name: string): Promise<VaultSecret | undefined> => {
    const asked: Asked = { ...who, name, action: "read" };
    requireName(asked);
    const answer = await client.getSecret(name).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw vaultFailure(error, asked);
    });
    return answer === undefined ? undefined : readSecret(answer, asked);
  };
  return {
    url: who.address.vaultUrl,
    get,
    async set(name, value, facts) {
      const asked: Asked = { ...who, name, action: "write" };
      requireName(asked);
      const wanted = { ...facts, ...(facts.expires === undefined ? {} : { expires: wholeSeconds(facts.expires) }) };
      const { expires, contentType, tags } = wanted;
      try {
        return readSecret(
          await client.setSecret(name, value, {
            ...(expires === undefined ? {} : { expiresOn: expires }),
            ...(contentType === undefined ? {} : { contentType }),
            ...(tags === undefined ? {} : { tags }),
          }),
          asked,
        );
      } catch (error) {
        const failure = error instanceof UserError ? error : vaultFailure(error, asked, value);
        // It was refused, and so nothing was written.
        if (!(failure instanceof CannotTell)) throw failure;
        return lookedUp(await get(name).catch(() => "unknown" as const), { value, ...wanted }, failure);
      }
    },
  };
}

/** What is there after a write of which nobody knows whether it took place. */
function lookedUp(
  found: VaultSecret | "unknown" | undefined,
  wanted: VaultFacts & { readonly value: string },
  failure: CannotTell,
): VaultSecret {
  if (found === "unknown") {
    throw new CannotTell(
      `${failure.message}\nWhether the vault has the new version is not known: it could not be read either. Run the command again; a second version does no harm.`,
    );
  }
  if (found?.value === wanted.value && sameFacts(found, wanted)) return found;
  throw new CannotTell(`${failure.message}\nThe vault was read after that: it has no such new version.`);
}

function sameFacts(found: VaultFacts, wanted: VaultFacts): boolean {
  const sorted = ({ tags = {} }: VaultFacts): string =>
    JSON.stringify(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
  return (
    found.expires?.getTime() === wanted.expires?.getTime() &&
    found.contentType === wanted.contentType &&
    sorted(found) === sorted(wanted)
  );
}

/** The vault counts in seconds. */
const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);

/** Nothing is taken on trust: a success without a value would be taken for a token. @throws CannotTell */
function readSecret({ name, value, properties }: KeyVaultSecret, asked: Asked): VaultSecret {
  const { version, expiresOn, contentType, tags = {}, updatedOn } = properties;
  const isThatOne = name.toLowerCase() === asked.name.toLowerCase();
  if (!isThatOne || typeof value !== "string" || typeof version !== "string" || version === "")
    throw vaultFailure(new Error("it is none of a secret of that name with a value and a version"), asked);

  return {
    value,
    version,
    tags,
    ...(expiresOn === undefined ? {} : { expires: expiresOn }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(updatedOn === undefined ? {} : { updated: updatedOn }),
  };
}

/** The stack's credential for this vault alone, whatever a challenge asks for. */
function forVault(signIn: StackSignIn, scope: string, caller: Caller, { vaultUrl }: VaultAddress): TokenCredential {
  return {
    async getToken(scopes, options = {}) {
      const asked = [scopes].flat();
      if (asked.length !== 1 || asked[0] !== scope) {
        throw new CannotTell(
          `${vaultUrl} asked for a token for ${asked.join(" ")}, and a key vault of its cloud asks for ${scope}. It got none. ` +
            "Something between this machine and Microsoft changes answers.",
        );
      }
      const { tenantId } = options;
      if (tenantId !== undefined && tenantId.toLowerCase() !== caller.tenantId.toLowerCase()) {
        throw new UserError(
          `${vaultUrl} belongs to tenant ${tenantId}, but the stack signs in to tenant ${caller.tenantId}, whose tokens that vault ` +
            "does not take. Name a vault of the stack's own tenant.",
        );
      }
      return signIn.credential.getToken(scopes, options).catch((error: unknown) => {
        throw signIn.failure(error);
      });
    },
  };
}

function noVaultAddress(given: string): UserError {
  const domains = [...new Set(Object.values(VAULT_DOMAINS))].map((domain) => `https://<name>.${domain}`);
  return new UserError(
    `"${given}" is no address of a key vault. Allowed is ${domains.join(", ")}, with a name of 3 to 24 letters, digits and hyphens: ` +
      "copy Vault URI from the vault's overview in the Azure portal.",
  );
}

/** A tenant is in one cloud, and so are the vaults that take its tokens. */
function requireSameCloud({ vaultUrl, domain }: VaultAddress, { settings }: StackSignIn): void {
  const cloud = settings.metadataHost === "" ? cloudOfEnvironment(settings.environment) : undefined;
  if (cloud === undefined || VAULT_DOMAINS[cloud] === domain) return;
  throw new UserError(
    `${vaultUrl} is in another cloud than the stack: azuread:environment (or ARM_ENVIRONMENT) is ${settings.environment}, whose vaults ` +
      `are at https://<name>.${VAULT_DOMAINS[cloud]}. Name a vault there, or correct the environment.`,
  );
}

function requireName({ name, address }: Asked): void {
  if (SECRET_NAME.test(name)) return;
  throw new UserError(
    `"${name}" cannot be the name of a secret in ${address.vaultUrl}: 1 to 127 letters, digits and hyphens are allowed.`,
  );
}

function isLoopback(origin: string): boolean {
  const url = URL.parse(origin);
  return url?.protocol === "https:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
}
