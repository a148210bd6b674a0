import type { ResourceValidationPolicy } from "@pulumi/policy";

import { SignInAudience } from "../components/catalogue/audiences.ts";
import { shown } from "../components/rules/faults.ts";
import { alternatives } from "../components/rules/nearest.ts";
import { audienceOf, displayNameOf } from "./applications.ts";
import { configuredList } from "./configuredList.ts";
import { violation } from "./violation.ts";

const APPLICATIONS = configuredList(
  "applications",
  "Display names of the applications to which personal accounts may sign in.",
);

const PERSONAL: readonly string[] = [SignInAudience.AzureADandPersonalMicrosoftAccount, "PersonalMicrosoftAccount"];

/** Personal Microsoft accounts (outlook.com) may sign in only to applications for which that was asked for, by display name. */
export const personalAccounts: ResourceValidationPolicy = {
  name: "personal-accounts",
  displayName: "Personal accounts only when asked for",
  description: "Personal Microsoft accounts may sign in only to the applications that are named for it.",
  severity: "medium",
  url: "https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation",
  remediationSteps:
    "Set signInAudience to AzureADMyOrg, or AzureADMultipleOrgs where mailboxes of other tenants are read. Where AEM does read a personal mailbox, " +
    "have the application added to `applications` in the configuration of this policy.",
  configSchema: APPLICATIONS.schema,
  validateResource(args, reportViolation) {
    const applications = APPLICATIONS.of(args);
    const given = audienceOf(args);
    if (given === undefined || !PERSONAL.includes(given)) return;
    const name = displayNameOf(args);
    if (name !== undefined && applications.includes(name)) return;
    const others = alternatives([SignInAudience.AzureADMyOrg, SignInAudience.AzureADMultipleOrgs]);
    reportViolation(
      violation({
        setting: "signInAudience",
        given: shown(given),
        allowed: others,
        fix: `Write ${others}, or have ${shown(name)} added to the applications of this policy.`,
      }),
    );
  },
};
