import type { ResourceValidationPolicy } from "@pulumi/policy";

import { SignInAudience } from "../components/catalogue/audiences.ts";
import { shown } from "../components/rules/faults.ts";
import { alternatives } from "../components/rules/nearest.ts";
import { audienceOf } from "./applications.ts";
import { configuredList } from "./configuredList.ts";
import { violation } from "./violation.ts";

const AUDIENCES: string[] = Object.values(SignInAudience);

const ALLOWED = configuredList("allowed", "Allowed values of signInAudience.", {
  items: { enum: [...AUDIENCES, "PersonalMicrosoftAccount"] },
  minItems: 1,
  otherwise: AUDIENCES,
});

/** Only audiences of a list. By itself it holds those that AEM supports: not an application for personal accounts alone. */
export const audience: ResourceValidationPolicy = {
  name: "audience",
  displayName: "Only audiences of a list",
  description: "The accounts that may sign in to an application are of a kind that is allowed.",
  severity: "high",
  url: "https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation",
  remediationSteps:
    "Set signInAudience to an allowed one: AzureADMyOrg where all mailboxes are of the application's own tenant.",
  configSchema: ALLOWED.schema,
  validateResource(args, reportViolation) {
    const allowed = ALLOWED.of(args);
    const given = audienceOf(args);
    if (given === undefined || allowed.includes(given)) return;
    reportViolation(
      violation({
        setting: "signInAudience",
        given: shown(given),
        allowed: alternatives(allowed),
        fix: `Write ${alternatives(allowed)}.`,
      }),
    );
  },
};
