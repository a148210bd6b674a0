import { rm } from "node:fs/promises";
import { join } from "node:path";

import type { Stack } from "@pulumi/pulumi/automation/index.js";

import { ResourceType } from "../../components/catalogue/resources.ts";
import { draftEnd } from "../../support/leftovers.ts";
import { writeWhole } from "../../support/writeWhole.ts";
import { connect } from "../providers/azuread/client.ts";
import type { GraphClient } from "../providers/graphClient.ts";
import type { Tenant } from "../tenant/index.ts";
import { stackCommand } from "./stackCommand.ts";

/** A resource as the state describes it; only what is looked at here. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  /** When it was made, RFC 3339. */
  readonly created?: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

interface State {
  readonly resources?: StateResource[];
  pending_operations?: { readonly resource: StateResource; readonly type: string }[];
}

/**
 * Makes good what an update that was killed left half done, so that the next one completes it.
 *
 * The engine notes each step before it takes it. What it was creating may be in the tenant already, unknown to the state: an
 * application nobody has the client id of, a secret whose value is lost, or a part that the provider would then refuse to create a
 * second time. It is removed from the tenant, and the update makes it anew. What it was changing or deleting may be changed or gone
 * already, which a refresh of that resource finds out.
 *
 * @returns the resources of the state, as it was found
 */
export async function settlePendingOperations(
  stack: Stack,
  tenant: Tenant,
  log: (line: string) => void,
): Promise<readonly StateResource[]> {
  const exported = JSON.parse(await stackCommand(stack, "stack", "export")) as { deployment: State };
  const state = exported.deployment;
  const pending = state.pending_operations ?? [];
  const { resources = [] } = state;
  if (pending.length === 0) return resources;

  const { graph } = await connect({}, { variables: tenant.environment }, AbortSignal.timeout(60_000));
  for (const { resource, type } of pending) {
    log(
      `An earlier update was cut off while ${type} ${resource.urn.split("::").at(-1) ?? ""}; that is put right first.`,
    );
    if (type === "creating") await undoCreate(graph, resource, resources);
  }
  state.pending_operations = [];
  const file = join(stack.workspace.workDir, `settled-state.json.${draftEnd()}`);
  await writeWhole(file, JSON.stringify(exported), { mode: 0o600 });
  try {
    await stackCommand(stack, "stack", "import", "--file", file);
  } finally {
    await rm(file, { force: true });
  }
  // These alone: a refresh of everything would take over, unseen, what was changed in the tenant by hand.
  const left = pending
    .filter(({ type }) => type !== "creating")
    .map(({ resource: { urn } }) => urn)
    .filter((urn) => resources.some((resource) => resource.urn === urn));
  if (left.length > 0) await stack.refresh({ color: "never", target: [...new Set(left)] });
  return resources;
}

/** Removes from the tenant what a create that the state knows nothing of may have left there. */
async function undoCreate(graph: GraphClient, resource: StateResource, known: readonly StateResource[]): Promise<void> {
  const inputs = resource.inputs ?? {};
  const application = typeof inputs.applicationId === "string" ? inputs.applicationId : undefined;
  switch (resource.type) {
    case ResourceType.ApplicationRegistration:
      return removeStrayApplications(graph, inputs, known);
    case ResourceType.ApplicationRedirectUris:
      return patch(graph, application, () => ({ web: { redirectUris: [] } }));
    case ResourceType.ApplicationApiAccess:
      return patch(graph, application, (found) => ({
        requiredResourceAccess: found.requiredResourceAccess.filter(
          ({ resourceAppId }) => resourceAppId !== inputs.apiClientId,
        ),
      }));
    case ResourceType.ApplicationOwner:
      return removeOwner(graph, application, inputs);
    case ResourceType.ApplicationPassword:
      return removeStraySecrets(graph, application, inputs, known);
  }
}

interface Application {
  readonly id: string;
  readonly notes: string | null;
  readonly requiredResourceAccess: { readonly resourceAppId: string }[];
  readonly passwordCredentials: { readonly keyId: string; readonly displayName: string | null }[];
}

async function removeStrayApplications(
  graph: GraphClient,
  { displayName, notes }: Readonly<Record<string, unknown>>,
  known: readonly StateResource[],
): Promise<void> {
  const $filter = `displayName eq '${String(displayName).replaceAll("'", "''")}'`;
  const found = (await graph.list("/applications", { query: { $filter } })) as unknown as Application[];
  for (const { id, notes: itsNotes } of found) {
    if (itsNotes === notes && !known.some((resource) => resource.id === `/applications/${id}`))
      await graph.delete(`/applications/${id}`);
  }
}

async function removeStraySecrets(
  graph: GraphClient,
  path: string | undefined,
  { displayName }: Readonly<Record<string, unknown>>,
  known: readonly StateResource[],
): Promise<void> {
  const application = await find(graph, path);
  for (const { keyId, displayName: label } of application?.passwordCredentials ?? []) {
    if (label === displayName && !known.some(({ id }) => id?.endsWith(`/password/${keyId}`) === true))
      await graph.post(`${path ?? ""}/removePassword`, { keyId });
  }
}

async function removeOwner(
  graph: GraphClient,
  path: string | undefined,
  { ownerObjectId }: Readonly<Record<string, unknown>>,
): Promise<void> {
  const owners = (await find(graph, path)) === undefined ? [] : await graph.list(`${path ?? ""}/owners`);
  if (owners.some(({ id }) => id === ownerObjectId))
    await graph.delete(`${path ?? ""}/owners/${String(ownerObjectId)}/$ref`);
}

async function patch(
  graph: GraphClient,
  path: string | undefined,
  change: (found: Application) => Parameters<GraphClient["patch"]>[1],
): Promise<void> {
  const application = await find(graph, path);
  if (application !== undefined && path !== undefined) await graph.patch(path, change(application));
}

async function find(graph: GraphClient, path: string | undefined): Promise<Application | undefined> {
  return path === undefined ? undefined : ((await graph.find(path)) as unknown as Application | undefined);
}
