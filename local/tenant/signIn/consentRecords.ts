import { randomUUID } from "node:crypto";

import { grantId, live } from "../state/directory.ts";
import { SERVICE_PRINCIPAL } from "../state/properties.ts";
import { defaults } from "../state/schema.ts";
import type { Application, ServicePrincipal, State } from "../state/state.ts";
import type { Account } from "../tokens/userTokens.ts";
import { isPersonal } from "./accounts.ts";
import { declaredScopes, isSame, type Scope } from "./scopes.ts";

type Permission = Pick<Scope, "api" | "value">;

const keyOf = ({ api, value }: Permission): string => `${api}/${value}`;

/** What the account, or an administrator for everybody, has allowed the application. */
export function consentedTo(state: Readonly<State>, application: Application, account: Account) {
  const keys = new Set(
    isPersonal(account) ? personal(state, application, account) : granted(state, application, account),
  );
  return (permission: Permission): boolean => keys.has(keyOf(permission));
}

function personal({ signIn }: Readonly<State>, { appId }: Application, { user }: Account): string[] {
  return signIn.personalConsents
    .filter((one) => one.appId === appId && one.userId === user.id)
    .flatMap((one) => one.permissions);
}

function granted(state: Readonly<State>, { appId }: Application, { user }: Account): string[] {
  const client = live(state.servicePrincipals).find((principal) => principal.appId === appId);
  const apis = new Map(live(state.servicePrincipals).map((principal) => [principal.id, principal.appId]));
  return state.grants
    .filter(({ clientId, principalId }) => clientId === client?.id && [null, user.id].includes(principalId))
    .flatMap(({ resourceId, scope }) => {
      const api = apis.get(resourceId) ?? "";
      return scope.split(" ").map((value) => keyOf({ api, value }));
    });
}

/** The scopes with `.default` replaced by everything that the application declares. */
export function spelledOut(scopes: readonly Scope[], application: Application, state: Readonly<State>): Scope[] {
  return scopes
    .flatMap((scope) => (scope.value === ".default" ? declaredScopes(application, state) : [scope]))
    .filter((scope, index, all) => all.findIndex((other) => isSame(scope, other)) === index);
}

/** Writes a consent down: of the person alone, or of the organization. What was allowed before stays allowed. */
export function recordConsent(
  state: State,
  {
    application,
    account,
    scopes,
    organization,
    now,
  }: {
    application: Application;
    account: Account;
    scopes: readonly Scope[];
    organization: boolean;
    now: Date;
  },
): void {
  if (isPersonal(account)) {
    const { appId } = application;
    state.signIn.personalConsents.push({ userId: account.user.id, appId, permissions: scopes.map(keyOf) });
    return;
  }
  const clientId = principalOf(state, application, now).id;
  const principalId = organization ? null : account.user.id;
  for (const api of new Set(scopes.map((scope) => scope.api))) {
    const values = scopes.filter((scope) => scope.api === api).map(({ value }) => value);
    const resourceId = live(state.servicePrincipals).find(({ appId }) => appId === api)?.id;
    if (resourceId === undefined) continue;
    const existing = state.grants.find(
      (grant) => grant.clientId === clientId && grant.resourceId === resourceId && grant.principalId === principalId,
    );
    if (existing !== undefined) {
      existing.scope = [...new Set([...existing.scope.split(" "), ...values])].join(" ");
      continue;
    }
    state.grants.push({
      id: grantId([clientId, resourceId, ...(principalId === null ? [] : [principalId])]),
      clientId,
      consentType: organization ? "AllPrincipals" : "Principal",
      principalId,
      resourceId,
      scope: values.join(" "),
    });
  }
}

/** The first consent makes the service principal, where the application has none yet. */
function principalOf(state: State, { appId }: Application, now: Date): ServicePrincipal {
  const existing = live(state.servicePrincipals).find((principal) => principal.appId === appId);
  if (existing !== undefined) return existing;
  const principal: ServicePrincipal = {
    id: randomUUID(),
    appId,
    createdDateTime: now.toISOString(),
    deletedDateTime: null,
    createdByAppId: null,
    owners: [],
    properties: defaults(SERVICE_PRINCIPAL),
    roles: [],
  };
  state.servicePrincipals.push(principal);
  return principal;
}
