import type { ResourceValidationPolicy } from "@pulumi/policy";

import { shown } from "../components/rules/faults.ts";
import { displayNameOf } from "./applications.ts";
import { configuredList } from "./configuredList.ts";
import { EntraType, isOn, propsOf } from "./resources.ts";
import { violation } from "./violation.ts";

const APPLICATIONS = configuredList("applications", "Display names of the applications whose claims may be mapped.");

/**
 * No claims mapping without a signing key of the application's own: whoever may write a claims mapping policy would else have the tenant
 * sign, with the key that all applications trust, that one person is another.
 */
export const mappedClaims: ResourceValidationPolicy = {
  name: "mapped-claims",
  displayName: "No mapped claims under the tenant's key",
  description: "What a claims mapping policy says of a person is not signed with the tenant's own key.",
  severity: "high",
  url: "https://learn.microsoft.com/entra/identity-platform/reference-app-manifest",
  remediationSteps:
    "Remove api.mappedClaimsEnabled: an application that sends and reads mail needs no claims of its own. Where it does, have the application added to " +
    "`applications` in the configuration of this policy.",
  configSchema: APPLICATIONS.schema,
  validateResource(args, reportViolation) {
    if (!isOn(propsOf(args, EntraType.Application)?.api?.mappedClaimsEnabled)) return;
    const applications = APPLICATIONS.of(args);
    // Read only where something is on: a name that a preview does not know matters to no other application.
    const name = displayNameOf(args);
    if (name !== undefined && applications.includes(name)) return;
    reportViolation(
      violation({
        setting: "api.mappedClaimsEnabled",
        given: "true",
        allowed: "false",
        fix: `Remove it, or have ${shown(name)} added to the applications of this policy.`,
      }),
    );
  },
};
