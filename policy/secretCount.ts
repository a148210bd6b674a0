import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { EntraType, propsOf } from "./resources.ts";
import { isUnknownValue } from "./unknowns.ts";
import { violation } from "./violation.ts";

interface Config {
  most?: number;
}

/** What an overlap needs, and Entra's own limit where personal accounts may sign in. */
const MOST = 2;

/** At most two secrets for an application, and for a service principal: each one more is a password that somebody may still have. */
export const secretCount: StackValidationPolicy = {
  name: "secret-count",
  displayName: "At most two secrets",
  description: "An application has one client secret, and a second one while it is being rotated.",
  severity: "medium",
  url: "https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation",
  remediationSteps:
    "Remove the secrets that nothing uses any more: only the newest, and the one before it, may live side by side.",
  configSchema: {
    properties: {
      most: { type: "integer", minimum: 1, default: MOST, description: "How many secrets an application may have." },
    },
  },
  validateStack(args, reportViolation) {
    const { most = MOST } = args.getConfig<Config>();
    for (const [holder, secrets] of secretsByHolder(args.resources)) {
      if (secrets.length <= most) continue;
      const names = secrets.map(({ name }) => name).sort();
      const subject = args.resources.find(({ urn }) => urn === holder) ?? secrets[0];
      reportViolation(
        violation({
          setting: "The number of client secrets",
          given: `${secrets.length} (${names.join(", ")})`,
          allowed: most === 1 ? "1" : `up to ${most}`,
          mend: `Remove ${secrets.length - most}: those that nothing uses any more.`,
        }),
        subject?.urn,
      );
    }
  },
};

/**
 * The resources that hold a secret, by the application or service principal that it is of: its URN where it is declared in the same stack, else
 * the id that was given, else, where a preview knows neither, the URN of the secret.
 */
function secretsByHolder(resources: readonly PolicyResource[]): Map<string, PolicyResource[]> {
  const urns = urnsByObjectId(resources);
  const groups = new Map<string, PolicyResource[]>();
  for (const resource of resources) {
    const holder = holderOf(resource, urns);
    if (holder !== undefined) groups.set(holder, [...(groups.get(holder) ?? []), resource]);
  }
  return groups;
}

function holderOf(resource: PolicyResource, urns: ReadonlyMap<string, string>): string | undefined {
  const whole = propsOf(resource, EntraType.Application);
  if (whole !== undefined) return known(() => whole.password) == null ? undefined : resource.urn;
  const ofApplication = propsOf(resource, EntraType.ApplicationPassword);
  const ofPrincipal = propsOf(resource, EntraType.ServicePrincipalPassword);
  if (ofApplication === undefined && ofPrincipal === undefined) return undefined;
  const { applicationId, servicePrincipalId } = resource.propertyDependencies;
  const declared = [...(applicationId ?? []), ...(servicePrincipalId ?? [])].find(holdsSecrets);
  const id = known(() => ofApplication?.applicationId ?? ofPrincipal?.servicePrincipalId)?.toLowerCase();
  return declared?.urn ?? (id === undefined ? resource.urn : (urns.get(id) ?? id));
}

/** A program may name by its id what it declares itself. */
function urnsByObjectId(resources: readonly PolicyResource[]): Map<string, string> {
  return new Map(
    resources.filter(holdsSecrets).flatMap(({ type, props, urn }) => {
      const objectId = known(() => props.objectId as string | undefined)?.toLowerCase();
      const kind = type === EntraType.ServicePrincipal ? "serviceprincipals" : "applications";
      return objectId === undefined ? [] : [[`/${kind}/${objectId}`, urn] as const];
    }),
  );
}

function holdsSecrets({ type }: PolicyResource): boolean {
  const holders: string[] = [EntraType.ApplicationRegistration, EntraType.Application, EntraType.ServicePrincipal];
  return holders.includes(type);
}

/** Undefined where a preview does not know the value yet. */
function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isUnknownValue(error)) return undefined;
    throw error;
  }
}
