import {
  API_IDS,
  API_TITLES,
  declaredName,
  type Permission,
  PERMISSIONS,
  sortedPermissions,
} from "../../../components/catalogue/permissions.ts";
import { MAIL_APPLICATION, partsOf, ResourceType } from "../../../components/catalogue/resources.ts";
import { type MailApplicationSettings, settingsOf } from "../../../components/rules/settings.ts";
import { readStackConfig } from "../../../components/rules/stackConfig.ts";
import { parseLifetime, undeclaredDays } from "../../../components/secrets/secretLifetime.ts";
import type { StackFile } from "../../../stack/stackFile.ts";
import { effectiveSettings, type ForeignSetting } from "./effectiveSettings.ts";
import { type MailReach, mailReachOf } from "./mailReach.ts";
import { declaredResources, type Registration } from "./mockedProgram.ts";

/** A delegated permission in words. */
export interface PermissionFact {
  /** As the setting writes it: `SMTP.Send`, `exchange/Mail.Read`. */
  readonly name: string;
  /** Title of the API, and the scope's id in it. */
  readonly api: string;
  readonly id: string;
  /** What it lets the application do. */
  readonly lets: string;
  /** Whether Entra itself lets only an administrator consent. */
  readonly adminConsent: boolean;
}

/** What a stack gives the application access to, and who holds the keys: all that its access file says. */
export interface Access extends MailReach {
  /** Tenant id, or that it is encrypted; undefined where the stack is not pinned to one. */
  readonly tenant: string | undefined;
  readonly application: string;
  /** `signInAudience`. */
  readonly accounts: string;
  /** Origin at which people sign in. */
  readonly authority: string;
  readonly permissions: readonly PermissionFact[];
  readonly redirectUris: readonly string[];
  readonly accessTokens: boolean;
  readonly idTokens: boolean;
  /** Newest first: label, and the declared end or the lifetime, such as "2030-05-20" or "180 days after it is made". */
  readonly secrets: readonly { readonly label: string; readonly ends: string }[];
  /** How many days a client secret may last; undefined where no limit is declared. */
  readonly longestSecret: number | undefined;
  readonly owners: readonly string[];
  readonly protect: boolean;
  /** What is set and not ours, other than the tenant: the provider's may lead its credentials elsewhere, Pulumi's own set more. */
  readonly provider: readonly ForeignSetting[];
  /** What the program declares beyond all that: resources as `<type> <name>`, application permissions, other redirect URIs. */
  readonly others: readonly string[];
}

/**
 * What the program declares for a stack, in words.
 *
 * @throws UserError when the program refuses the settings
 */
export async function accessOf(stack: string, file: StackFile, project: string): Promise<Access> {
  const { values, isSecret, tenant, others } = await effectiveSettings(file, project);
  const declared = await declaredResources({ stack, values, isSecret }, project);
  const config = readStackConfig({ values, isSecret, stack, now: new Date() });
  const { args, protect } = config;
  const settings = settingsOf(args, stack);
  const all = (type: string): Registration[] => declared.filter((resource) => resource.type === type);
  const longest = settings.maxSecretLifetime === undefined ? undefined : parseLifetime(settings.maxSecretLifetime);
  const [registration] = all(ResourceType.ApplicationRegistration);
  const { inputs = {} } = registration ?? {};
  return {
    tenant,
    application: String(inputs.displayName),
    accounts: String(inputs.signInAudience),
    authority: settings.authority,
    permissions: permissionFacts(all(ResourceType.ApplicationApiAccess)),
    redirectUris: all(ResourceType.ApplicationRedirectUris).filter(isWeb).flatMap(redirectUrisOf),
    accessTokens: inputs.implicitAccessTokenIssuanceEnabled === true,
    idTokens: inputs.implicitIdTokenIssuanceEnabled === true,
    secrets: settings.clientSecrets.map(({ label, expires }) => ({
      label,
      ends: expires ?? `${undeclaredDays(longest)} days after it is made`,
    })),
    longestSecret: longest,
    owners: all(ResourceType.ApplicationOwner)
      .map(({ inputs: { ownerObjectId } }) => String(ownerObjectId))
      .sort(),
    protect,
    ...mailReachOf(stack, config, { values, isSecret }),
    provider: others,
    others: othersOf(declared, settings),
  };
}

/**
 * What the component does not declare today. Only a changed program does, and this is where its reviewer sees it; so resources are known
 * by their names, not by their types alone.
 */
function othersOf(declared: readonly Registration[], { clientSecrets, owners }: MailApplicationSettings): string[] {
  const parts = partsOf(MAIL_APPLICATION);
  const expected = new Set([
    `${ResourceType.MailApplication} ${MAIL_APPLICATION}`,
    `${ResourceType.ClientSecrets} ${MAIL_APPLICATION}`,
    `${ResourceType.ApplicationRegistration} ${MAIL_APPLICATION}`,
    `${ResourceType.ApplicationRedirectUris} ${parts.redirects}`,
    ...Object.keys(API_IDS).map((api) => `${ResourceType.ApplicationApiAccess} ${parts.api(api)}`),
    ...clientSecrets.map(({ label }) => `${ResourceType.ApplicationPassword} ${parts.secret(label)}`),
    ...owners.map((owner) => `${ResourceType.ApplicationOwner} ${parts.owner(owner)}`),
    `${ResourceType.ServicePrincipal} ${parts.servicePrincipal}`,
    `${ResourceType.RandomUuid} ${parts.state}`,
  ]);
  const roles = declared.flatMap(({ inputs: { apiClientId, roleIds } }) =>
    Array.isArray(roleIds)
      ? roleIds.map((id) => `application permission ${String(id)} of API ${String(apiClientId)}`)
      : [],
  );
  const uris = declared
    .filter((resource) => resource.type === ResourceType.ApplicationRedirectUris && !isWeb(resource))
    .flatMap((resource) =>
      redirectUrisOf(resource).map((uri) => `${String(resource.inputs.type)} redirect URI ${uri}`),
    );
  const resources = declared.map(({ type, name }) => `${type} ${name}`).filter((resource) => !expected.has(resource));
  return [...roles, ...uris, ...resources].sort();
}

function isWeb({ inputs }: Registration): boolean {
  return inputs.type === "Web";
}

function redirectUrisOf({ inputs: { redirectUris } }: Registration): string[] {
  return redirectUris as string[];
}

function permissionFacts(access: readonly Registration[]): PermissionFact[] {
  const asked = access.flatMap(({ inputs: { apiClientId, scopeIds } }) =>
    ((scopeIds ?? []) as string[]).map((id) => ({ appId: String(apiClientId), id })),
  );
  const known = asked.flatMap(({ appId, id }) => catalogued(appId, id) ?? []);
  return [
    ...sortedPermissions(known.map(declaredName)).map((permission) => ({
      name: declaredName(permission),
      api: API_TITLES[permission.api],
      id: permission.id,
      lets: permission.title,
      adminConsent: permission.adminConsent,
    })),
    // A program that was changed may ask for more than the catalogue holds; nobody here knows what that lets it do.
    ...asked
      .filter(({ appId, id }) => catalogued(appId, id) === undefined)
      .map(({ appId, id }) => ({
        name: `${appId}/${id}`,
        api: `API ${appId}`,
        id,
        lets: "not in the catalogue",
        adminConsent: true,
      })),
  ];
}

function catalogued(appId: string, scopeId: string): Permission | undefined {
  return PERMISSIONS.find(({ api, id }) => id === scopeId && API_IDS[api] === appId);
}
