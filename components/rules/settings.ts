import { defaultAudience, type SignInAudience } from "../catalogue/audiences.ts";
import { Cloud, CLOUD_HOSTS } from "../catalogue/clouds.ts";
import { Preset, presetDefaults } from "../catalogue/presets.ts";
import type { ClientSecretArgs, MailApplicationArgs } from "../mailApplicationArgs.ts";

/** The arguments with every default filled in. */
export interface MailApplicationSettings {
  readonly displayName: string;
  readonly preset: Preset;
  readonly signInAudience: SignInAudience;
  readonly permissions: readonly string[];
  readonly redirectUris: readonly string[];
  readonly implicitGrant: { readonly accessTokens: boolean; readonly idTokens: boolean };
  readonly clientSecrets: readonly ClientSecretArgs[];
  readonly maxSecretLifetime: string | undefined;
  readonly owners: readonly string[];
  readonly mailbox: string | undefined;
  readonly cloud: Cloud;
  readonly authority: string;
}

/** Fills in the defaults. `stack` is the name of the Pulumi stack. Checks nothing: see validation.ts. */
export function settingsOf(args: MailApplicationArgs, stack: string): MailApplicationSettings {
  const cloud = args.cloud ?? Cloud.Public;
  const preset = args.preset ?? Preset.AemFormsJee;
  const defaults = presetDefaults(preset, cloud);
  return {
    displayName: args.displayName ?? `AEM Forms mail (${stack})`,
    preset,
    signInAudience: args.signInAudience ?? defaultAudience(cloud),
    permissions: args.permissions ?? defaults.permissions,
    redirectUris: args.redirectUris ?? defaults.redirectUris,
    implicitGrant: {
      accessTokens: args.implicitGrant?.accessTokens ?? true,
      idTokens: args.implicitGrant?.idTokens ?? true,
    },
    clientSecrets: args.clientSecrets ?? [{ label: "initial" }],
    maxSecretLifetime: args.maxSecretLifetime,
    owners: args.owners ?? [],
    mailbox: args.mailbox,
    cloud,
    authority: args.authority ?? CLOUD_HOSTS[cloud].authority,
  };
}
