import type { PolicyResource } from "@pulumi/policy";

import { azureadType } from "../components/catalogue/resources.ts";
import { objectIdOf } from "./ids.ts";
import { EntraType } from "./resources.ts";
import { attempt } from "./unknowns.ts";

/** Whether what a resource hangs on is an application of the same stack, or a service principal of one. */
export type Standing =
  | { readonly is: "own" }
  /** `id`: what the resource names, undefined where a preview does not know it; `clientIds`: of whom, as far as the stack shows. */
  | { readonly is: "foreign"; readonly id: string | undefined; readonly clientIds: readonly string[] }
  | { readonly is: "unknown"; readonly unknown: Error };

const OWN: Standing = { is: "own" };

const APPLICATION_FROM_TEMPLATE = azureadType("ApplicationFromTemplate");
const APPLICATIONS: readonly string[] = [
  EntraType.ApplicationRegistration,
  EntraType.Application,
  APPLICATION_FROM_TEMPLATE,
];

/** An application, or a service principal: what others hang on. */
export function isHolder({ type }: PolicyResource): boolean {
  return APPLICATIONS.includes(type) || type === EntraType.ServicePrincipal;
}

/** What a property tells: undefined where it is not given. */
function textOf(resource: PolicyResource, ...properties: string[]): [string | undefined, Error | undefined] {
  return attempt(() => {
    const given: unknown = properties.map((property) => resource.props[property] as unknown).find((it) => it != null);
    if (given === undefined) return undefined;
    return typeof given === "string" ? given : JSON.stringify(given);
  });
}

/** The objects of the directory that a resource declares: a template makes both, application and service principal. */
function objectIdsOf(holder: PolicyResource): string[] {
  const properties =
    holder.type === APPLICATION_FROM_TEMPLATE ? ["applicationObjectId", "servicePrincipalObjectId"] : ["objectId"];
  return properties.flatMap((property) => {
    const [id] = textOf(holder, property);
    return id === undefined ? [] : [objectIdOf(id)];
  });
}

/** Before version 6 of the provider, `applicationId` was the client id of both. */
function clientIdOf(holder: PolicyResource): [string | undefined, Error | undefined] {
  if (holder.type === APPLICATION_FROM_TEMPLATE) return [undefined, undefined];
  const [id, unknown] = textOf(holder, "clientId", "applicationId");
  return [id === undefined ? undefined : objectIdOf(id), unknown];
}

/**
 * What the property of a resource names. An id that is known decides, whatever else it is computed from; one that a preview does not
 * know is guessed from that. Undefined where the property is not given.
 */
export function standingOf(
  resource: PolicyResource,
  property: string,
  resources: readonly PolicyResource[],
): Standing | undefined {
  const [id, unknown] = textOf(resource, property);
  const sources = (resource.propertyDependencies[property] ?? []).filter(isHolder);
  if (unknown !== undefined) {
    return joined(
      sources.map((it) => standingOfHolder(it, resources)),
      unknown,
    );
  }
  if (id === undefined) return undefined;
  const holder = resources.find((it) => isHolder(it) && objectIdsOf(it).includes(objectIdOf(id)));
  const found = holder && standingOfHolder(holder, resources);
  if (found === undefined) return { is: "foreign", id, clientIds: [] };
  return found.is === "foreign" ? { ...found, id } : found;
}

/**
 * A service principal is the stack's own only if its application is: with `useExisting`, or with somebody's client id, anybody's
 * application can be declared as one.
 */
function standingOfHolder(holder: PolicyResource, resources: readonly PolicyResource[]): Standing {
  if (APPLICATIONS.includes(holder.type)) return OWN;
  const [clientId, unknown] = clientIdOf(holder);
  if (clientId !== undefined) {
    const own = resources.some((it) => APPLICATIONS.includes(it.type) && clientIdOf(it)[0] === clientId);
    return own ? OWN : { is: "foreign", id: undefined, clientIds: [clientId] };
  }
  const { clientId: now = [], applicationId: before = [] } = holder.propertyDependencies;
  const sources = [...now, ...before].filter(isHolder);
  return joined(
    sources.map((it) =>
      APPLICATIONS.includes(it.type) ? OWN : ({ is: "foreign", id: undefined, clientIds: clientIdsOf(it) } as const),
    ),
    unknown,
  );
}

function clientIdsOf(holder: PolicyResource): string[] {
  const [clientId] = clientIdOf(holder);
  return clientId === undefined ? [] : [clientId];
}

/** One guess from several sources. Where they differ, one may be there to mislead: then nothing is guessed. */
function joined(standings: readonly Standing[], unknown: Error | undefined): Standing {
  const undecided = standings.find((it) => it.is === "unknown");
  if (undecided !== undefined) return undecided;
  const foreign = standings.filter((it) => it.is === "foreign");
  if (foreign.length === standings.length) {
    // Of one that the stack shows no client id of, the others' say nothing.
    const told = foreign.every(({ clientIds }) => clientIds.length > 0);
    return { is: "foreign", id: undefined, clientIds: told ? foreign.flatMap(({ clientIds }) => clientIds) : [] };
  }
  if (foreign.length === 0) return OWN;
  return unknown === undefined ? { is: "foreign", id: undefined, clientIds: [] } : { is: "unknown", unknown };
}
