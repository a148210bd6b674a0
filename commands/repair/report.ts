import type { PendingOperation } from "../../pulumi/stackState.ts";
import type { Found } from "./secrets/findings.ts";
import { foundJson } from "./secrets/report.ts";
import type { Stray } from "./secrets/strays.ts";
import type { Step } from "./steps.ts";
import type { ReportedLock } from "./unlock.ts";
import { nameIn, type Verdict } from "./verdicts.ts";

/** What one run found and did. */
export interface Outcome {
  readonly stack: string;
  readonly locks: readonly ReportedLock[];
  readonly pending: readonly PendingOperation[];
  readonly verdicts: readonly Verdict[];
  readonly steps: readonly Step[];
  /** Undefined where the state has no application. */
  readonly found?: Found | undefined;
  readonly removed: readonly Stray[];
  /** Whether anything is left to repair. */
  readonly isLeft: boolean;
}

/** All of it as one JSON object: what `rotate repair --json` says of the secrets, and the rest beside it. */
export function outcomeJson({ stack, locks, pending, verdicts, steps, found, removed, isLeft }: Outcome): string {
  const secrets = found === undefined ? {} : (JSON.parse(foundJson(found, removed)) as object);
  return JSON.stringify({
    stack,
    ...secrets,
    locks,
    pending: pending.map(({ type, resource: { urn } }) => ({ type, urn })),
    verdicts: verdicts.map(({ kind, urn, why }) => ({ kind, urn, why })),
    steps,
    repaired: !isLeft,
  });
}

/** What is pending, and what is to become of it, for a person. */
export function pendingText(pending: readonly PendingOperation[], verdicts: readonly Verdict[]): string {
  const known = (urn: string): string | undefined => verdicts.find((verdict) => verdict.urn === urn)?.why;
  const lines = pending.map(({ type, resource: { urn } }) => `  ${type} ${nameIn(urn)}: ${known(urn) ?? ""}`);
  const unrecorded = verdicts.filter(({ urn }) => !pending.some(({ resource }) => resource.urn === urn));
  return [
    ...(lines.length === 0
      ? []
      : ["An update was cut off, and the state does not have the end of:", ...new Set(lines)]),
    ...unrecorded.map(({ urn, why }) => `The state has no ${nameIn(urn)}: ${why}`),
  ].join("\n");
}
