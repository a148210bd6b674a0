import { doing } from "../errors.ts";
import { text, texts, type Value } from "../values.ts";
import type { AzureadClient } from "./client.ts";

/** Most owners that Graph takes while it makes an object. */
const MOST_AT_CREATION = 20;

export function directoryObject({ graph }: AzureadClient, objectId: string): string {
  return `${graph.baseUrl}/v1.0/directoryObjects/${objectId}`;
}

/** Owners to send with the creation of an object: the caller first, so that it may go on working on what it makes. */
export function ownersAtCreation(client: AzureadClient, owners: Value | undefined): Value[] {
  const others = texts(owners).filter((owner) => !isCaller(client, owner));
  return [client.caller.objectId, ...others.slice(0, MOST_AT_CREATION - 1)].map((owner) =>
    directoryObject(client, owner),
  );
}

/** Adds the owners that found no place at creation, and removes the caller where nobody asked for it. */
export async function settleOwners(client: AzureadClient, path: string, owners: Value | undefined): Promise<void> {
  const others = texts(owners).filter((owner) => !isCaller(client, owner));
  for (const owner of others.slice(MOST_AT_CREATION - 1)) await addOwner(client, path, owner);
  if (!texts(owners).some((owner) => isCaller(client, owner))) await removeOwner(client, path, client.caller.objectId);
}

export async function listOwners({ graph }: AzureadClient, path: string): Promise<string[]> {
  const owners = await doing(`retrieving owners of ${path}`, () => graph.list(`${path}/owners`));
  return owners.map((owner) => text(owner.id));
}

/** Adds and removes owners until they are the wanted ones. */
export async function changeOwners(client: AzureadClient, path: string, wanted: Value | undefined): Promise<void> {
  const existing = await listOwners(client, path);
  const desired = texts(wanted);
  for (const owner of desired.filter((candidate) => !existing.includes(candidate))) await addOwner(client, path, owner);
  for (const owner of existing.filter((candidate) => !desired.includes(candidate)))
    await removeOwner(client, path, owner);
}

async function addOwner(client: AzureadClient, path: string, owner: string): Promise<void> {
  const reference = { "@odata.id": directoryObject(client, owner) };
  await doing(`adding owner ${owner} to ${path}`, () => client.graph.post(`${path}/owners/$ref`, reference));
}

async function removeOwner({ graph }: AzureadClient, path: string, owner: string): Promise<void> {
  await doing(`removing owner ${owner} from ${path}`, () => graph.delete(`${path}/owners/${owner}/$ref`));
}

function isCaller({ caller }: AzureadClient, owner: string): boolean {
  return owner.toLowerCase() === caller.objectId.toLowerCase();
}
