import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

import type { Difference } from "../../stack/localStack.ts";

/** A step of an update that went wrong. */
export interface Failure {
  readonly urn: string;
  /** Pulumi's name of the step, such as `delete`. */
  readonly op: string;
  /** What the provider said, each error by itself. */
  readonly errors: readonly string[];
}

/** How providers and Microsoft Graph say that what is to be deleted is not there. */
const NOT_THERE = [
  /unexpected status 404\b[\s\S]*\bRequest_ResourceNotFound\b/,
  /unexpected status 400\b[\s\S]*\bNo password credential found with keyId\b/,
] as const;

/** What the engine adds by itself to any failure. */
const NO_WORDS_OF_THEIR_OWN = ["update failed", "preview failed"];

/** Steps that failed, from the engine's events; errors that belong to no failed step are one each, without an `op`. */
export function failuresIn(events: readonly EngineEvent[]): Failure[] {
  const steps = events.flatMap(({ resOpFailedEvent }) => resOpFailedEvent?.metadata ?? []);
  const errors = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [diagnosticEvent] : [],
  );
  const said = (urn: string): string[] =>
    errors.filter((error) => error.urn === urn).map(({ message }) => message.trim());
  const others = errors.filter(
    ({ urn, message }) => !steps.some((step) => step.urn === urn) && !NO_WORDS_OF_THEIR_OWN.includes(message.trim()),
  );
  return [
    ...steps.map(({ urn, op }) => ({ urn, op, errors: said(urn) })),
    ...others.map(({ urn = "", message }) => ({ urn, op: "", errors: [message.trim()] })),
  ];
}

/**
 * Resources that an update could not delete because they are not there any more: the answer to an earlier deletion got lost. Empty where
 * anything else went wrong as well, as that is for a person to see first.
 *
 * A resource that is being replaced has the same URN as what takes its place, and so is none of them.
 */
export function alreadyGone(failures: readonly Failure[]): string[] {
  const isGone = ({ op, errors }: Failure): boolean => op === "delete" && errors.length > 0 && errors.every(saysGone);
  return failures.every(isGone) ? [...new Set(failures.map(({ urn }) => urn))] : [];
}

/** Whether this error says that it is not there, and nothing else: it may hold several answers. */
function saysGone(error: string): boolean {
  const statuses = new Set([...error.matchAll(/unexpected status (\d+)/g)].map(([, status]) => status));
  return statuses.size === 1 && NOT_THERE.some((known) => known.test(error));
}

/** What a refresh finds changed, from its events. */
export function differencesIn(events: readonly EngineEvent[]): Difference[] {
  return events
    .flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? [])
    .filter(({ op }) => op !== "same" && op !== "refresh")
    .map(({ urn, op }) => ({ urn, op }));
}

/** A resource of the state; only what is looked at here. */
export interface Owned {
  readonly urn: string;
  /** The resource whose deletion deletes this one. */
  readonly deletedWith?: string;
}

/**
 * Tells what may be forgotten from what nobody has asked about.
 *
 * @param gone - URNs of what an update could not delete
 * @param differences - everything that a refresh would take over
 * @returns `forget`: of those what is gone indeed, and what went with them. `others`: every further difference
 */
export function divide(
  gone: readonly string[],
  differences: readonly Difference[],
  resources: readonly Owned[],
): { readonly forget: string[]; readonly others: Difference[] } {
  const within = new Map(resources.map(({ urn, deletedWith }) => [urn, deletedWith]));
  const isConcerned = (urn: string): boolean => gone.includes(urn) || gone.includes(within.get(urn) ?? "");
  const [forget, others] = [
    differences.filter(({ urn, op }) => op === "delete" && isConcerned(urn)),
    differences.filter(({ urn, op }) => op !== "delete" || !isConcerned(urn)),
  ];
  return { forget: forget.map(({ urn }) => urn), others };
}

/** A resource for the screen: `ApplicationPassword mail-secret-initial`. */
export function nameOf(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split(":").at(-1) ?? ""} ${name}`.trim();
}
