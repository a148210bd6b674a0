import { faultMessage } from "../components/rules/faults.ts";
import type { Settings } from "../pulumi/settings.ts";
import { UserError } from "../support/userError.ts";

/**
 * Settings of the azuread provider that leave this process: they are part of an address that is asked, of a sign-in or of a command, or
 * name a file, and stand in messages when that fails. Those that are missing here are secrets themselves and are shown nowhere.
 */
const PLAIN = [
  "tenantId",
  "clientId",
  "environment",
  "metadataHost",
  "clientIdFilePath",
  "clientSecretFilePath",
  "clientCertificatePath",
  "oidcTokenFilePath",
  "oidcRequestUrl",
  "adoPipelineServiceConnectionId",
] as const;

/**
 * Refuses such a setting where it is kept encrypted: another secret may have been copied to where this key stands.
 *
 * @throws UserError naming all of them, never a value
 */
export function requirePlain({ values, isSecret }: Settings): void {
  const faults = PLAIN.map((name) => `azuread:${name}`)
    .filter((key) => isSecret(key) && (values[key] ?? "") !== "")
    .map((key) => ({
      setting: key,
      given: "an encrypted value",
      allowed: "a plain value: it is sent out or shown when somebody signs in",
      fix:
        `Set it without --secret (pulumi config rm ${key}, then pulumi config set ${key}): it is no secret in Entra. ` +
        "If a secret was put there, renew that secret.",
    }));
  if (faults.length > 0) throw new UserError(faultMessage(faults));
}
