import type { ResourceValidationPolicy } from "@pulumi/policy";

import { SignInAudience } from "../components/catalogue/audiences.ts";
import { redirectUriFaults } from "../components/rules/redirectUris.ts";
import { configuredList } from "./configuredList.ts";
import { EntraType, propsOf } from "./resources.ts";
import { allKnown, forEachKnown } from "./unknowns.ts";
import { violation } from "./violation.ts";

const ALLOWED = configuredList("allowed", "Redirect URIs that are allowed all the same, to the letter.");

/** Redirect URIs are https or localhost, and without wildcards: the code, with which the mailbox is reached, is sent there. */
export const redirectUris: ResourceValidationPolicy = {
  name: "redirect-uris",
  displayName: "Redirect URIs are https or localhost",
  description: "Authorization codes are sent over https, or to the machine of the person who signs in.",
  severity: "high",
  url: "https://learn.microsoft.com/entra/identity-platform/reply-url",
  remediationSteps: "Write the complete https URI, or http://localhost. Remove URIs that nothing listens on.",
  configSchema: ALLOWED.schema,
  validateResource(args, reportViolation) {
    const allowed = ALLOWED.of(args);
    const check = (path: string, uris: readonly string[] | null | undefined): void => {
      forEachKnown(uris, (uri, index) => {
        if (allowed.includes(uri)) return;
        // One by one, and with the audience that leaves the most room: what depends on other resources is not this policy's.
        for (const fault of redirectUriFaults({ redirectUris: [uri], signInAudience: SignInAudience.AzureADMyOrg }))
          reportViolation(violation({ ...fault, setting: `${path}[${index}]` }));
      });
    };
    allKnown([
      () => {
        check("redirectUris", propsOf(args, EntraType.ApplicationRedirectUris)?.redirectUris);
      },
      ...(["web", "singlePageApplication", "publicClient"] as const).map((kind) => () => {
        check(`${kind}.redirectUris`, propsOf(args, EntraType.Application)?.[kind]?.redirectUris);
      }),
    ]);
  },
};
