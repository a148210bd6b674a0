import type { ResourceValidationPolicy } from "@pulumi/policy";

import { allowedOrNo, configuredList } from "./configuredList.ts";
import { objectIdOf } from "./ids.ts";
import { EntraType, propsOf } from "./resources.ts";
import { allKnown, forEachKnown } from "./unknowns.ts";
import { violation } from "./violation.ts";

const ALLOWED = configuredList(
  "allowed",
  "Client ids of the applications that may be known, or pre-authorised, clients.",
);

/**
 * No other applications that come in with this one: who consents to a known client consents to this application as well without being
 * asked, and a pre-authorised client needs no consent at all.
 */
export const knownClients: ResourceValidationPolicy = {
  name: "known-clients",
  displayName: "Only known clients of a list",
  description: "Consent to another application is not consent to this one: no known and no pre-authorised clients.",
  severity: "high",
  url: "https://learn.microsoft.com/entra/identity-platform/reference-app-manifest",
  remediationSteps:
    "Remove the client, or have its client id added to `allowed` in the configuration of this policy. An application that sends and reads mail needs none.",
  configSchema: ALLOWED.schema,
  validateResource(args, reportViolation) {
    const allowed = ALLOWED.of(args).map(objectIdOf);
    const check = (setting: string, id: string): void => {
      if (allowed.includes(objectIdOf(id))) return;
      reportViolation(
        violation({
          setting,
          given: `the client ${id}`,
          allowed: allowedOrNo("clients", allowed),
          fix: "Remove it, or have it added to the list of this policy.",
        }),
      );
    };
    allKnown([
      () => {
        forEachKnown(propsOf(args, EntraType.Application)?.api?.knownClientApplications, (id, index) => {
          check(`api.knownClientApplications[${index}]`, id);
        });
      },
      () => {
        forEachKnown(propsOf(args, EntraType.ApplicationKnownClients)?.knownClientIds, (id, index) => {
          check(`knownClientIds[${index}]`, id);
        });
      },
      () => {
        const client = propsOf(args, EntraType.ApplicationPreAuthorized);
        const id = client?.authorizedClientId ?? client?.authorizedAppId;
        if (id !== undefined) check("authorizedClientId", id);
      },
    ]);
  },
};
