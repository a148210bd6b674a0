import { Preset } from "../components/catalogue/presets.ts";

/** One place in AEM that holds values of the application, by the names that AEM's own pages give it. */
export interface AemPlace {
  readonly name: string;
  /** Where it is, menu by menu or file by file. */
  readonly path: string;
  /** The fields with values that change, as AEM labels them: client id, client secret and refresh token, as far as there are such. */
  readonly fields: readonly string[];
  /** What is easily overlooked there. */
  readonly note?: string;
}

const VALUES = ["Client ID", "Client Secret", "Refresh Token"];

/**
 * All places of an AEM edition that hold the client secret.
 * Source: Adobe's pages "Configure OAuth2-based authentication for Microsoft Office 365 mail server protocols" (JEE), "OAuth2 Support
 * for the Mail Service" (Cloud Service) and "Configuring Email Notification" (6.5).
 */
export function aemPlaces(preset: Preset): readonly AemPlace[] {
  switch (preset) {
    case Preset.AemFormsJee:
      return [
        {
          name: "Email Service",
          path: "Admin UI: Home > Services > Applications and Services > Service Management > Email Service",
          fields: VALUES,
          note: "Adobe's administrator help lists it there as `Email: 1.0`. Processes made in Workbench use it, unless their Connection Settings say otherwise.",
        },
        {
          name: "Task notifications",
          path: "Admin UI: Home > Services > Form Workflow > Server Settings > Email Settings",
          fields: VALUES,
        },
        {
          name: "Every email endpoint",
          path: "Admin UI: Home > Services > Applications and Services > Endpoint Management",
          fields: VALUES,
          note: "Each endpoint has values of its own.",
        },
      ];
    case Preset.AemCloud:
      return [
        {
          name: "OAuth provider of the mail service",
          path: "Cloud Manager: the environment's Configuration, secret SECRET_SMTP_OAUTH_CLIENT_SECRET, for author and publish",
          fields: ["clientSecret", "refreshToken"],
          note:
            "Each environment has its own, and is `updating` for some minutes after a change. Before release 28386 (23 September 2026) the mail " +
            "service of publish took a changed one only after one more restart (Adobe's release notes, GRANITE-64470).",
        },
      ];
    case Preset.Aem65Osgi:
      return [
        {
          name: "CQ Mailer SMTP OAuth2 Provider",
          path: "Web console: /system/console/configMgr, on every author and publish instance that sends",
          fields: ["Client ID", "Client Secret"],
          note: "AEM forgets its tokens when this changes: sign in again at /services/mailer/oauth2/authorize on that instance.",
        },
      ];
  }
}
