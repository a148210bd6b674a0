import type { VaultPlace } from "../../components/rules/keeping.ts";
import { vaultAddress } from "../../components/rules/vaultAddress.ts";
import { variablesFor } from "../../entra/connect.ts";
import type { Vault } from "../../entra/keyVault.ts";
import { commandsOf, consentCommand } from "../commandsOf.ts";
import { AccountKind } from "../consents.ts";
import type { Deployment } from "../deployment.ts";
import { endOfToken } from "../ends/tokenItems.ts";
import { isTime } from "../records.ts";
import { ForeignToken, type KeptToken, type TokensOf, type TokenStore } from "./tokenStore.ts";

/** Of the secret. Whoever lists the vault reads it. */
const CONTENT_TYPE = "OAuth 2.0 refresh token";

/** Tags, as the vault has them. Whoever lists the vault reads them: nothing here is secret. */
const TAGS = {
  issued: "issued",
  mailbox: "mailbox",
  user: "user",
  signedIn: "signed-in",
  account: "account",
  clientId: "client-id",
} as const;

/**
 * A secret in an Azure Key Vault, with what is known of the token as its tags. A token that is replaced stays there as an earlier version, and
 * good to its own end.
 */
export function vaultStore(
  deployment: Pick<Deployment, "stack" | "environment" | "localOrigin">,
  place: VaultPlace,
  { config, tenantId, clientId }: Pick<TokensOf, "config" | "tenantId" | "clientId">,
): TokenStore {
  const { stack, localOrigin } = deployment;
  const { vaultUrl, secretName } = place;
  const name = `secret ${secretName} of ${vaultUrl}`;
  let opened: Promise<Vault> | undefined;
  const open = (): Promise<Vault> => (opened ??= openLate({ deployment, vaultUrl, config, tenantId, localOrigin }));
  const vaultName = vaultAddress(vaultUrl)?.vaultName ?? "";
  return {
    name,
    isTracked: false,
    hasFacts: true,
    show: stack.isLocal
      ? commandsOf(stack).sheet
      : `az keyvault secret show --vault-name ${vaultName} --name ${secretName} --query value --output tsv`,
    async read() {
      const secret = await (await open()).get(secretName);
      if (secret === undefined) return undefined;
      const owner = secret.tags[TAGS.clientId];
      if (owner !== undefined && owner.toLowerCase() !== clientId.toLowerCase()) {
        throw new ForeignToken(
          `The token in ${name} was issued to application ${owner}, and stack ${stack.given} has application ${clientId}. Is it another stack's? ` +
            "Then name another secret in setting tokenStore, with /secrets/<name> behind the vault's address. If its application is gone, sign in, " +
            `which replaces it: ${consentCommand(stack, { save: true })} --force`,
        );
      }
      return { refreshToken: secret.value, ...factsIn(secret.tags) };
    },
    async keep(token, before) {
      const vault = await open();
      const present = before === undefined ? undefined : await vault.get(secretName);
      // One that is gone by now is no other one: writing finds out whether it can be put there again.
      if (present !== undefined && present.value !== before) return false;
      const { issued } = token;
      await vault.set(secretName, token.refreshToken, {
        contentType: CONTENT_TYPE,
        tags: tagsOf(token, clientId),
        ...(issued === undefined ? {} : { expires: new Date(endOfToken(issued)) }),
      });
      return true;
    },
  };
}

interface Opening extends Pick<TokensOf, "config" | "tenantId"> {
  readonly deployment: Pick<Deployment, "environment">;
  readonly vaultUrl: string;
  readonly localOrigin: string | undefined;
}

/** The client of a vault takes longer to load than most commands to run. */
async function openLate({ deployment, localOrigin, ...options }: Opening): Promise<Vault> {
  const { openVault } = await import("../../entra/keyVault.ts");
  return openVault({
    ...options,
    variables: variablesFor(deployment),
    ...(localOrigin === undefined ? {} : { localOrigin }),
  });
}

/** What does not look like what was written is nothing that anybody may count from. */
function factsIn(tags: Readonly<Record<string, string>>): Omit<KeptToken, "refreshToken"> {
  const named = (name: string): string | undefined => (tags[name] === "" ? undefined : tags[name]);
  const time = (name: string): string | undefined => (isTime(tags[name]) ? tags[name] : undefined);
  return {
    issued: time(TAGS.issued),
    mailbox: named(TAGS.mailbox),
    user: named(TAGS.user),
    signedIn: time(TAGS.signedIn),
    account: Object.values(AccountKind).find((kind) => kind === tags[TAGS.account]),
  };
}

function tagsOf(token: KeptToken, clientId: string): Record<string, string> {
  const all = { ...token, clientId };
  const known = Object.entries(TAGS).map(([fact, tag]) => [tag, all[fact as keyof typeof TAGS]] as const);
  return Object.fromEntries(
    known.filter((entry): entry is readonly [(typeof entry)[0], string] => entry[1] !== undefined),
  );
}
