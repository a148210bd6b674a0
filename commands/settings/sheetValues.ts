import { SignInAudience } from "../../components/audiences.ts";
import { requestedScopes } from "../../components/authorization.ts";
import { CLOUD_HOSTS } from "../../components/clouds.ts";
import type { MailApplicationSettings } from "../../components/settings.ts";
import type { StackValue } from "../stackState.ts";
import type { Field, SheetValues } from "./sheet.ts";

export interface Deployed {
  readonly stack: string;
  /** The stack's outputs, secrets in the open. */
  readonly outputs: Readonly<Record<string, StackValue>>;
  readonly settings: MailApplicationSettings;
  /** The saved refresh token. Secret. */
  readonly refreshToken: string | undefined;
  /** Address from the recorded consent, where the setting names none. */
  readonly mailbox: string | undefined;
}

/** What the sheets are filled with; secrets only where they are to be shown. Undefined where nothing is deployed. */
export function sheetValues(deployed: Deployed, showSecrets: boolean): SheetValues | undefined {
  const { stack, outputs, settings, refreshToken } = deployed;
  const text = (name: string): string | undefined => {
    const value = outputs[name]?.value;
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const clientId = text("clientId");
  const tokenUrl = text("tokenUrl");
  if (clientId === undefined || tokenUrl === undefined) return undefined;
  const { mailHost, smtpHost } = CLOUD_HOSTS[settings.cloud];
  const hidden = `hidden: npm run settings -- --stack ${stack} --show-secrets`;
  const secret = (label: string, value: string | undefined, missing: string): Field => {
    if (value === undefined) return { label, value: missing };
    return showSecrets ? { label, value, secret: true } : { label, value: hidden };
  };
  return {
    stack,
    clientId,
    tenantId: text("tenantId") ?? "",
    clientSecret: secret("Client Secret", text("clientSecret"), "none yet: deploy the stack"),
    refreshToken: secret("Refresh Token", refreshToken, `none kept: npm run consent -- --stack ${stack} --save`),
    mailbox: settings.mailbox ?? deployed.mailbox ?? "<mailbox>",
    singleTenant: settings.signInAudience === SignInAudience.AzureADMyOrg,
    authorizeEndpoint: (text("authorizeUrl") ?? "").replace(/\?.*$/s, ""),
    tokenUrl,
    redirectUri: settings.redirectUris[0] ?? "",
    scopes: requestedScopes(settings.permissions, settings.cloud),
    imapHost: mailHost,
    smtpHost,
  };
}
