import type { Reply } from "../tenant/http.ts";

/** A refusal in Key Vault's words: learn.microsoft.com/azure/key-vault/general/rest-error-codes */
export class VaultError extends Error {
  readonly status: number;
  readonly code: string;
  readonly inner: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, inner?: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.inner = inner;
    this.headers = headers;
  }
}

export function errorReply({ status, code, message, inner, headers }: VaultError): Reply {
  const innererror = inner === undefined ? {} : { innererror: { code: inner } };
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: { error: { code, message, ...innererror } } };
}

export const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" };

/** What only this vault says stands in double brackets, so that nobody takes it for Azure's own words. */
const ownWords = (text: string): string => `((local vault: ${text}))`;

/** Azure has one code for all that is wrong with a request; its words for most of them are published nowhere. */
export const badParameter = (why: string): VaultError => new VaultError(400, "BadParameter", ownWords(why));

export const unauthorized = (message: string, challenge: string): VaultError =>
  new VaultError(401, "Unauthorized", message, undefined, { "www-authenticate": challenge });

export const secretNotFound = (name: string): VaultError =>
  new VaultError(
    404,
    "SecretNotFound",
    `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it ` +
      "using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182",
  );

export const deletedNotFound = (name: string): VaultError =>
  new VaultError(404, "SecretNotFound", `Deleted Secret not found: ${name}`);

export const stillDeleted = (name: string): VaultError =>
  new VaultError(
    409,
    "Conflict",
    `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
    "ObjectIsDeletedButRecoverable",
  );

export const disabled = (): VaultError =>
  new VaultError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled");

export const noMethod = (method: string): VaultError =>
  new VaultError(405, "MethodNotAllowed", ownWords(`${method} is not for this path`));
