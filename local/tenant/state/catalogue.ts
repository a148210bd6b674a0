import { CLOUD_HOSTS, MAIL_AUDIENCES } from "../../../components/catalogue/clouds.ts";
import { type Api, API_IDS, API_TITLES, PERMISSIONS } from "../../../components/catalogue/permissions.ts";
import type { JsonObject } from "./json.ts";

export { API_IDS };

/** The application ids of Microsoft's own APIs, whose service principals are in the directory from the start. */
export const API_APP_IDS: readonly string[] = Object.values(API_IDS);

/** What such an API is called; null for any other application. */
export function apiTitle(appId: string): string | null {
  const api = (Object.keys(API_IDS) as Api[]).find((name) => API_IDS[name] === appId);
  return api === undefined ? null : API_TITLES[api];
}

const SCOPES = new Map<string, JsonObject[]>(
  (Object.keys(API_IDS) as Api[]).map((api) => [
    API_IDS[api],
    PERMISSIONS.filter((permission) => permission.api === api).map((permission) => ({
      adminConsentDescription: permission.description,
      adminConsentDisplayName: permission.title,
      id: permission.id,
      isEnabled: true,
      type: permission.adminConsent ? "Admin" : "User",
      userConsentDescription: permission.description,
      userConsentDisplayName: permission.title,
      value: permission.name,
    })),
  ]),
);

/** The application permissions for mail, with which nobody has to sign in; ids from learn.microsoft.com/graph/permissions-reference. */
const ROLES: Readonly<Record<string, readonly (readonly [id: string, name: string])[]>> = {
  [API_IDS.graph]: [
    ["810c84a8-4a9e-49e6-bf7d-12d183f40d01", "Mail.Read"],
    ["e2a3a72e-5f79-4c64-b1b1-878b674786c9", "Mail.ReadWrite"],
    ["b633e1c5-b582-4048-a93e-9f11b44c7e96", "Mail.Send"],
  ],
  [API_IDS.exchange]: [["dc890d15-9560-4a4c-9b7f-a736ec74ec40", "full_access_as_app"]],
};

/** The application permissions that the service principal of an API publishes, as far as they are about mail. */
export function publishedRoles(appId: string): JsonObject[] {
  return (ROLES[appId] ?? []).map(([id, value]) => ({
    allowedMemberTypes: ["Application"],
    description: value,
    displayName: value,
    id,
    isEnabled: true,
    origin: "Application",
    value,
  }));
}

/** The delegated permissions that the service principal of an API publishes, as Graph shows them. */
export function publishedScopes(appId: string): JsonObject[] {
  return structuredClone(SCOPES.get(appId) ?? []);
}

/** The addresses under which an API is asked for in a scope, without the slash at the end. */
export function resourceUris(appId: string, graphHere: string): string[] {
  if (appId === API_IDS.graph) return [graphHere, CLOUD_HOSTS.public.graph];
  if (appId === API_IDS.exchange) return [...MAIL_AUDIENCES];
  return [];
}

export const isMicrosofts = (appId: string): boolean => SCOPES.has(appId);
