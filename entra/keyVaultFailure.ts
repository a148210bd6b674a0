import { isRestError } from "@azure/keyvault-secrets";

import type { VaultAddress } from "../components/rules/vaultAddress.ts";
import { CannotTell, reasonOf, UserError } from "../support/userError.ts";
import type { Caller } from "./stackSignIn.ts";

/** What a key vault was asked, and by whom. */
export interface Asked {
  readonly address: VaultAddress;
  readonly caller: Caller;
  readonly name: string;
  readonly action: "read" | "write";
}

/** What a key vault says with a refusal: learn.microsoft.com/azure/key-vault/general/rest-error-codes. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  /** What only some refusals have: `ForbiddenByRbac`, `SecretDisabled`. */
  readonly inner: string;
  readonly message: string;
}

/** Whether the vault itself says that there is no such secret; a 404 of anybody else is not that. */
export function isMissing(thrown: unknown): boolean {
  const refusal = refusalOf(thrown);
  return refusal?.status === 404 && refusal.code === "SecretNotFound";
}

/**
 * Why a vault did not do what it was asked, and what to do.
 *
 * @param value what was to be written: should it be in what the vault says, it is left out
 */
export function vaultFailure(thrown: unknown, asked: Asked, value = ""): UserError {
  if (thrown instanceof UserError) return thrown;
  const refusal = refusalOf(thrown);
  if (refusal === undefined) return withoutAnswer(thrown, asked, value);
  const hidden = { ...refusal, message: oneLine(hide(refusal.message, value)) };
  return refused(hidden, asked);
}

function refused(refusal: Refusal, asked: Asked): UserError {
  const { status, inner, message } = refusal;
  const { address, caller, name } = asked;
  const said = `The vault said: ${message} (${status} ${inner === "" ? refusal.code : inner})`;
  if (status === 401 && message.startsWith("AKV10046")) {
    // Azure's own fault now and then, with tokens that are good: hashicorp/terraform-provider-azurerm #30912.
    return new CannotTell(
      `${address.vaultUrl} could not check the token of ${caller.callerId}. ${said}\nRun the command again in some minutes.`,
    );
  }
  if (status === 401) {
    return new UserError(
      `${address.vaultUrl} does not take the token of ${caller.callerId} in tenant ${caller.tenantId}. ${said}\n` +
        "Name a vault of that tenant. If it is one, sign in again; with a pipeline's identity, run the job again.",
    );
  }
  if (status === 403) return forbidden(inner, said, asked);
  if (status === 409 && inner === "ObjectIsDeletedButRecoverable") {
    return new UserError(
      `Secret ${name} of ${address.vaultUrl} was deleted and can still be recovered, so its name cannot be written. Recover it, then run ` +
        `the command again: az keyvault secret recover --vault-name ${address.vaultName} --name ${name}\n` +
        "(Purging it frees the name as well, and ends all its versions for good.)",
    );
  }
  if (status === 409) {
    return new CannotTell(
      `Secret ${name} of ${address.vaultUrl} is being changed by somebody else. ${said}\nRun the command again in a minute.`,
    );
  }
  if (status === 429 || status >= 500) {
    return new CannotTell(
      `${address.vaultUrl} does not work well at the moment, or has too much to do. ${said}\nRun the command again in some minutes.`,
    );
  }
  return new UserError(`${address.vaultUrl} refused to ${asked.action} secret ${name}. ${said}`);
}

function forbidden(inner: string, said: string, { address, caller, name, action }: Asked): UserError {
  const { vaultName, vaultUrl } = address;
  if (inner === "SecretDisabled") {
    return new UserError(
      `Secret ${name} of ${vaultUrl} is disabled, so nobody can read it. Find out who disabled it and why; then write it again, or enable ` +
        `it: az keyvault secret set-attributes --vault-name ${vaultName} --name ${name} --enabled true`,
    );
  }
  if (inner === "ForbiddenByFirewall" || inner === "ForbiddenByConnection") {
    return new UserError(
      `The firewall of ${vaultUrl} does not let this machine in. ${said}\nRun the command in a network that the vault allows, or allow this ` +
        `one: az keyvault network-rule add --name ${vaultName} --ip-address <address>`,
    );
  }
  const role = action === "read" ? "Key Vault Secrets User" : "Key Vault Secrets Officer";
  const permissions = action === "read" ? "get" : "get set";
  return new UserError(
    `${caller.callerId} (object id, tenant ${caller.tenantId}) may not ${action} secret ${name} of ${vaultUrl}. ${said}\n` +
      `Give it the role "${role}" there, which takes some minutes to count:\n` +
      `az role assignment create --role "${role}" --assignee-object-id ${caller.callerId} --scope "$(az keyvault show --name ${vaultName} --query id -o tsv)"\n` +
      `(A vault with access policies instead of roles: az keyvault set-policy --name ${vaultName} --object-id ${caller.callerId} --secret-permissions ${permissions})`,
  );
}

/** What was thrown is no refusal of a vault's. */
function withoutAnswer(thrown: unknown, { address, name, action }: Asked, value: string): UserError {
  const { vaultName, vaultUrl } = address;
  const { code, statusCode } = Object(thrown) as { code?: unknown; statusCode?: unknown };
  if (code === "ENOTFOUND") {
    return new UserError(
      `There is no key vault ${vaultUrl}: no name server knows that name. Correct it (az keyvault list shows those there are). A vault ` +
        `that only private networks know is asked from such a network; one that was deleted comes back with: az keyvault recover --name ${vaultName}`,
    );
  }
  if (typeof statusCode === "number" && (statusCode === 429 || statusCode >= 500)) {
    return new CannotTell(
      `${vaultUrl}, or a proxy on the way to it, does not work well at the moment (status ${statusCode}). Run the command again in some minutes.`,
    );
  }
  if (typeof statusCode === "number") {
    return new CannotTell(
      `What answered (status ${statusCode}) when secret ${name} was to be ${PAST[action]} is not ${vaultUrl}: a proxy or the sign-in page of ` +
        "a network may have answered instead. Run the command again, if need be from another network.",
    );
  }
  const why = oneLine(hide(reasonOf(thrown), value));
  if (isRestError(thrown)) {
    return new CannotTell(
      `${vaultUrl} cannot be reached: ${why}. Run the command again, if need be from another network.`,
    );
  }
  return new CannotTell(
    `The answer of ${vaultUrl} when secret ${name} was to be ${PAST[action]} cannot be used: ${why}. Is a proxy in between? Run the command again.`,
  );
}

const PAST = { read: "read", write: "written" } as const;

/** The refusal in an error of the library; undefined where a vault said nothing of the kind. */
function refusalOf(thrown: unknown): Refusal | undefined {
  if (!isRestError(thrown)) return undefined;
  const { statusCode, details } = thrown;
  const { error } = Object(details) as { error?: unknown };
  const { code, message, innerError } = Object(error) as Record<"code" | "message" | "innerError", unknown>;
  if (statusCode === undefined || typeof code !== "string" || typeof message !== "string") return undefined;
  const { code: inner } = Object(innerError) as { code?: unknown };
  return { status: statusCode, code, inner: typeof inner === "string" ? inner : "", message };
}

const hide = (text: string, value: string): string => (value === "" ? text : text.replaceAll(value, "(the value)"));

const oneLine = (text: string): string => text.trim().replaceAll(/\s*[\r\n]+\s*/g, " ");
