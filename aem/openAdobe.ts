import type { Keeping } from "../components/rules/keeping.ts";
import { variablesFor } from "../entra/connect.ts";
import type { Settings } from "../pulumi/settings.ts";
import type { Deployment } from "../stack/deployment.ts";
import { UserError } from "../support/userError.ts";
import { type CloudManager, openCloudManager } from "./cloudManager.ts";

/** What is known of the stack that delivers to Adobe. */
export interface Delivering {
  readonly deployment: Pick<Deployment, "stack" | "environment" | "localOrigin">;
  readonly keeping: Keeping;
  readonly config: Settings;
  readonly tenantId: string;
  /** A line for the person. */
  readonly log: (line: string) => void;
}

/** Names of the secrets in the stack's key vault that stand for the variables ADOBE_CLIENT_ID and ADOBE_CLIENT_SECRET. */
const VAULT_NAMES = { clientId: "adobe-client-id", clientSecret: "adobe-client-secret" } as const;

/**
 * Opens Cloud Manager for an organization, with the technical account of the environment variables ADOBE_CLIENT_ID and ADOBE_CLIENT_SECRET; where
 * neither is set, with that of the key vault that keeps the stack's token.
 *
 * @throws UserError when there is no credential, or only half of one
 */
export async function openAdobe(delivering: Delivering, organization: string): Promise<CloudManager> {
  const { deployment, log } = delivering;
  const { localOrigin, environment } = deployment;
  const authority = environment.NODE_EXTRA_CA_CERTS;
  return openCloudManager({
    credentials: await credentialsOf(delivering),
    organization,
    log,
    ...(localOrigin === undefined ? {} : { localOrigin }),
    ...(localOrigin === undefined || authority === undefined ? {} : { certificateAuthority: authority }),
  });
}

async function credentialsOf(delivering: Delivering): Promise<{ clientId: string; clientSecret: string }> {
  const { deployment, keeping } = delivering;
  const { ADOBE_CLIENT_ID: clientId = "", ADOBE_CLIENT_SECRET: clientSecret = "" } = variablesFor(deployment);
  if (clientId !== "" && clientSecret !== "") return { clientId, clientSecret };
  if (clientId !== "" || clientSecret !== "") {
    const missing = clientId === "" ? "ADOBE_CLIENT_ID" : "ADOBE_CLIENT_SECRET";
    throw new UserError(
      `${missing} is not set, and the other one is. Both are of one credential: set both, or neither.`,
    );
  }
  const found = keeping.vault === undefined ? undefined : await inVault(delivering, keeping.vault.vaultUrl);
  if (found !== undefined) return found;
  const vault =
    keeping.vault === undefined
      ? ""
      : `, or as secrets ${VAULT_NAMES.clientId} and ${VAULT_NAMES.clientSecret} of ${keeping.vault.vaultUrl}`;
  throw new UserError(
    "Setting deliverTo names environments of Cloud Manager, and there is no credential for it. Give ADOBE_CLIENT_ID and ADOBE_CLIENT_SECRET as " +
      `environment variables${vault}: those of an OAuth server-to-server credential with the Cloud Manager API (Adobe Developer Console), whose ` +
      "product profile is Deployment Manager.",
  );
}

async function inVault({ deployment, config, tenantId }: Delivering, vaultUrl: string) {
  const { openVault } = await import("../entra/keyVault.ts");
  const { localOrigin } = deployment;
  const variables = variablesFor(deployment);
  const vault = await openVault({
    vaultUrl,
    config,
    variables,
    tenantId,
    ...(localOrigin === undefined ? {} : { localOrigin }),
  });
  const [id, secret] = await Promise.all([vault.get(VAULT_NAMES.clientId), vault.get(VAULT_NAMES.clientSecret)]);
  return id === undefined || secret === undefined ? undefined : { clientId: id.value, clientSecret: secret.value };
}
