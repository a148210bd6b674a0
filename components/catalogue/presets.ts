import { type Cloud, CLOUD_HOSTS } from "./clouds.ts";

/** The AEM editions whose needs are known; each gives defaults for `permissions` and `redirectUris`. */
export const Preset = {
  /**
   * AEM Forms on JEE, as on Adobe's page "Configure OAuth2-based authentication for Microsoft Office 365 mail server
   * protocols".
   */
  AemFormsJee: "aem-forms-jee",
  /** AEM 6.5 on OSGi, whose mailer sends and asks for consent by itself. */
  Aem65Osgi: "aem-65-osgi",
  /** AEM as a Cloud Service, as on Adobe's page "OAuth2 Support for the Mail Service". */
  AemCloud: "aem-cloud",
} as const;
export type Preset = (typeof Preset)[keyof typeof Preset];

/** Defaults that a preset gives in one cloud. */
export interface PresetDefaults {
  readonly permissions: readonly string[];
  readonly redirectUris: readonly string[];
}

/** The defaults of a preset in one cloud. The first redirect URI is the one that the consent link uses. */
export function presetDefaults(preset: Preset, cloud: Cloud): PresetDefaults {
  switch (preset) {
    case Preset.AemFormsJee:
      return {
        permissions: [
          "IMAP.AccessAsUser.All",
          "Mail.Read",
          "offline_access",
          "POP.AccessAsUser.All",
          "SMTP.Send",
          "User.Read",
        ],
        // The first is the one Adobe's page works with; the second lets a listener on this machine catch the code.
        redirectUris: [`${CLOUD_HOSTS[cloud].authority}/common/oauth2/nativeclient`, "http://localhost"],
      };
    case Preset.Aem65Osgi:
      return {
        // The mailer asks the mailbox host for Mail.Send and Mail.Read, so these two are Exchange Online's, not
        // Graph's.
        permissions: ["exchange/Mail.Read", "exchange/Mail.Send", "offline_access", "openid", "SMTP.Send"],
        // AEM's own consent servlet on a publish instance; declare one for each instance that sends.
        redirectUris: ["http://localhost:4503/services/mailer/oauth2/token"],
      };
    case Preset.AemCloud:
      return {
        permissions: ["email", "offline_access", "openid", "profile", "SMTP.Send"],
        // Adobe's page asks for both spellings; Entra keeps them apart.
        redirectUris: ["http://localhost", "http://localhost/"],
      };
  }
}
