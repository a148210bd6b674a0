import { doing, InitializationError } from "../errors.ts";
import type { Resource } from "../package.ts";
import { equal, flag, isObject, isZero, list, object, text, UNKNOWN, type Value, type Values } from "../values.ts";
import { applicationBody, rolesBody, scopesBody } from "./applicationBody.ts";
import { checkApplicationPlan } from "./applicationRules.ts";
import { APPLICATION } from "./applicationSchema.ts";
import { applicationState, passwordState } from "./applicationState.ts";
import type { AzureadClient } from "./client.ts";
import { APPLICATION_ID, idFault, parseId } from "./ids.ts";
import { odataText } from "./odata.ts";
import { changeOwners, listOwners, ownersAtCreation, settleOwners } from "./owners.ts";

export const application: Resource<AzureadClient> = {
  schema: APPLICATION,
  idFault: (id) => idFault(APPLICATION_ID, id),
  checkPlan: checkApplicationPlan,
  refinePlan,

  async create(client, planned) {
    const { graph } = client;
    await preventDuplicates(client, planned, "");
    const password = isObject(planned.password) ? planned.password : undefined;
    const body = {
      ...applicationBody(planned, undefined),
      ...(password && { passwordCredentials: [credentialBody(password)] }),
      "owners@odata.bind": ownersAtCreation(client, planned.owners),
    };
    const made = await doing("could not create application", () =>
      graph.make("/applications", body, `an application called ${JSON.stringify(text(planned.displayName))}`),
    );
    const id = `/applications/${text(made.id)}`;
    const once: Values =
      password === undefined ? {} : { password: withSecret(password, object(list(made.passwordCredentials)[0])) };
    try {
      // A PATCH that finds the application tells that it is known everywhere.
      const displayName = text(planned.displayName);
      client.made.add(id).add(text(made.appId));
      await doing(`patching ${id} after creating`, () => graph.patch(id, { displayName }, { statuses: [404, 409] }));
      await setRest(client, id, planned, {});
      await settleOwners(client, id, planned.owners);
    } catch (error) {
      throw new InitializationError(id, once, error);
    }
    return { id, once };
  },

  async read(client, id, state, fresh) {
    const { graph } = client;
    const retried = { statuses: fresh ? [404] : [] };
    const found = await doing(`retrieving Application (${id})`, () => graph.find(id, retried));
    if (found === undefined) return undefined;
    const beta = await doing(`retrieving additional properties for Application (${id})`, () =>
      graph.get(id, { ...retried, version: "beta", query: { $select: "oauth2RequirePostResponse" } }),
    );
    return {
      ...applicationState(found, beta),
      logoImage: text(state.logoImage),
      owners: await listOwners(client, id),
      password: passwordState(found, object(state.password)),
      preventDuplicateNames: flag(state.preventDuplicateNames),
    };
  },

  async update(client, id, planned, olds) {
    const { first: objectId } = parseId(APPLICATION_ID, id);
    const password = await client.applicationLocks.hold(objectId, async () => {
      await preventDuplicates(client, planned, objectId);
      await disableChanged(client, id, planned, olds);
      await doing(`could not update application ${id}`, () => client.graph.patch(id, applicationBody(planned, olds)));
      await setRest(client, id, planned, olds);
      if (!equal(planned.owners, olds.owners)) await changeOwners(client, id, planned.owners);
      // Last, so that nothing fails between the new secret and the state that is to know it.
      return replacePassword(client, id, object(planned.password), object(olds.password));
    });
    if (password === undefined) return application.read(client, id, planned, false);
    try {
      return await application.read(client, id, { ...planned, password }, false);
    } catch (error) {
      throw new InitializationError(id, { password }, error);
    }
  },

  async delete({ graph }, id) {
    await doing(`deleting Application (${id})`, () => graph.delete(id));
    await graph.waitUntil(`deletion of Application (${id})`, async () => (await graph.find(id)) === undefined);
  },
};

/** What follows from other properties is unknown until those are written. */
function refinePlan(planned: Values, olds: Values | undefined): Values {
  if (olds === undefined) return planned;
  const isChanged = (name: string): boolean => !equal(planned[name] ?? null, olds[name] ?? null);
  const scopes = (state: Values): Value => object(state.api).oauth2PermissionScopes ?? null;
  const password = object(planned.password);
  const isNewPassword = isObject(planned.password) && isOther(password, object(olds.password));
  return {
    ...planned,
    ...(isChanged("appRoles") && { appRoleIds: UNKNOWN }),
    ...(!equal(scopes(planned), scopes(olds)) && !isZero(scopes(planned)) && { oauth2PermissionScopeIds: UNKNOWN }),
    ...(isNewPassword && { password: { ...password, keyId: UNKNOWN, value: UNKNOWN } }),
  };
}

function isOther(password: Values, old: Values): boolean {
  return ["displayName", "startDate", "endDate"].some((name) => !equal(password[name] ?? null, old[name] ?? null));
}

function credentialBody({ displayName, startDate, endDate }: Values): Values {
  return {
    displayName: text(displayName),
    ...(text(startDate) !== "" && { startDateTime: text(startDate) }),
    ...(text(endDate) !== "" && { endDateTime: text(endDate) }),
  };
}

function withSecret(password: Values, credential: Values): Values {
  return { ...password, keyId: text(credential.keyId), value: text(credential.secretText) };
}

/** Removes the old secret and adds the new one, where they differ; returns the new one with its value. */
async function replacePassword(
  { graph }: AzureadClient,
  id: string,
  wanted: Values,
  old: Values,
): Promise<Values | undefined> {
  if (!isOther(wanted, old)) return undefined;
  const keyId = text(old.keyId);
  if (keyId !== "") {
    await doing(`removing password credential ${keyId} from ${id}`, () =>
      graph.post(`${id}/removePassword`, { keyId }),
    );
  }
  if (Object.keys(wanted).length === 0) return undefined;
  const passwordCredential = credentialBody(wanted);
  const credential = await doing(`adding password for ${id}`, () =>
    graph.make(`${id}/addPassword`, { passwordCredential }, `a new client secret of ${id}`, { idName: "keyId" }),
  );
  return withSecret(wanted, credential);
}

/** Entra changes or removes a role or scope only while it is disabled. */
async function disableChanged({ graph }: AzureadClient, id: string, planned: Values, olds: Values): Promise<void> {
  const scopesOf = (state: Values): Values[] => scopesBody(object(state.api).oauth2PermissionScopes);
  const appRoles = disabled(rolesBody(olds.appRoles), rolesBody(planned.appRoles));
  const oauth2PermissionScopes = disabled(scopesOf(olds), scopesOf(planned));
  if (appRoles !== undefined) await doing(`disabling app roles of ${id}`, () => graph.patch(id, { appRoles }));
  if (oauth2PermissionScopes !== undefined)
    await doing(`disabling scopes of ${id}`, () => graph.patch(id, { api: { oauth2PermissionScopes } }));
}

function disabled(before: readonly Values[], after: readonly Values[]): Values[] | undefined {
  const stays = (permission: Values): boolean => after.some((other) => equal(other, permission));
  if (before.every((permission) => stays(permission) || !flag(permission.isEnabled))) return undefined;
  return before.map((permission) => (stays(permission) ? permission : { ...permission, isEnabled: false }));
}

/** What Graph takes by other ways than the application's own object. */
async function setRest({ graph }: AzureadClient, id: string, planned: Values, olds: Values): Promise<void> {
  const oauth2RequirePostResponse = flag(planned.oauth2PostResponseRequired);
  if (oauth2RequirePostResponse !== flag(olds.oauth2PostResponseRequired)) {
    await doing(`setting oauth2_post_response_required for ${id}`, () =>
      graph.patch(id, { oauth2RequirePostResponse }, { version: "beta" }),
    );
  }
  const isMapped = Object.keys(olds).length === 0 && flag(object(planned.api).mappedClaimsEnabled);
  if (isMapped) {
    await doing(`setting mapped_claims_enabled for ${id}`, () =>
      graph.patch(id, { api: { acceptMappedClaims: true } }),
    );
  }
}

async function preventDuplicates({ graph }: AzureadClient, planned: Values, objectId: string): Promise<void> {
  if (!flag(planned.preventDuplicateNames)) return;
  const name = text(planned.displayName);
  const found = await graph.list("/applications", { query: { $filter: `displayName eq ${odataText(name)}` } });
  const other = found.map((existing) => text(existing.id)).find((existing) => existing !== objectId);
  if (other === undefined) return;
  throw new Error(
    `an existing application with name "${name}" (ID: "${other}") was found and \`preventDuplicateNames\` was specified: import it, or choose another name`,
  );
}
