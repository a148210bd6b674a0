import * as pulumi from "@pulumi/pulumi";

import { MailApplication } from "./components/mailApplication.ts";
import { faultMessage } from "./components/rules/faults.ts";
import { NAMESPACE, readStackConfig } from "./components/rules/stackConfig.ts";
import { previousSecretLabels } from "./components/secrets/previousSecrets.ts";
import { isSecretConfigKey } from "./components/secrets/secretConfigKeys.ts";

const { args, protect, faults, warnings } = readStackConfig({
  values: pulumi.runtime.allConfig(),
  isSecret: isSecretConfigKey,
  stack: pulumi.getStack(),
  now: new Date(),
  previousSecrets: await previousSecretLabels(),
});
if (faults.length > 0) throw new pulumi.RunError(faultMessage(faults, NAMESPACE));
for (const warning of warnings) void pulumi.log.warn(warning);

const mail = new MailApplication("mail", args, { protect });

export const clientId = mail.clientId;
export const tenantId = mail.tenantId;
export const objectId = mail.objectId;
export const clientSecret = mail.clientSecret;
export const clientSecretExpires = mail.clientSecretExpires;
export const clientSecrets = mail.clientSecrets;
export const authorizeUrl = mail.authorizeUrl;
export const adminConsentUrl = mail.adminConsentUrl;
export const tokenUrl = mail.tokenUrl;
export const tokenRequest = mail.tokenRequest;
export const permissions = mail.permissions;
export const redirectUris = mail.redirectUris;
export const portalUrl = mail.portalUrl;
