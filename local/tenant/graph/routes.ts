import type { Route } from "./operation.ts";
import { applicationRoutes } from "./operations/applications.ts";
import { appRoleAssignmentRoutes } from "./operations/appRoleAssignments.ts";
import { deletedItemRoutes } from "./operations/deletedItems.ts";
import { directoryObjectRoutes } from "./operations/directoryObjects.ts";
import { federatedCredentialRoutes } from "./operations/federatedCredentials.ts";
import { grantRoutes } from "./operations/grants.ts";
import { organizationRoutes } from "./operations/organization.ts";
import { ownerRoutes } from "./operations/owners.ts";
import { passwordRoutes } from "./operations/passwords.ts";
import { policyRoutes } from "./operations/policies.ts";
import { servicePrincipalRoutes } from "./operations/servicePrincipals.ts";
import { userRoutes } from "./operations/users.ts";

/** Everything of Microsoft Graph that this tenant answers. */
const ROUTES: readonly Route[] = [
  ...applicationRoutes,
  ...passwordRoutes,
  ...ownerRoutes,
  ...federatedCredentialRoutes,
  ...servicePrincipalRoutes,
  ...appRoleAssignmentRoutes,
  ...grantRoutes,
  ...userRoutes,
  ...directoryObjectRoutes,
  ...deletedItemRoutes,
  ...organizationRoutes,
  ...policyRoutes,
];

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The route for a method and the segments below `/v1.0`; one that names its segments wins over one with a parameter. */
export function matchRoute(method: string, segments: readonly string[]): Match | undefined {
  const matches = ROUTES.filter((route) => route.method === method)
    .map((route) => ({ route, params: paramsOf(route, segments) }))
    .filter((match): match is Match => match.params !== undefined);
  return matches.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0];
}

function paramsOf(route: Route, segments: readonly string[]): Record<string, string> | undefined {
  const pattern = route.path.split("/").slice(1);
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name !== undefined) params[name] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return params;
}
