import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";

import { shown } from "../components/rules/faults.ts";
import { DAY, graphTime, parseExpires } from "../components/secrets/secretLifetime.ts";
import { type CertificateProps, EntraType, propsOf } from "./resources.ts";
import { violation } from "./violation.ts";

interface Config {
  days?: number;
}

/**
 * Certificates, with which a program signs in like with a client secret, or signs tokens: none, or only such as end soon. AEM's OAuth settings
 * have a field for a client secret and none for a certificate.
 */
export const certificates: ResourceValidationPolicy = {
  name: "certificates",
  displayName: "No certificates",
  description: "Nobody signs in as the application with a certificate, which AEM has no field for.",
  severity: "high",
  url: "https://learn.microsoft.com/entra/identity-platform/certificate-credentials",
  remediationSteps:
    "Remove the certificate. Where another program of the same application needs it, set `days` in the configuration of this policy.",
  configSchema: {
    properties: {
      days: {
        type: "integer",
        minimum: 0,
        default: 0,
        description: "Days from now within which a certificate has to end; 0 allows none.",
      },
    },
  },
  validateResource(args, reportViolation) {
    const certificate = certificateOf(args);
    if (certificate === undefined) return;
    const { days = 0 } = args.getConfig<Config>();
    if (days === 0) {
      const rest = { allowed: "none", fix: "Remove it: AEM signs in with a client secret." };
      reportViolation(violation({ setting: "The certificate", given: "a way to sign in", ...rest }));
      return;
    }
    const latest = new Date(Date.now() + days * DAY);
    const { endDate } = certificate;
    const end = endDate == null || endDate === "" ? undefined : parseExpires(endDate);
    if (end !== undefined && end <= latest) return;
    reportViolation(
      violation({
        setting: "endDate",
        given:
          endDate == null || endDate === ""
            ? "not set, so that the certificate's own end or Entra's decides"
            : shown(endDate),
        allowed: `an end within ${days} days`,
        fix: `Set endDate to "${graphTime(latest)}" or earlier.`,
      }),
    );
  },
};

function certificateOf(args: ResourceValidationArgs): CertificateProps | undefined {
  return (
    propsOf(args, EntraType.ApplicationCertificate) ??
    propsOf(args, EntraType.ServicePrincipalCertificate) ??
    propsOf(args, EntraType.ServicePrincipalTokenSigningCertificate)
  );
}
