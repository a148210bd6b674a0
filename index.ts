import * as pulumi from "@pulumi/pulumi";

import { NAMESPACE } from "./components/catalogue/configKeys.ts";
import { MAIL_APPLICATION } from "./components/catalogue/resources.ts";
import { MailApplication } from "./components/mailApplication.ts";
import { faultMessage } from "./components/rules/faults.ts";
import { readStackConfig } from "./components/rules/stackConfig.ts";
import { previousSecretLabels } from "./components/secrets/previousSecrets.ts";
import { isSecretConfigKey } from "./components/secrets/secretConfigKeys.ts";

/**
 * The program: the stack's settings in, its outputs out. A function, so that one process may run it more than once: Pulumi calls the
 * default export, and so do stack local and the access report. Nothing but imports stands beside it.
 */
export default async function mailProgram() {
  const { args, protect, faults, warnings } = readStackConfig({
    values: pulumi.runtime.allConfig(),
    isSecret: isSecretConfigKey,
    stack: pulumi.getStack(),
    now: new Date(),
    previousSecrets: await previousSecretLabels(),
  });
  if (faults.length > 0) throw new pulumi.RunError(faultMessage(faults, NAMESPACE));
  for (const warning of warnings) void pulumi.log.warn(warning);

  const mail = new MailApplication(MAIL_APPLICATION, args, { protect });

  return {
    clientId: mail.clientId,
    tenantId: mail.tenantId,
    objectId: mail.objectId,
    clientSecret: mail.clientSecret,
    clientSecretExpires: mail.clientSecretExpires,
    clientSecrets: mail.clientSecrets,
    authorizeUrl: mail.authorizeUrl,
    adminConsentUrl: mail.adminConsentUrl,
    tokenUrl: mail.tokenUrl,
    tokenRequest: mail.tokenRequest,
    permissions: mail.permissions,
    redirectUris: mail.redirectUris,
    portalUrl: mail.portalUrl,
  };
}
