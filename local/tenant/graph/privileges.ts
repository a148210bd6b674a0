import type { Application, ServicePrincipal } from "../state/state.ts";
import { forbidden } from "./errors.ts";
import type { Call } from "./operation.ts";

const DIRECTORY_READ = ["Directory.Read.All", "Directory.ReadWrite.All"];
const APPLICATIONS_WRITE = ["Application.ReadWrite.All", "Directory.ReadWrite.All"];
const OWNED_BY = "Application.ReadWrite.OwnedBy";

/** Application permissions of Microsoft Graph that allow a thing, any one of them. */
export const NEEDS = {
  anyToken: [],
  readApplications: ["Application.Read.All", OWNED_BY, ...APPLICATIONS_WRITE, ...DIRECTORY_READ],
  writeApplications: [OWNED_BY, ...APPLICATIONS_WRITE],
  readUsers: ["User.Read.All", "User.ReadWrite.All", "User.ReadBasic.All", ...DIRECTORY_READ],
  writeUsers: ["User.ReadWrite.All", "Directory.ReadWrite.All"],
  revokeSessions: ["User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All"],
  readOrganization: ["Organization.Read.All", ...DIRECTORY_READ],
  readGrants: ["DelegatedPermissionGrant.Read.All", "DelegatedPermissionGrant.ReadWrite.All", ...DIRECTORY_READ],
  writeAppRoleAssignments: ["AppRoleAssignment.ReadWrite.All"],
  writeGrants: ["DelegatedPermissionGrant.ReadWrite.All"],
  readPolicies: [
    "Policy.Read.All",
    "Policy.Read.ApplicationConfiguration",
    "Policy.ReadWrite.ApplicationConfiguration",
  ],
  writePolicies: ["Policy.ReadWrite.ApplicationConfiguration"],
} as const satisfies Record<string, readonly string[]>;

/** @throws GraphError 403 when the caller holds none of `needs` */
export function requirePrivilege(roles: readonly string[], needs: readonly string[]): void {
  if (needs.length > 0 && !needs.some((need) => roles.includes(need))) throw forbidden();
}

/**
 * `Application.ReadWrite.OwnedBy` reaches what the caller owns or made, and the service principals of those applications.
 * @throws GraphError 403
 */
export function requireControl(call: Call, object: Application | ServicePrincipal): void {
  const { appId, objectId, roles } = call.caller;
  if (APPLICATIONS_WRITE.some((role) => roles.includes(role))) return;
  const related = [object, ...call.state.applications.filter((application) => application.appId === object.appId)];
  const theirs = related.some(({ owners, createdByAppId }) => owners.includes(objectId) || createdByAppId === appId);
  if (!roles.includes(OWNED_BY) || !theirs) throw forbidden();
}
