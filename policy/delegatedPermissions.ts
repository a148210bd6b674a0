import type { ResourceValidationArgs, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

import { Cloud } from "../components/catalogue/clouds.ts";
import {
  API_IDS,
  declaredName,
  findPermission,
  PERMISSIONS,
  sortedPermissions,
} from "../components/catalogue/permissions.ts";
import { Preset, presetDefaults } from "../components/catalogue/presets.ts";
import { nearest } from "../components/rules/nearest.ts";
import { configuredList } from "./configuredList.ts";
import { claimName, consentsOf, titlesWith } from "./consents.ts";
import { EntraType, propsOf } from "./resources.ts";
import { allKnown, forEachKnown } from "./unknowns.ts";
import { violation } from "./violation.ts";

/** What any of the presets declares: the same in each cloud. */
const PRESET_PERMISSIONS = sortedPermissions([
  ...new Set(Object.values(Preset).flatMap((preset) => presetDefaults(preset, Cloud.Public).permissions)),
]).map(declaredName);

/**
 * Only delegated permissions of a list: each one more is a mailbox read in one more way by whoever has the client secret and a
 * refresh token. They are asked for in an application's list of permissions, and granted by a delegated permission grant. A grant's names mean
 * something only with its API, which another resource names: so they are judged with the whole stack in view; a name that no API's list has is
 * refused before the grant is made.
 */
const ALLOWED = configuredList(
  "allowed",
  "Allowed permissions: Microsoft Graph's by name, Exchange Online's as exchange/<name>, others as <client id of the API>/<id>; " +
    "in a consent, <client id or service principal's object id of the API>/<name>.",
  { items: { minLength: 1 }, otherwise: PRESET_PERMISSIONS },
);

export const delegatedPermissions: ResourceValidationPolicy & StackValidationPolicy = {
  name: "delegated-permissions",
  displayName: "Only delegated permissions of a list",
  description: "An application asks for the delegated permissions that mail needs, and for no others.",
  severity: "high",
  url: "https://learn.microsoft.com/graph/permissions-reference",
  remediationSteps:
    "Remove the permission, or have it added to `allowed` in the configuration of this policy. What mailboxes consented to stays granted " +
    "until it is revoked.",
  configSchema: ALLOWED.schema,
  validateResource(args, reportViolation) {
    const allowed = ALLOWED.of(args);
    const refuse = (setting: string, given: string): void => {
      reportViolation(refusal(allowed, setting, given));
    };
    allKnown([
      () => {
        forEachScope(args, (property, apiClientId, id) => {
          const name = nameOf(apiClientId, id);
          if (!allowed.includes(name)) refuse(property, name);
        });
      },
      () => {
        const bareNames = allowed.map((name) => name.slice(name.lastIndexOf("/") + 1));
        forEachKnown(propsOf(args, EntraType.DelegatedPermissionGrant)?.claimValues, (name, index) => {
          // Only a first net, before the grant is made: validateStack judges the name with its API.
          if (!bareNames.includes(name)) refuse(`claimValues[${index}]`, name);
        });
      },
    ]);
  },
  validateStack(args, reportViolation) {
    const allowed = ALLOWED.of(args);
    const listed = (id: string, claim: string): boolean =>
      allowed.some((it) => it.toLowerCase() === `${id}/${claim}`.toLowerCase());
    allKnown(
      consentsOf(args.resources).flatMap(({ resource, apis, objectId, unknown }) => [
        () => {
          forEachKnown(propsOf(resource, EntraType.DelegatedPermissionGrant)?.claimValues, (claim, index) => {
            const setting = `claimValues[${index}]`;
            if (objectId !== undefined && listed(objectId, claim)) return;
            if (apis.length === 0 && objectId !== undefined)
              reportViolation(unnamedApi(setting, claim, objectId), resource.urn);

            // Where a preview sees several that it may be for, only what none of them allows is certain.
            const names = apis.map((api) => claimName(api, claim));
            if (names.length > 0 && !names.some((name) => allowed.includes(name)))
              reportViolation(refusal(allowed, setting, names.join(" or ")), resource.urn);
          });
        },
        () => {
          if (unknown !== undefined) throw unknown;
        },
      ]),
    );
  },
};

function refusal(allowed: readonly string[], setting: string, given: string): string {
  return violation({
    setting,
    given: `the delegated permission ${given}`,
    allowed: allowed.join(", "),
    fix: `Remove it, or have the list of this policy extended.${misspelt(allowed)}`,
  });
}

/** For a consent to an API of which only the tenant's own object id is known. */
function unnamedApi(setting: string, claim: string, objectId: string): string {
  const titles = titlesWith(claim);
  return violation({
    setting,
    given: `the delegated permission ${claim} of an API that is not known`,
    allowed: "permissions of an API that the stack declares",
    fix:
      `${titles.length === 0 ? "" : `It may be of ${titles.join(" or ")}. `}Declare the API's service principal in this stack (clientId, useExisting: true) ` +
      `and take its objectId, or have "${objectId}/${claim}" added to the list of this policy.`,
  });
}

/** Calls `found` for each delegated permission that the resource asks for. */
function forEachScope(
  args: ResourceValidationArgs,
  found: (property: string, apiClientId: string, id: string) => void,
): void {
  allKnown([
    () => {
      const access = propsOf(args, EntraType.ApplicationApiAccess);
      forEachKnown(access?.scopeIds, (id, index) => {
        found(`scopeIds[${index}]`, access?.apiClientId ?? "", id);
      });
    },
    () => {
      forEachKnown(propsOf(args, EntraType.Application)?.requiredResourceAccesses, (api, i) => {
        forEachKnown(api.resourceAccesses, ({ id = "", type }, j) => {
          if (type !== "Scope") return; // an application permission, or what policy application-permissions takes for one
          found(`requiredResourceAccesses[${i}].resourceAccesses[${j}]`, api.resourceAppId ?? "", id);
        });
      });
    },
  ]);
}

/** As the setting of the component names it; ids where the catalogue does not have the permission. */
function nameOf(apiClientId: string, id: string): string {
  const [api, scope] = [apiClientId.toLowerCase(), id.toLowerCase()];
  const known = PERMISSIONS.find((it) => it.id === scope && API_IDS[it.api] === api);
  return known === undefined ? `${api}/${scope}` : declaredName(known);
}

/** A misspelt name in the list allows nothing, which would else be hard to find. */
function misspelt(allowed: readonly string[]): string {
  const names = PERMISSIONS.map(declaredName);
  return allowed
    .filter((name) => findPermission(name) === undefined && !/^[0-9a-f-]{36}\//.test(name))
    .map((name) => {
      const [near] = nearest(name, names);
      return ` The list names "${name}", which does not exist${near === undefined ? "" : `; "${near}" does`}.`;
    })
    .join("");
}
