import type { ResourceValidationPolicy } from "@pulumi/policy";

import { allowedOrNo, configuredList } from "./configuredList.ts";
import { objectIdOf } from "./ids.ts";
import { EntraType, propsOf } from "./resources.ts";
import { allKnown, forEachKnown } from "./unknowns.ts";
import { violation } from "./violation.ts";

const ALLOWED = configuredList("allowed", "Object ids of the people and service principals that may be owners.");

/** Only owners of a list: an owner makes secrets and redirect URIs, and so gets at the mailboxes that consented. */
export const owners: ResourceValidationPolicy = {
  name: "owners",
  displayName: "Only owners of a list",
  description: "An application, and its service principal, have no owners except those that are named for it.",
  severity: "high",
  url: "https://learn.microsoft.com/entra/identity/enterprise-apps/overview-assign-app-owners",
  remediationSteps: "Remove the owner, or have the object id added to `allowed` in the configuration of this policy.",
  configSchema: ALLOWED.schema,
  validateResource(args, reportViolation) {
    const allowed = ALLOWED.of(args).map(objectIdOf);
    const check = (setting: string, id: string): void => {
      if (allowed.includes(objectIdOf(id))) return;
      reportViolation(
        violation({
          setting,
          given: `the owner ${id}`,
          allowed: allowedOrNo("owners", allowed),
          fix: "Remove it, or have it added to the list of this policy.",
        }),
      );
    };
    allKnown([
      () => {
        const owner = propsOf(args, EntraType.ApplicationOwner)?.ownerObjectId;
        if (owner !== undefined) check("ownerObjectId", owner);
      },
      ...([EntraType.Application, EntraType.ServicePrincipal] as const).map((type) => () => {
        forEachKnown(propsOf(args, type)?.owners, (id, index) => {
          check(`owners[${index}]`, id);
        });
      }),
    ]);
  },
};
