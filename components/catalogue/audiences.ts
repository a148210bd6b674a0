import { Cloud } from "./clouds.ts";

/**
 * Which accounts may sign in, by the names that Microsoft Graph gives them (`signInAudience`).
 * `PersonalMicrosoftAccount` is left out on purpose: AEM does not support it.
 */
export const SignInAudience = {
  /** Accounts of this tenant only. */
  AzureADMyOrg: "AzureADMyOrg",
  /** Work and school accounts of any tenant. */
  AzureADMultipleOrgs: "AzureADMultipleOrgs",
  /** Work and school accounts of any tenant, and personal Microsoft accounts. */
  AzureADandPersonalMicrosoftAccount: "AzureADandPersonalMicrosoftAccount",
} as const;
export type SignInAudience = (typeof SignInAudience)[keyof typeof SignInAudience];

/** Adobe's page recommends work and personal accounts; only the public cloud has personal ones. */
export function defaultAudience(cloud: Cloud): SignInAudience {
  return cloud === Cloud.Public
    ? SignInAudience.AzureADandPersonalMicrosoftAccount
    : SignInAudience.AzureADMultipleOrgs;
}

/** What Entra limits more tightly as soon as personal accounts may sign in. */
export interface AudienceLimits {
  readonly personalAccounts: boolean;
  readonly displayNameLength: number;
  readonly redirectUris: number;
  /** Delegated permissions of one API; undefined where Entra's general limit is beyond the catalogue. */
  readonly permissionsPerApi: number | undefined;
}

/**
 * Limits of an audience: "Validation differences by supported account types" and "Redirect URI restrictions",
 * learn.microsoft.com/entra/identity-platform/supported-accounts-validation and .../reply-url.
 */
export function limitsOf(audience: SignInAudience): AudienceLimits {
  const personalAccounts = audience === SignInAudience.AzureADandPersonalMicrosoftAccount;
  return personalAccounts
    ? { personalAccounts, displayNameLength: 90, redirectUris: 100, permissionsPerApi: 30 }
    : { personalAccounts, displayNameLength: 120, redirectUris: 256, permissionsPerApi: undefined };
}
