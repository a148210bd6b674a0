import type { ResourceValidationArgs } from "@pulumi/policy";

import { SignInAudience } from "../components/catalogue/audiences.ts";
import { EntraType, propsOf } from "./resources.ts";

/** The audience of an application, in either kind of declaration; undefined for all other resources. */
export function audienceOf(args: ResourceValidationArgs): string | undefined {
  const application = propsOf(args, EntraType.ApplicationRegistration) ?? propsOf(args, EntraType.Application);
  // What Entra and the provider take where nothing is said.
  return application && (application.signInAudience ?? SignInAudience.AzureADMyOrg);
}

/** The display name of an application; undefined for all other resources. */
export function displayNameOf(args: ResourceValidationArgs): string | undefined {
  const application = propsOf(args, EntraType.ApplicationRegistration) ?? propsOf(args, EntraType.Application);
  return application?.displayName;
}
