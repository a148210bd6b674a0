import { CLIENT_ID_NAME, CLIENT_SECRET_NAME, REFRESH_TOKEN_NAME } from "../../aem/deliveredVariables.ts";
import { CLOUD_HOSTS } from "../../components/catalogue/clouds.ts";
import { UserError } from "../../support/userError.ts";
import type { Facts } from "./facts.ts";
import type { SheetFile } from "./sheetModel.ts";

/** Where the files go in a project of AEM's archetype, from `ui.config/src/main/content/jcr_root/apps/<project>` on. */
const FOLDER = "osgiconfig/config";
const PROVIDER_PID = "com.day.cq.mailer.oauth.impl.OAuthConfigurationProviderImpl";
const MAILER_PID = "com.day.cq.mailer.DefaultMailService";

/** Port of SMTP submission; TLS begins by STARTTLS. */
export const SMTP_PORT = 587;
/** Port within AEM as a Cloud Service that is forwarded to it; Adobe wants one above 30000. */
export const FORWARDED_PORT = 30_587;

/** The addresses that AEM's OAuth provider asks, as the stack's own links have them. */
export function endpointsOf({ authorizeUrl, tokenUrl }: Pick<Facts, "authorizeUrl" | "tokenUrl">) {
  const link = new URL(authorizeUrl);
  const scopes = (link.searchParams.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
  return { authUrl: `${link.origin}${link.pathname}`, tokenUrl, scopes };
}

/**
 * Configuration of AEM's OAuth provider. Adobe's page builds the addresses with the tenant id; the stack's own have `common` where
 * mailboxes of other tenants may sign in. AEM 6.5 signs in by itself and keeps the refresh token elsewhere.
 */
export function providerFile(facts: Facts, { refreshToken }: { refreshToken: boolean }): SheetFile {
  const { authUrl, tokenUrl, scopes } = endpointsOf(facts);
  return {
    path: `${FOLDER}/${PROVIDER_PID}.cfg.json`,
    content: {
      authUrl,
      tokenUrl,
      refreshUrl: tokenUrl,
      clientId: refreshToken ? `$[env:${CLIENT_ID_NAME};default=${facts.clientId}]` : facts.clientId,
      clientSecret: `$[secret:${CLIENT_SECRET_NAME}]`,
      ...(refreshToken ? { refreshToken: `$[secret:${REFRESH_TOKEN_NAME}]` } : {}),
      authCodeRedirectUrl: facts.redirectUris[0] ?? "",
      scopes,
    },
  };
}

/** Configuration of the mail service. The user is needed with OAuth 2.0 too; the password must be there, and is not used. */
export function mailerFile(facts: Facts, server: { host: string; port: number }): SheetFile {
  const { mailbox } = facts;
  return {
    path: `${FOLDER}/${MAILER_PID}.cfg.json`,
    content: {
      "smtp.host": server.host,
      "smtp.port": server.port,
      "smtp.user": mailbox ?? MAILBOX_MISSING,
      "smtp.password": "value not used",
      "from.address": mailbox ?? MAILBOX_MISSING,
      "smtp.ssl": false,
      "smtp.starttls": true,
      "smtp.requiretls": true,
      "debug.email": false,
      "oauth.flow": true,
    },
  };
}

/** Entry of the advanced networking of AEM as a Cloud Service. */
export function portForwardFile({ cloud }: Pick<Facts, "cloud">): SheetFile {
  return {
    path: "advanced-networking.json",
    content: { portForwards: [{ name: CLOUD_HOSTS[cloud].smtpHost, portDest: SMTP_PORT, portOrig: FORWARDED_PORT }] },
  };
}

const MAILBOX_MISSING = "<address of the mailbox>";

/** @throws UserError when a file would hold a placeholder that nobody could commit */
export function requireMailbox({ mailbox, stack }: Pick<Facts, "mailbox" | "stack">): void {
  if (mailbox !== undefined) return;
  throw new UserError(
    `The OSGi files need the address of the mailbox, and it is not clear which: stack ${stack.given} has no setting mailbox, and not exactly one ` +
      "recorded consent. Add --mailbox <address>, or put aem-mail-oauth:mailbox into the stack's file.",
  );
}

/** Strict JSON: Adobe's own sample leaves quotes out, which AEM does not take. */
export function jsonOf({ content }: SheetFile): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
