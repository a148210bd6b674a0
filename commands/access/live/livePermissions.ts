import {
  type Api,
  API_IDS,
  API_TITLES,
  declaredName,
  findPermission,
  type Permission,
  PERMISSIONS,
} from "../../../components/catalogue/permissions.ts";
import type { LiveApplication } from "../../../entra/application.ts";
import { added, type Compare, type Difference, missing } from "./liveDifference.ts";

/** OpenID Connect scopes belong to every sign-in. */
const SIGN_IN_SCOPES = ["openid", "profile", "email", "offline_access"];

const KIND = "permission";

/** The permissions that the registration asks for. */
export const permissionDifferences: Compare = ({ settings }, live) => {
  const declared = settings.permissions.flatMap((name) => findPermission(name) ?? []);
  const asked = live.registration.requiredResourceAccess.flatMap(({ resourceAppId, resourceAccess }) =>
    resourceAccess.map(({ id, type }) => ({ appId: resourceAppId, id, type })),
  );
  const isAsked = ({ api, id }: Permission): boolean =>
    asked.some((one) => one.type === "Scope" && one.id === id && one.appId === API_IDS[api]);
  return [
    ...asked.flatMap(({ appId, id, type }) => {
      if (type !== "Scope") return [applicationPermission(appId, id, live)];
      if (declared.some((one) => one.id === id && API_IDS[one.api] === appId)) return [];
      return [delegatedPermission(appId, id, live)];
    }),
    ...declared
      .filter((permission) => !isAsked(permission))
      .map((permission) =>
        missing(KIND, declaredName(permission), `${API_TITLES[permission.api]}, ${permission.title}`),
      ),
  ];
};

function delegatedPermission(appId: string, id: string, live: LiveApplication): Difference {
  const known = PERMISSIONS.find((one) => one.id === id && API_IDS[one.api] === appId);
  if (known !== undefined) return added(KIND, declaredName(known), `${API_TITLES[known.api]}, ${known.title}`);
  return added(KIND, nameOf(appId, id, live), `${titleOf(appId, live)}, on behalf of whoever signs in`);
}

function applicationPermission(appId: string, id: string, live: LiveApplication): Difference {
  return added(
    "application permission",
    nameOf(appId, id, live),
    `${titleOf(appId, live)}, works with nobody signed in as soon as an administrator consents`,
  );
}

function nameOf(appId: string, id: string, live: LiveApplication): string {
  return live.apis.get(appId)?.names.get(id) ?? id;
}

function titleOf(appId: string, live: LiveApplication): string {
  const ours = (Object.keys(API_IDS) as Api[]).find((api) => API_IDS[api] === appId);
  return ours === undefined ? (live.apis.get(appId)?.title ?? `API ${appId}`) : API_TITLES[ours];
}

/**
 * What was consented to beyond the declared permissions. A consent outlives its permission, and goes by names: the mail permissions are
 * declared on Microsoft Graph and consented to on Exchange Online.
 */
export const consentDifferences: Compare = ({ settings }, live) => {
  const names = new Set([
    ...SIGN_IN_SCOPES,
    ...settings.permissions.flatMap((name) => findPermission(name)?.name ?? []),
  ]);
  const ours: readonly (string | undefined)[] = Object.values(API_IDS);
  return [
    ...live.consents.flatMap(({ id, api, apiAppId, scopes, user }) =>
      scopes
        .filter((scope) => !ours.includes(apiAppId) || !names.has(scope))
        .map((scope) =>
          added("consent", scope, `${api}, granted by ${user?.name ?? "an administrator for everyone"}; consent ${id}`),
        ),
    ),
    ...live.grantedRoles.map(({ role, api }) =>
      added("granted application permission", role, `${api}, works with nobody signed in`),
    ),
  ];
};
