import { resourceUris } from "./catalogue.ts";
import { stringsOf } from "./json.ts";
import type { State } from "./state.ts";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isGuid = (value: string): boolean => GUID.test(value);

/** What may own an application: a user or a service principal. */
export function isPrincipal(state: Readonly<State>, id: string): boolean {
  return [...state.users, ...live(state.servicePrincipals)].some((principal) => principal.id === id);
}

export function live<T extends { deletedDateTime: string | null }>(objects: readonly T[]): T[] {
  return objects.filter((object) => object.deletedDateTime === null);
}

/** What an API may be called in a scope: its application id, and its application's identifier URIs. */
export function servicePrincipalNames(appId: string, state: Readonly<State>, graphHere: string): string[] {
  const application = state.applications.find((candidate) => candidate.appId === appId)?.properties;
  return [appId, ...stringsOf(application?.identifierUris), ...resourceUris(appId, graphHere)];
}

/** As Entra's: the ids of those concerned, so that the same grant can't be there twice. */
export const grantId = (ids: string[]): string =>
  Buffer.from(ids.join("").replaceAll("-", ""), "hex").toString("base64url");
