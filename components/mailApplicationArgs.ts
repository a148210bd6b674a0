import type { SignInAudience } from "./catalogue/audiences.ts";
import type { Cloud } from "./catalogue/clouds.ts";
import type { Preset } from "./catalogue/presets.ts";

/** The two token boxes of the portal's page Authentication. */
export interface ImplicitGrantArgs {
  /** "Access tokens (used for implicit flows)". Defaults to true. */
  accessTokens?: boolean;
  /** "ID tokens (used for implicit and hybrid flows)". Defaults to true. */
  idTokens?: boolean;
}

/** One live client secret. */
export interface ClientSecretArgs {
  /**
   * Names the secret, in the portal too: `[a-z][a-z0-9-]{0,31}`. A new label makes a new secret and a label taken away
   * revokes its secret; nothing else rotates one.
   */
  label: string;
  /**
   * When the secret ends: a date in quotes ("2030-05-20", the start of that day in UTC) or an RFC 3339 time. Read once,
   * when the secret is made: a later edit changes nothing. Defaults to 180 days after the secret is made, or
   * `maxSecretLifetime` if shorter.
   */
  expires?: string;
}

/**
 * What a mail application is made of. Every field has the name of the configuration key and is a plain value, not an
 * Input: all of them are checked before the first resource is registered.
 */
export interface MailApplicationArgs {
  /**
   * Name of the application in Entra, at most 120 characters, 90 with personal accounts. Defaults to "AEM Forms mail
   * (<stack>)".
   */
  displayName?: string;
  /** Which AEM edition the other defaults are for. Defaults to "aem-forms-jee". */
  preset?: Preset;
  /**
   * Which accounts may sign in. Defaults to "AzureADandPersonalMicrosoftAccount" on the public cloud and to
   * "AzureADMultipleOrgs" on the others, which have no personal accounts.
   */
  signInAudience?: SignInAudience;
  /**
   * Delegated permissions by name: a bare name is Microsoft Graph's, `exchange/<name>` is Office 365 Exchange Online's.
   * Defaults to those of the preset.
   */
  permissions?: string[];
  /** Redirect URIs of the platform Web; the consent link uses the first. Defaults to those of the preset. */
  redirectUris?: string[];
  /** The token boxes that Adobe's page calls mandatory. Defaults to both ticked. */
  implicitGrant?: ImplicitGrantArgs;
  /**
   * The live secrets, newest first, one or two; AEM is given the first next. Defaults to one with the label "initial".
   */
  clientSecrets?: ClientSecretArgs[];
  /** Longest lifetime that a secret may be declared with, in days: "180d". Defaults to no limit of ours. */
  maxSecretLifetime?: string;
  /**
   * Object ids of the users and service principals that own the registration. Whoever runs the deployment must not be
   * listed: Entra makes the creator an owner by itself. Defaults to none.
   */
  owners?: string[];
  /** User principal name of the mailbox, for the login hint of the consent link. Defaults to no hint. */
  mailbox?: string;
  /** The Microsoft cloud of the tenant; `azuread:environment` has to name the same. Defaults to "public". */
  cloud?: Cloud;
  /** Origin of the sign-in service, `https://host[:port]`. Defaults to that of the cloud. */
  authority?: string;
}
