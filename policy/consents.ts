import type { PolicyResource } from "@pulumi/policy";

import { type Api, API_IDS, API_TITLES, declaredName, PERMISSIONS } from "../components/catalogue/permissions.ts";
import { objectIdOf } from "./ids.ts";
import { EntraType, propsOf } from "./resources.ts";
import { attempt } from "./unknowns.ts";

/** A declared consent, with what can be said of the API that its claims belong to. */
export interface Consent {
  readonly resource: PolicyResource;
  /** Client ids of the APIs that it may be for; none where nothing in the stack says which. */
  readonly apis: readonly string[];
  /** The object id of the API's service principal, where it is known. */
  readonly objectId: string | undefined;
  /** Why the preview cannot tell the API yet; it is judged again at the update. */
  readonly unknown: Error | undefined;
}

/**
 * The consents of a stack. A consent names its API by an object id that each tenant makes up, so the API is known only through the service principal
 * that the stack declares (`useExisting` for Microsoft's own). An id that is known decides; what it was computed from is a guess, taken in a preview alone.
 */
export function consentsOf(resources: readonly PolicyResource[]): Consent[] {
  return resources.flatMap((resource) => {
    const grant = propsOf(resource, EntraType.DelegatedPermissionGrant);
    if (grant === undefined) return [];
    const [objectId, unknown] = attempt(() => objectIdOf(grant.resourceServicePrincipalObjectId ?? ""));
    const principals =
      objectId === undefined
        ? (resource.propertyDependencies.resourceServicePrincipalObjectId ?? [])
        : resources.filter((it) => attempt(() => objectIdOf(principalOf(it)?.objectId ?? ""))[0] === objectId);
    const clientIds = principals.map((it) => {
      const principal = principalOf(it);
      return attempt(() => principal?.clientId ?? principal?.applicationId)[0]?.toLowerCase();
    });
    // One that a preview does not know may be any.
    const apis = clientIds.some((id) => id === undefined) ? [] : clientIds.filter((id) => id !== undefined);
    return [{ resource, apis: [...new Set(apis)], objectId, unknown }];
  });
}

/** How the setting `allowed` names a claim of an API; `/name` after the API's id where the catalogue does not have it. */
export function claimName(apiClientId: string, claim: string): string {
  const known = PERMISSIONS.find((it) => it.name === claim && API_IDS[it.api] === apiClientId);
  if (known !== undefined) return declaredName(known);
  const api = (Object.keys(API_IDS) as Api[]).find((it) => API_IDS[it] === apiClientId);
  return api === undefined ? `${apiClientId}/${claim}` : declaredName({ api, name: claim });
}

/** The titles of the APIs whose catalogue has a permission of that name. */
export function titlesWith(claim: string): string[] {
  return [...new Set(PERMISSIONS.filter(({ name }) => name === claim).map(({ api }) => API_TITLES[api]))];
}

function principalOf(resource: PolicyResource) {
  return propsOf(resource, EntraType.ServicePrincipal);
}
