import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";

import { isHolder } from "./declared.ts";
import { objectIdOf } from "./ids.ts";
import { EntraType, propsOf } from "./resources.ts";
import { attempt } from "./unknowns.ts";
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
    const secrets = secretsOf(args.resources);
    const tooMany = [...byHolder(secrets)].filter(([, group]) => group.length > most);
    for (const [holder, group] of tooMany) {
      const names = group.map(({ resource }) => resource.name).sort();
      const subject = args.resources.find(({ urn }) => urn === holder) ?? group[0]?.resource;
      reportViolation(
        violation({
          setting: "The number of client secrets",
          given: `${group.length} (${names.join(", ")})`,
          allowed: most === 1 ? "1" : `up to ${most}`,
          fix: `Remove ${group.length - most}: those that nothing uses any more.`,
        }),
        subject?.urn,
      );
    }
    const counted = new Set(tooMany.flatMap(([, group]) => group));
    const stop = undecided(
      secrets.filter((secret) => !counted.has(secret)),
      most,
    );
    if (stop !== undefined) throw stop;
  },
};

interface Secret {
  readonly resource: PolicyResource;
  /** Whose it is: the URN where that is declared in the same stack, else the object id; undefined where a preview can't tell. */
  readonly holder: string | undefined;
  /** Why the preview does not know: then `holder` is a guess, from what the id is computed from. */
  readonly unknown: Error | undefined;
}

function secretsOf(resources: readonly PolicyResource[]): Secret[] {
  const urns = urnsByObjectId(resources);
  return resources.flatMap((resource) => secretOf(resource, urns) ?? []);
}

/** The secret in a resource. An id that is known decides, whatever else the resource depends on. */
function secretOf(resource: PolicyResource, urns: ReadonlyMap<string, string>): Secret | undefined {
  const whole = propsOf(resource, EntraType.Application);
  if (whole !== undefined) {
    const [password, unknown] = attempt(() => whole.password);
    return password == null && unknown === undefined
      ? undefined
      : { resource, holder: resource.urn, unknown: undefined };
  }
  const props =
    propsOf(resource, EntraType.ApplicationPassword) ?? propsOf(resource, EntraType.ServicePrincipalPassword);
  if (props === undefined) return undefined;
  const [given, unknown] = attempt(() => props.applicationId ?? props.applicationObjectId ?? props.servicePrincipalId);
  if (given !== undefined) {
    const id = objectIdOf(given);
    return { resource, holder: urns.get(id) ?? id, unknown: undefined };
  }
  const { applicationId = [], applicationObjectId = [], servicePrincipalId = [] } = resource.propertyDependencies;
  const declared = [...applicationId, ...applicationObjectId, ...servicePrincipalId].filter(isHolder);
  // Of several one may be there to mislead: then nothing is guessed.
  return { resource, holder: declared.length === 1 ? declared[0]?.urn : undefined, unknown };
}

function byHolder(secrets: readonly Secret[]): Map<string, Secret[]> {
  const groups = new Map<string, Secret[]>();
  for (const secret of secrets) {
    const holder = secret.holder ?? secret.resource.urn;
    groups.set(holder, [...(groups.get(holder) ?? []), secret]);
  }
  return groups;
}

/**
 * Why a preview cannot say that there are few enough: if all secrets whose holder it does not know for certain were of one, and
 * of the one that has most already, there would be too many.
 */
function undecided(secrets: readonly Secret[], most: number): Error | undefined {
  const certain = secrets.filter(({ unknown }) => unknown === undefined);
  const guessed = secrets.filter(({ unknown }) => unknown !== undefined);
  const largest = Math.max(0, ...[...byHolder(certain).values()].map((group) => group.length));
  return largest + guessed.length > most ? guessed[0]?.unknown : undefined;
}

/** A program may name by its id what it declares itself. */
function urnsByObjectId(resources: readonly PolicyResource[]): Map<string, string> {
  return new Map(
    resources.filter(isHolder).flatMap(({ props, urn }) => {
      const [objectId] = attempt(() => props.objectId as string | undefined);
      return objectId === undefined ? [] : [[objectIdOf(objectId), urn] as const];
    }),
  );
}
