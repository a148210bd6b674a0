import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { Cloud } from "../components/clouds.ts";
import { nearest } from "../components/nearest.ts";
import { API_IDS, declaredName, findPermission, PERMISSIONS, sortedPermissions } from "../components/permissions.ts";
import { Preset, presetDefaults } from "../components/presets.ts";
import { EntraType, propsOf } from "./resources.ts";
import { allKnown, forEachKnown } from "./unknowns.ts";
import { violation } from "./violation.ts";

interface Config {
  allowed?: string[];
}

/** What any of the presets declares: the same in each cloud. */
const PRESET_PERMISSIONS = sortedPermissions([
  ...new Set(Object.values(Preset).flatMap((preset) => presetDefaults(preset, Cloud.Public).permissions)),
]).map(declaredName);

/**
 * Only delegated permissions of a list: each one more is a mailbox read in one more way by whoever has the client secret and a
 * refresh token. They are asked for in an application's list of permissions, and granted by a delegated permission grant.
 */
export const delegatedPermissions: ResourceValidationPolicy = {
  name: "delegated-permissions",
  displayName: "Only delegated permissions of a list",
  description: "An application asks for the delegated permissions that mail needs, and for no others.",
  severity: "high",
  url: "https://learn.microsoft.com/graph/permissions-reference",
  remediationSteps:
    "Remove the permission, or have it added to `allowed` in the configuration of this policy. What mailboxes consented to stays granted " +
    "until it is revoked.",
  configSchema: {
    properties: {
      allowed: {
        type: "array",
        items: { type: "string", minLength: 1 },
        default: PRESET_PERMISSIONS,
        description:
          "Allowed permissions: Microsoft Graph's by name, Exchange Online's as exchange/<name>, others as <client id of the API>/<id>.",
      },
    },
  },
  validateResource(args, reportViolation) {
    const { allowed = PRESET_PERMISSIONS } = args.getConfig<Config>();
    const refuse = (setting: string, given: string): void => {
      reportViolation(
        violation({
          setting,
          given: `the delegated permission ${given}`,
          allowed: allowed.join(", "),
          mend: `Remove it, or have the list of this policy extended.${misspelt(allowed)}`,
        }),
      );
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
          if (!bareNames.includes(name)) refuse(`claimValues[${index}]`, name);
        });
      },
    ]);
  },
};

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
          if (type !== "Scope") return;
          found(`requiredResourceAccesses[${i}].resourceAccesses[${j}]`, api.resourceAppId ?? "", id);
        });
      });
    },
  ]);
}

/** As the setting of the component names it; ids where the catalogue does not have the permission. */
function nameOf(apiClientId: string, id: string): string {
  const known = PERMISSIONS.find((it) => it.id === id && API_IDS[it.api] === apiClientId);
  return known === undefined ? `${apiClientId}/${id}` : declaredName(known);
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
