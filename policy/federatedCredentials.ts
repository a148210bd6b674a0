import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";

import { configuredList } from "./configuredList.ts";
import { EntraType, propsOf } from "./resources.ts";
import { violation } from "./violation.ts";

const ALLOWED = configuredList(
  "allowed",
  "Allowed credentials as `<issuer> <subject>`, or `<issuer> <claims matching expression>`, to the letter.",
  { items: { pattern: "^\\S+ \\S" } },
);

/** No federated credentials but those of a list: with one, whoever the other issuer lets in signs in as the application, without a secret. */
export const federatedCredentials: ResourceValidationPolicy = {
  name: "federated-credentials",
  displayName: "Only federated credentials of a list",
  description: "No other identity provider's tokens are taken for the application's own sign-in.",
  severity: "high",
  url: "https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
  remediationSteps:
    "Remove the federated credential, or have issuer and subject added to `allowed` in the configuration of this policy.",
  configSchema: ALLOWED.schema,
  validateResource(args, reportViolation) {
    const given = trustOf(args);
    if (given === undefined || ALLOWED.of(args).includes(given)) return;
    reportViolation(
      violation({
        setting: "The federated credential",
        given: `trust in ${given}`,
        allowed: "those of this policy's list",
        fix: "Remove it, or have it added to the list of this policy.",
      }),
    );
  },
};

/** Whom the credential trusts, in one line; undefined for all other resources. */
function trustOf(args: ResourceValidationArgs): string | undefined {
  const fixed = propsOf(args, EntraType.ApplicationFederatedIdentityCredential);
  if (fixed !== undefined) return `${fixed.issuer ?? ""} ${fixed.subject ?? ""}`;
  const flexible = propsOf(args, EntraType.ApplicationFlexibleFederatedIdentityCredential);
  return flexible && `${flexible.issuer ?? ""} ${flexible.claimsMatchingExpression ?? ""}`;
}
