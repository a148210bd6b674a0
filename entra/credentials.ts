import {
  AzureCliCredential,
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  type TokenCredentialOptions,
} from "@azure/identity";

import { LIMITS } from "../support/limits.ts";
import { UserError } from "../support/userError.ts";
import { certificatePem } from "./certificate.ts";
import { requestIdToken } from "./idToken.ts";
import type { ProviderSettings } from "./providerSettings.ts";

/** The ways to sign in, by the words for a person. */
export const Way = {
  Certificate: "a client certificate",
  Secret: "a client secret",
  OidcToken: "an OIDC token",
  OidcRequest: "OIDC",
  ManagedIdentity: "a managed identity",
  AzureCli: "the Azure CLI",
} as const;
export type Way = (typeof Way)[keyof typeof Way];

/**
 * Which way the azuread provider would take: the first that is enabled and fully given, in the order of NewAuthorizerFromCredentials
 * of hashicorp/go-azure-sdk, sdk/auth. Undefined where none is.
 */
export function wayIn(settings: ProviderSettings): Way | undefined {
  const { clientId, clientSecret, clientCertificate, clientCertificatePath, oidcToken, useOidc } = settings;
  const asClient = settings.tenantId !== "" && clientId !== "";
  if (asClient && (clientCertificate !== "" || clientCertificatePath !== "")) return Way.Certificate;
  if (asClient && clientSecret !== "") return Way.Secret;
  if (asClient && useOidc && oidcToken !== "") return Way.OidcToken;
  if (asClient && useOidc && settings.oidcRequestUrl !== "" && settings.oidcRequestToken !== "") return Way.OidcRequest;
  if (settings.useMsi) return Way.ManagedIdentity;
  if (settings.useCli) return Way.AzureCli;
  return undefined;
}

/**
 * What signs in by this way, in the one tenant of the settings.
 *
 * @param options where the sign-in service is, and whom to trust there
 * @throws UserError for a certificate that cannot be read
 */
export async function credentialFor(
  way: Way,
  settings: ProviderSettings,
  options: TokenCredentialOptions,
): Promise<TokenCredential> {
  const { tenantId, clientId } = settings;
  // Only hosts that Microsoft publishes can be looked up there; the one we were told of is the one to trust.
  const pinned = { ...options, disableInstanceDiscovery: true };
  switch (way) {
    case Way.Certificate:
      return new ClientCertificateCredential(
        tenantId,
        clientId,
        { certificate: await certificatePem(settings) },
        pinned,
      );
    case Way.Secret:
      return new ClientSecretCredential(tenantId, clientId, settings.clientSecret, pinned);
    case Way.OidcToken:
      return new ClientAssertionCredential(tenantId, clientId, () => Promise.resolve(settings.oidcToken), pinned);
    case Way.OidcRequest:
      return new ClientAssertionCredential(tenantId, clientId, () => requestIdToken(settings), pinned);
    case Way.ManagedIdentity:
      return new ManagedIdentityCredential({ ...own(options), ...(clientId === "" ? {} : { clientId }) });
    case Way.AzureCli:
      return new AzureCliCredential({
        ...(tenantId === "" ? {} : { tenantId }),
        processTimeoutInMs: LIMITS.request,
      });
  }
}

/** A managed identity is asked on the machine itself: neither the host nor the trust of the sign-in service is for it. */
function own({ additionalPolicies }: TokenCredentialOptions): TokenCredentialOptions {
  return additionalPolicies === undefined ? {} : { additionalPolicies };
}

/** What to do where no way in is given at all. */
export function noWayIn(settings: ProviderSettings): UserError {
  return new UserError(
    "Nothing to sign in to Microsoft Entra with: azuread:useCli (or ARM_USE_CLI) is off, and no other way is given.\n" +
      `Give ARM_CLIENT_ID with ARM_CLIENT_SECRET, a certificate or OIDC, as the azuread provider takes them, or turn it on ` +
      `and run: ${azLogin(settings.tenantId)}`,
  );
}

/** The command that signs a person in to a tenant, with or without a subscription in it. */
export function azLogin(tenantId: string): string {
  return `az login${tenantId === "" ? "" : ` --tenant ${tenantId}`} --allow-no-subscriptions`;
}
