import { type Cloud, CLOUD_HOSTS } from "./clouds.ts";
import { KEPT_FROM_USERS } from "./consentPolicy.ts";
import type { PermissionRow } from "./permissionRow.ts";
import { EXCHANGE_PERMISSIONS } from "./permissionsExchange.ts";
import { GRAPH_PERMISSIONS } from "./permissionsGraph.ts";

/** The two APIs whose delegated permissions the catalogue holds, with their fixed application ids. */
export const API_IDS = {
  graph: "00000003-0000-0000-c000-000000000000",
  exchange: "00000002-0000-0ff1-ce00-000000000000",
} as const;
export type Api = keyof typeof API_IDS;

export const API_TITLES: Readonly<Record<Api, string>> = {
  graph: "Microsoft Graph",
  exchange: "Office 365 Exchange Online",
};

/** One delegated permission (`oauth2PermissionScope` in Microsoft Graph). */
export interface Permission {
  /** As Microsoft spells it, without the API: `IMAP.AccessAsUser.All`. */
  readonly name: string;
  readonly api: Api;
  /** Id of the scope within its API, a GUID. */
  readonly id: string;
  /** Microsoft's short wording. */
  readonly title: string;
  /** Microsoft's description, one line. */
  readonly description: string;
  /** Whether Entra itself lets only an administrator consent; the tenant's own consent policy may be stricter. */
  readonly adminConsent: boolean;
  /** Whether Microsoft's managed consent policy, the default of new tenants, lets users consent: consentPolicy.ts. */
  readonly usersMayConsent: boolean;
  /**
   * The scope to ask for in a token request to the mail servers, on the public cloud; absent where they have no use for
   * it.
   */
  readonly tokenScope?: string;
  /** Where id and wording are published. */
  readonly source: string;
}

/** Mail protocols whose permission is declared on Graph although the token has to be one of Exchange Online. */
const MAIL_PROTOCOLS = new Set([
  "IMAP.AccessAsUser.All",
  "POP.AccessAsUser.All",
  "SMTP.Send",
  "EAS.AccessAsUser.All",
  "EWS.AccessAsUser.All",
]);

const SOURCES: Readonly<Record<Api, string>> = {
  graph: "github.com/microsoftgraph/microsoft-graph-devx-content permissions/permissions-descriptions.json",
  exchange: "az ad sp show --id 00000002-0000-0ff1-ce00-000000000000 --query oauth2PermissionScopes",
};

function permission(api: Api, [name, id, title, description, adminConsent = false]: PermissionRow): Permission {
  const usersMayConsent = !adminConsent && !KEPT_FROM_USERS.has(declaredName({ api, name }));
  const entry = { name, api, id, title, description, adminConsent, usersMayConsent, source: SOURCES[api] };
  const forMailServers = api === "exchange" || MAIL_PROTOCOLS.has(name);
  return forMailServers ? { ...entry, tokenScope: `${CLOUD_HOSTS.public.mailAudience}/${name}` } : entry;
}

/** The catalogue. Its extent is said in permissionsGraph.ts and permissionsExchange.ts. */
export const PERMISSIONS: readonly Permission[] = [
  ...GRAPH_PERMISSIONS.map((row) => permission("graph", row)),
  ...EXCHANGE_PERMISSIONS.map((row) => permission("exchange", row)),
];

/**
 * How a permission is written in the setting `permissions`: the bare name for Graph's, `exchange/<name>` for Exchange
 * Online's.
 */
export function declaredName(permission: Pick<Permission, "api" | "name">): string {
  return permission.api === "graph" ? permission.name : `exchange/${permission.name}`;
}

const BY_DECLARED_NAME = new Map(PERMISSIONS.map((permission) => [declaredName(permission), permission]));

/** The permission that the setting calls `declared`, if there is one. Names are case-sensitive, as in Entra. */
export function findPermission(declared: string): Permission | undefined {
  return BY_DECLARED_NAME.get(declared);
}

/**
 * The scope to ask for in a token request, in the given cloud; undefined where the mail servers have no use for the
 * permission.
 */
export function tokenScopeOf(permission: Permission, cloud: Cloud): string | undefined {
  return permission.tokenScope === undefined ? undefined : `${CLOUD_HOSTS[cloud].mailAudience}/${permission.name}`;
}

/**
 * Declared names in the one order in which they are shown everywhere: Graph's, then Exchange Online's, each by the alphabet. Unknown
 * names are left out.
 */
export function sortedPermissions(declared: readonly string[]): Permission[] {
  const apis = Object.keys(API_IDS);
  return declared
    .flatMap((name) => findPermission(name) ?? [])
    .sort((a, b) => apis.indexOf(a.api) - apis.indexOf(b.api) || a.name.localeCompare(b.name, "en"));
}
