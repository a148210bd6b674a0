import { join } from "node:path";

import { jwtVerify } from "jose";

import { VAULT_APP_ID, VAULT_DOMAINS } from "../../components/catalogue/vaults.ts";
import { readIfThere } from "../../support/readIfThere.ts";
import { listOf, object, oneOf, optional, parsed, text } from "../../support/shape.ts";
import { reasonOf, UserError } from "../../support/userError.ts";
import type { Host } from "../tenant/server/neighbours.ts";
import { issuer } from "../tenant/tokens/issuer.ts";
import { unauthorized, VaultError } from "./errors.ts";

/** Data actions of the roles, as a refusal names them: Microsoft.KeyVault/vaults/secrets/getSecret/action. */
export type Action = "getSecret" | "setSecret" | "readMetadata" | "update" | "delete" | "recover" | "purge";

/** The same, as access policies call them. */
const PERMISSIONS: Readonly<Record<Action, string>> = {
  getSecret: "get",
  setSecret: "set",
  readMetadata: "list",
  update: "set",
  delete: "delete",
  recover: "recover",
  purge: "purge",
};

/** Who asks, as the access token says. */
export interface Caller {
  readonly appId: string;
  readonly objectId: string;
}

const RESOURCE = `https://${VAULT_DOMAINS.public}`;

/**
 * Checks the bearer token of a request: signature, lifetime, audience, issuer.
 *
 * @throws VaultError 401, with the challenge that says where a token is to be had, and for what
 */
export async function callerOf(authorization: string | undefined, host: Host): Promise<Caller> {
  const challenge = `Bearer authorization="${issuer(host.url).replace(/\/v2\.0$/, "")}", resource="${RESOURCE}"`;
  const [, token] = /^Bearer\s+(.+)$/i.exec(authorization ?? "") ?? [];
  if (token === undefined) throw unauthorized("AKV10000: Request is missing a Bearer or PoP token.", challenge);
  try {
    const { payload } = await jwtVerify(token, host.key.publicKey, {
      algorithms: ["RS256"],
      audience: [RESOURCE, VAULT_APP_ID],
      issuer: issuer(host.url),
      currentDate: host.clock(),
      requiredClaims: ["exp", "oid", "tid"],
    });
    return { appId: String(payload.appid), objectId: String(payload.oid) };
  } catch (error) {
    throw unauthorized(refusal(error as Error & { code?: string; claim?: string; payload?: object }), challenge);
  }
}

/** Azure's words, as people have met them; jose tells the cases apart by `code` and `claim`. */
function refusal({ code, claim, payload }: Error & { code?: string; claim?: string; payload?: object }): string {
  const found = JSON.stringify((Object(payload) as Record<string, unknown>)[claim ?? ""]);
  if (claim === "aud") return `AKV10022: Invalid audience. Expected ${RESOURCE} or ${VAULT_APP_ID}, found: ${found}.`;
  if (claim === "iss") return `AKV10032: Invalid issuer. Found ${found}.`;
  if (code === "ERR_JWT_EXPIRED") return "AKV10044: Token expired. ((local vault: the words are its own))";
  return "AKV10046: Unable to resolve the key used for signature validation.";
}

const REFUSALS = listOf(
  object({
    code: oneOf("ForbiddenByRbac", "AccessDenied", "ForbiddenByFirewall", "ForbiddenByConnection"),
    action: optional(text),
    objectId: optional(text),
  }),
);

/**
 * Whoever has a token of the tenant may do everything, unless `vault-refusals.json` in the tenant's folder says otherwise: a list of
 * `{"code": "ForbiddenByRbac", "action": "setSecret", "objectId": "..."}`; without `action` all of them, without `objectId` everybody.
 * It is read at each request.
 *
 * @throws VaultError 403
 */
export async function requireAllowed(caller: Caller, action: Action, name: string, host: Host): Promise<void> {
  const file = join(host.folder, "vault-refusals.json");
  const kept = await readIfThere(file);
  if (kept === undefined) return;
  const found = refusals(kept, file).find(
    (rule) =>
      (rule.action === undefined || rule.action === action) &&
      (rule.objectId === undefined || rule.objectId === caller.objectId),
  );
  if (found !== undefined) throw forbidden(found.code, caller, action, name, host.url);
}

function refusals(kept: string, file: string): ReturnType<typeof REFUSALS> {
  try {
    return REFUSALS(parsed(kept), "");
  } catch (error) {
    throw new UserError(`${file} cannot be used: ${reasonOf(error)}`);
  }
}

function forbidden(code: string, { appId, objectId }: Caller, action: Action, name: string, url: string): VaultError {
  const who = `appid=${appId};oid=${objectId};iss=${issuer(url)}`;
  const messages: Readonly<Record<string, string>> = {
    ForbiddenByRbac:
      "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed " +
      `recently, please observe propagation time.\r\nCaller: ${who}\r\nAction: 'Microsoft.KeyVault/vaults/secrets/${action}/action'\r\n` +
      `Resource: 'secrets/${name}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\nVault: local;location=local\r\n`,
    AccessDenied: `The user, group or application '${who}' does not have secrets ${PERMISSIONS[action]} permission on key vault 'local;location=local'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    ForbiddenByFirewall:
      "Client address is not authorized and caller is not a trusted service.\r\nClient address: 127.0.0.1\r\nVault: local;location=local",
    ForbiddenByConnection:
      "Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\nVault: local;location=local",
  };
  return new VaultError(403, "Forbidden", messages[code] ?? code, code);
}
