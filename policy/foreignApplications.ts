import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";

import { configuredList } from "./configuredList.ts";
import { isHolder, type Standing, standingOf } from "./declared.ts";
import { objectIdOf } from "./ids.ts";
import { EntraType } from "./resources.ts";
import { allKnown } from "./unknowns.ts";
import { violation } from "./violation.ts";

type Foreign = Extract<Standing, { is: "foreign" }>;

/** By what a resource names the application or service principal that it changes; the second is from before version 6 of the provider. */
export const NAMES_ITS_HOLDER: readonly string[] = [
  "applicationId",
  "applicationObjectId",
  "servicePrincipalId",
  "servicePrincipalObjectId",
];

/** An assignment has two ends, of which one may be a person, a group or somebody's API. */
const EITHER_END: readonly string[] = ["principalObjectId", "resourceObjectId"];

const ALLOWED = configuredList(
  "allowed",
  "Object ids of the other applications and service principals that a stack may change; of a service principal that it declares, the client id too.",
  { items: { minLength: 1 } },
);

/**
 * Secrets, certificates, redirect URIs and all else that is given to an application, only for applications of the same stack: with a
 * secret of another one whoever runs the stack signs in as it, with all that it may do. Types that the pack does not know are read as well.
 */
export const foreignApplications: StackValidationPolicy = {
  name: "foreign-applications",
  displayName: "Nothing for applications of others",
  description:
    "Secrets, redirect URIs, permissions and the like are given only to applications that the same stack declares.",
  severity: "critical",
  url: "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference",
  remediationSteps:
    "Declare the application in this stack, or remove what is given to it. Where a stack has to change an application of another one, have its " +
    "object id added to `allowed` in the configuration of this policy.",
  configSchema: ALLOWED.schema,
  validateStack(args, reportViolation) {
    const allowed = ALLOWED.of(args).map(objectIdOf);
    const report = (setting: string, standing: Foreign, { urn }: PolicyResource): void => {
      reportViolation(
        violation({
          setting,
          given: inWords(standing),
          allowed: ["applications that this stack declares", ...allowed].join(", "),
          fix: "Declare the application here, remove this, or have the object id added to the list of this policy.",
        }),
        urn,
      );
    };
    allKnown(
      args.resources.map((resource) => () => {
        for (const { setting, standings } of endsOf(resource, args.resources)) {
          if (standings.some((it) => it.is === "own" || (it.is === "foreign" && isAllowed(it, allowed)))) continue;
          const unknown = standings.find((it) => it.is === "unknown");
          if (unknown !== undefined) throw unknown.unknown;
          const foreign = standings.find((it) => it.is === "foreign");
          if (foreign !== undefined) report(setting, foreign, resource);
        }
      }),
    );
  },
};

/** What a resource hangs on, by property; of the two ends of an assignment one of the stack's own will do. */
function endsOf(
  resource: PolicyResource,
  resources: readonly PolicyResource[],
): { setting: string; standings: Standing[] }[] {
  if (!resource.type.startsWith("azuread:") || isHolder(resource)) return [];
  const standing = (property: string): Standing[] => {
    const found = standingOf(resource, property, resources);
    return found === undefined ? [] : [found];
  };
  if (resource.type === EntraType.AppRoleAssignment)
    return [{ setting: EITHER_END.join(" and "), standings: EITHER_END.flatMap(standing) }];

  return NAMES_ITS_HOLDER.map((property) => ({ setting: property, standings: standing(property) }));
}

function isAllowed({ id, clientIds }: Foreign, allowed: readonly string[]): boolean {
  if (id !== undefined && allowed.includes(objectIdOf(id))) return true;
  return clientIds.length > 0 && clientIds.every((clientId) => allowed.includes(clientId));
}

function inWords({ id, clientIds }: Foreign): string {
  const whose = clientIds.length === 0 ? "" : ` (of the application with the client id ${clientIds.join(", ")})`;
  return id === undefined
    ? `not known yet, and computed from no application that this stack declares${whose}: a guess until the update`
    : `${JSON.stringify(id)}${whose}, which this stack does not declare`;
}
