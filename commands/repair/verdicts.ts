import { ResourceType } from "../../components/catalogue/resources.ts";
import type { PartToImport } from "../../pulumi/stackChanges.ts";
import type { PendingOperation, Snapshot, StateResource } from "../../pulumi/stackState.ts";
import type { BareApplication, TenantFacts } from "./tenantFacts.ts";

/** What is to be done about something that an update left half done. */
export type Verdict =
  /** It is there: the state takes it over. */
  | { readonly kind: "import"; readonly urn: string; readonly why: string; readonly part: PartToImport }
  /** It is not there, or the next update completes it: the state forgets that it was begun. */
  | { readonly kind: "drop"; readonly urn: string; readonly why: string }
  /** The state has it, perhaps as it was before: it is read anew. */
  | { readonly kind: "read"; readonly urn: string; readonly why: string }
  /** A person has to decide. */
  | { readonly kind: "leave"; readonly urn: string; readonly why: string };

/** A verdict for each pending operation, and for a registration that the state lacks without one. */
export function verdictsOf(snapshot: Snapshot, facts: TenantFacts): Verdict[] {
  const { resources, pending } = snapshot;
  const has = new Set(resources.map(({ urn }) => urn));
  const verdicts = pending.map((operation) => verdictOn(operation, snapshot, has, facts));
  const isKnown = resources.some(isRegistration) || pending.some(({ resource }) => isRegistration(resource));
  return isKnown ? unique(verdicts) : [...unique(verdicts), ...unrecorded(resources, facts.bare)];
}

/** Of an update after an update that was killed, there may be two for one resource. */
function unique(verdicts: readonly Verdict[]): Verdict[] {
  return [...new Map(verdicts.map((verdict) => [verdict.urn, verdict])).values()];
}

function verdictOn(
  { type, resource }: PendingOperation,
  snapshot: Snapshot,
  has: ReadonlySet<string>,
  facts: TenantFacts,
): Verdict {
  const { urn } = resource;
  if (type !== "creating") {
    return has.has(urn)
      ? { kind: "read", urn, why: `it was cut off while ${type}` }
      : { kind: "drop", urn, why: `it was cut off while ${type}, and the state does not have it` };
  }
  if (has.has(urn)) return { kind: "drop", urn, why: "the state has it by now" };
  if (isRegistration(resource)) return registrationVerdict(partOf(resource, snapshot), urn, facts.bare);
  const drop = DROPPED.find(([begins]) => resource.type.startsWith(begins))?.[1];
  if (drop !== undefined) return { kind: "drop", urn, why: drop };
  return childVerdict(resource, snapshot, facts);
}

/** What needs no import, by how its type begins, and why. */
const DROPPED: readonly (readonly [string, string])[] = [
  [ResourceType.ApplicationPassword, "if it was made, its value is lost: see the secrets"],
  [ResourceType.ServicePrincipal, "if it was made, the next update takes it over by itself"],
  ["random:", "it is in the state alone"],
  ["pulumi:", "it is in the state alone"],
  ["aem-mail-oauth:", "it is in the state alone"],
];

function isRegistration({ type }: Pick<StateResource, "type">): boolean {
  return type === ResourceType.ApplicationRegistration;
}

/** A registration whose client id nobody has: exactly one application that can be it, or none is taken. */
function registrationVerdict(
  part: Omit<PartToImport, "id"> | undefined,
  urn: string,
  bare: readonly BareApplication[],
): Verdict {
  const [application, ...others] = bare;
  if (application === undefined)
    return { kind: "drop", urn, why: "no application of that name was left in the tenant" };
  if (part === undefined) return { kind: "leave", urn, why: "the state does not have what it belongs below" };
  if (others.length > 0) {
    const ids = bare.map(({ appId }) => `az ad app delete --id ${appId}`).join("\n      ");
    return { kind: "leave", urn, why: `several applications can be it. Delete all of them but one:\n      ${ids}` };
  }
  const why = `client ${application.appId} has its name and our notes, no secret and no redirect URI`;
  return { kind: "import", urn, why, part: { ...part, id: `/applications/${application.id}` } };
}

/** A create that failed after the application was there leaves no pending operation. */
function unrecorded(resources: readonly StateResource[], bare: readonly BareApplication[]): Verdict[] {
  const components = resources.filter(({ type }) => type === ResourceType.MailApplication);
  const [component] = components;
  if (component === undefined || components.length > 1 || bare.length === 0) return [];
  const name = nameIn(component.urn);
  const type = ResourceType.ApplicationRegistration;
  const providers = resources.filter(({ type }) => type === "pulumi:providers:azuread").map(({ urn }) => urn);
  const part = {
    type,
    name,
    parent: component.urn,
    provider: providers.length === 1 ? providers[0] : undefined,
  };
  const head = component.urn.slice(0, component.urn.lastIndexOf("::"));
  return [registrationVerdict(part, `${head}$${type}::${name}`, bare)];
}

/** A part of an application that is in the state. */
function childVerdict(
  resource: PendingOperation["resource"],
  snapshot: Snapshot,
  { applications }: TenantFacts,
): Verdict {
  const { urn, type, inputs = {} } = resource;
  const [application = "", objectId = ""] = /^\/applications\/([^/]+)$/.exec(String(inputs.applicationId)) ?? [];
  const part = partOf(resource, snapshot);
  if (!isPart(type) || !applications.has(objectId) || part === undefined)
    return { kind: "leave", urn, why: "it is no part of a mail application. Look for it yourself: pulumi refresh" };

  const live = applications.get(objectId);
  if (live === undefined) return { kind: "drop", urn, why: "its application is not in the tenant" };
  const [end, isThere] = PARTS[type](inputs, live);
  return isThere
    ? { kind: "import", urn, why: "it is in the tenant", part: { ...part, id: `${application}/${end}` } }
    : { kind: "drop", urn, why: "it is not in the tenant" };
}

type Live = NonNullable<ReturnType<TenantFacts["applications"]["get"]>>;
type Inputs = Readonly<Record<string, unknown>>;

/** The end of the id of each part that the provider refuses to make twice, and whether it is there. */
const PARTS = {
  [ResourceType.ApplicationRedirectUris]: ({ type }: Inputs, { redirectUris }: Live) =>
    [`redirectUris/${String(type)}`, redirectUris.includes(String(type))] as const,
  [ResourceType.ApplicationApiAccess]: ({ apiClientId: id }: Inputs, { apis }: Live) =>
    [`apiAccess/${String(id)}`, apis.includes(String(id))] as const,
  [ResourceType.ApplicationOwner]: ({ ownerObjectId: id }: Inputs, { owners }: Live) =>
    [`owners/${String(id)}`, owners.includes(String(id))] as const,
};

function isPart(type: string): type is keyof typeof PARTS {
  return Object.hasOwn(PARTS, type);
}

/** Everything of an import but the id; undefined where the state does not have the parent. */
function partOf(
  { urn, type, parent, provider }: PendingOperation["resource"],
  { resources }: Snapshot,
): Omit<PartToImport, "id"> | undefined {
  const has = (wanted: string): boolean => resources.some((resource) => resource.urn === wanted);
  if (parent === undefined || !has(parent)) return undefined;
  const providerUrn = provider?.slice(0, provider.lastIndexOf("::")) ?? "";
  return { type, name: nameIn(urn), parent, provider: has(providerUrn) ? providerUrn : undefined };
}

/** Logical name of a resource. */
export function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
