import { CLIENT_SECRET_NAME } from "../../aem/deliveredVariables.ts";
import { CLOUD_HOSTS } from "../../components/catalogue/clouds.ts";
import { Preset } from "../../components/catalogue/presets.ts";
import { aemPlaces } from "../../stack/aemPlaces.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import type { Facts } from "./facts.ts";
import { clientSecretField, enter, leave, mailboxField, select } from "./fields.ts";
import { endpointsOf, mailerFile, providerFile, SMTP_PORT } from "./osgi.ts";
import type { Place, Sheet } from "./sheetModel.ts";
import { SIGN_IN_ENDS } from "./signInEnds.ts";

const SERVLETS = "com.day.cq.mailer.oauth.servlets.handler";

/** AEM 6.5 on OSGi, which signs in by itself. Source: Adobe's page "Configuring Email Notification", Setting Up OAuth. */
export function osgi65Sheet(facts: Facts): Pick<Sheet, "before" | "places" | "sections" | "links" | "files"> {
  const { up } = commandsOf(facts.stack);
  const { smtpHost } = CLOUD_HOSTS[facts.cloud];
  return {
    before: [
      "Here AEM signs in by itself and keeps the refresh token: nothing of `npx aem-mail-oauth consent` is entered.",
      `Every instance that sends, author or publish, has a redirect URI of its own in \`aem-mail-oauth:redirectUris\`; \`${up}\` registers it.`,
    ],
    places: [mailService(facts), ...provider(facts), signIn(facts)],
    sections: [
      {
        title: "Files instead of the console",
        sentences: [
          "`--format osgi --out <folder>` writes both configurations as files to commit. AEM 6.5.5 or later reads `.cfg.json`.",
          `AEM 6.5 itself does not fill in \`$[secret:${CLIENT_SECRET_NAME}]\`: that takes Apache Felix's plugin for the interpolation of configurations, and a file of that name, without an extension, in the folder that \`org.apache.felix.configadmin.plugin.interpolation.secretsdir\` names. Without the plugin, commit the file of the mail service alone, and enter the provider's values in the console.`,
        ],
      },
      {
        title: "Test",
        sentences: [
          "Have the instance send a message, for example by a workflow with an e-mail step; its log is that of `com.day.cq.mailer.DefaultMailService`.",
        ],
      },
      {
        title: "Do it again",
        sentences: [
          "After a rotation of the secret: Client Secret, then the sign-in, on every instance. AEM forgets its tokens when the provider changes.",
          "When the sign-in ends (its 90 days, a reset password): the sign-in on every instance.",
          SIGN_IN_ENDS,
        ],
      },
    ],
    links: [
      {
        title: "Adobe: Configuring Email Notification, Setting Up OAuth",
        url: "https://experienceleague.adobe.com/en/docs/experience-manager-65/content/sites/administering/operations/notification",
      },
    ],
    files: [providerFile(facts, { refreshToken: false }), mailerFile(facts, { host: smtpHost, port: SMTP_PORT })],
  };
}

function mailService(facts: Facts): Place {
  return {
    name: "Day CQ Mail Service",
    path: "Web console: /system/console/configMgr, on every author and publish instance that sends",
    fields: [
      enter("SMTP server host name", CLOUD_HOSTS[facts.cloud].smtpHost),
      enter("SMTP server port", SMTP_PORT),
      mailboxField("SMTP user", facts, "The mailbox that signs in; needed with OAuth 2.0 too."),
      leave("SMTP password", "OAuth 2.0 does not use it."),
      mailboxField('"From" address', facts, "Another sender needs the right Send As in Exchange Online."),
      select("SMTP use StartTLS", "selected", "Adobe's page spells it `SMPT use StarTLS`."),
      select("SMTP requires StarTLS", "selected", "As Adobe's page spells it; the console may have `StartTLS`."),
      select("OAuth flow"),
    ],
    notes: ["Press Save."],
  };
}

function provider(facts: Facts): Place[] {
  const { authUrl, tokenUrl, scopes } = endpointsOf(facts);
  const [first = "", ...others] = facts.redirectUris;
  const redirect =
    others.length === 0
      ? "Byte for byte as registered."
      : `Of this instance; also registered: ${others.map((uri) => `\`${uri}\``).join(", ")}.`;
  return aemPlaces(Preset.Aem65Osgi).map(({ name, path, note }) => ({
    name,
    path,
    fields: [
      enter("Authorization Url", authUrl),
      enter("Token Url", tokenUrl),
      enter("Client ID", facts.clientId),
      clientSecretField("Client Secret", facts),
      ...scopes.map((scope, index) => enter(index === 0 ? "Scopes" : "Scopes (+)", scope)),
      enter("AuthCode Redirect Url", first, redirect),
      enter("Refresh Token URL", tokenUrl),
    ],
    notes: ["The + beside Scopes adds a line. Press Save.", ...(note === undefined ? [] : [note])],
  }));
}

function signIn(facts: Facts): Place {
  return {
    name: "Sign-in",
    path: "Web console: /system/console/components, then /services/mailer/oauth2/authorize on the same instance",
    fields: [
      select(`${SERVLETS}.OAuthCodeGenerateServlet`, "started"),
      select(`${SERVLETS}.OAuthCodeAccessTokenGenerator`, "started"),
      mailboxField("Microsoft's sign-in page", facts, "Not the administrator's own account."),
    ],
    notes: [
      "Start both components with their play icon. Sign in to AEM as its administrator, open the second address, and sign in as the mailbox.",
      "The token is then below `/conf/global/settings/mailer/oauth`. Do it on every instance that sends.",
    ],
  };
}
