import { commandsOf } from "../rotate/nextSteps.ts";
import type { OsgiFile, Sheet, SheetValues } from "./sheet.ts";

const PROVIDER = "com.day.cq.mailer.oauth.impl.OAuthConfigurationProviderImpl";
const MAILER = "com.day.cq.mailer.DefaultMailService";
const FOLDER = "/apps/<my-project>/osgiconfig/config";
/** Port inside the environment that the egress proxy forwards; any above 30000 that is free. */
const FORWARDED_PORT = 30587;

const SECRET = "$[secret:SECRET_SMTP_OAUTH_CLIENT_SECRET]";
const TOKEN = "$[secret:SECRET_SMTP_OAUTH_REFRESH_TOKEN]";

/**
 * AEM as a Cloud Service. PIDs and properties as on Adobe's page "OAuth2 Support for the Mail Service"; the port forward as on "Email
 * service" of the advanced networking pages.
 */
export function cloudSheet(values: SheetValues): Sheet {
  const { stack, mailbox, smtpHost } = values;
  const commands = commandsOf(stack);
  const mailer = {
    "smtp.host": "$[env:AEM_PROXY_HOST;default=proxy.tunnel]",
    "smtp.port": FORWARDED_PORT,
    ...mailerProperties(mailbox),
  };
  return {
    title: `AEM as a Cloud Service: mail of ${mailbox} by OAuth 2.0`,
    before: ["Advanced networking for the program: dedicated egress, flexible ports or VPN. Mail leaves through it."],
    places: [
      {
        title: "Secrets of each environment",
        path: "Cloud Manager: Environments > the environment > Configuration (or aio cloudmanager:set-environment-variables <environment> --programId=<program> --secret NAME VALUE)",
        fields: [
          { ...values.clientSecret, label: "SECRET_SMTP_OAUTH_CLIENT_SECRET" },
          { ...values.refreshToken, label: "SECRET_SMTP_OAUTH_REFRESH_TOKEN" },
        ],
        steps: ["Type: secret. For author and publish."],
      },
    ],
    files: [
      { name: `${PROVIDER}.cfg.json`, content: { ...providerProperties(values), refreshToken: TOKEN } },
      { name: `${MAILER}.cfg.json`, content: mailer },
      {
        name: "port-forward.json",
        content: { portForwards: [{ name: smtpHost, portDest: 587, portOrig: FORWARDED_PORT }] },
      },
    ],
    after: [
      `Commit the two .cfg.json files below ${FOLDER}, and give port-forward.json to the environment's advanced networking (Cloud Manager API: PUT .../environment/<id>/advancedNetworking).`,
      "smtp.port is the forwarded port, never 587; AEM_PROXY_HOST is set by AEM, not by hand.",
      `When mail does not flow, ask here first: ${commands.verify}`,
    ],
    again: [
      "After a rotation: SECRET_SMTP_OAUTH_CLIENT_SECRET in each environment. The refresh token stays.",
      `After a new consent (${commands.consent}): SECRET_SMTP_OAUTH_REFRESH_TOKEN in each environment.`,
    ],
    links: [
      {
        title: "Adobe: OAuth2 support for the mail service",
        url: "https://experienceleague.adobe.com/en/docs/experience-manager-cloud-service/content/security/oauth2-support-for-mail-service",
      },
    ],
  };
}

/**
 * AEM 6.5 with the OSGi mailer, on premises or in AMS. Labels as on Adobe's page "Configuring Email Notification"; the page gives the
 * provider's label alone, and its PID is taken to be that of Cloud Service.
 */
export function osgi65Sheet(values: SheetValues): Sheet {
  const { stack, mailbox, smtpHost, redirectUri } = values;
  const mailer = { "smtp.host": smtpHost, "smtp.port": 587, ...mailerProperties(mailbox) };
  return {
    title: `AEM 6.5 (OSGi mailer): mail of ${mailbox} by OAuth 2.0`,
    before: [
      "AEM signs in by itself here: no refresh token is entered. Each publish instance has a redirect URI and a sign-in of its own.",
    ],
    places: [
      {
        title: "Secret of each instance",
        path: "The instance's secrets folder (Felix configuration plugin), or the web console: /system/console/configMgr > CQ Mailer SMTP OAuth2 Provider",
        fields: [{ ...values.clientSecret, label: "SECRET_SMTP_OAUTH_CLIENT_SECRET" }],
        steps: [],
      },
    ],
    files: [
      { name: `${PROVIDER}.cfg.json`, content: providerProperties(values) },
      { name: `${MAILER}.cfg.json`, content: mailer },
    ],
    after: [
      `Put the two .cfg.json files below ${FOLDER}.`,
      "Activate the components com.day.cq.mailer.oauth.servlets.handler.OAuthCodeGenerateServlet and ...OAuthCodeAccessTokenGenerator.",
      `Sign in to AEM as administrator, open <server>/services/mailer/oauth2/authorize, and sign in as ${mailbox}. The browser comes back to ${redirectUri}.`,
      "The token is kept below /conf/global/settings/mailer/oauth.",
    ],
    again: [
      "After a rotation: the client secret on each instance, and then the sign-in again: a changed provider makes the stored token invalid.",
      `After a change of redirect URIs: ${commandsOf(stack).up}, the file above, and the sign-in again.`,
    ],
    links: [
      {
        title: "Adobe: configuring email notification",
        url: "https://experienceleague.adobe.com/en/docs/experience-manager-65/content/sites/administering/operations/notification",
      },
    ],
  };
}

function providerProperties(values: SheetValues): OsgiFile["content"] {
  return {
    authUrl: values.authorizeEndpoint,
    tokenUrl: values.tokenUrl,
    refreshUrl: values.tokenUrl,
    clientId: values.clientId,
    clientSecret: SECRET,
    authCodeRedirectUrl: values.redirectUri,
    scopes: values.scopes,
  };
}

/** The user is needed with OAuth 2.0 as well: XOAUTH2 sends it beside the token. */
function mailerProperties(mailbox: string): OsgiFile["content"] {
  return {
    "smtp.user": mailbox,
    "smtp.password": "value not used",
    "from.address": mailbox,
    "smtp.ssl": false,
    "smtp.starttls": true,
    "smtp.requiretls": true,
    "debug.email": false,
    "oauth.flow": true,
  };
}
