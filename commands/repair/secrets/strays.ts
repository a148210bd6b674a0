import { ResourceType } from "../../../components/catalogue/resources.ts";
import { DAY } from "../../../components/secrets/secretLifetime.ts";
import type { LiveCredential } from "../../../entra/application.ts";
import type { PendingOperation } from "../../../pulumi/stackState.ts";
import { UserError } from "../../../support/userError.ts";

/** A live client secret that the stack's state does not know. */
export interface Stray {
  readonly keyId: string;
  /** Empty where it has none. */
  readonly label: string;
  /** The first characters of its value; empty where Entra does not tell. */
  readonly hint: string;
  /** When it was made, as far as its maker did not set another start; RFC 3339. */
  readonly made: string;
  /** RFC 3339. */
  readonly ends: string;
}

/** A secret so young may be one that a running update has not written down yet. */
const YOUNG = 15 * 60_000;

/** The secrets whose key ids are not among the known ones, oldest first. */
export function straysOf(live: readonly LiveCredential[], known: ReadonlySet<string>): Stray[] {
  return live
    .filter(({ keyId }) => !known.has(keyId))
    .map(({ keyId, displayName, hint, startDateTime, endDateTime }) => ({
      keyId,
      label: displayName ?? "",
      hint: hint ?? "",
      made: startDateTime ?? "",
      ends: endDateTime ?? "",
    }))
    .sort((a, b) => a.made.localeCompare(b.made, "en"));
}

/**
 * The strays that were named, by label or by id.
 *
 * @param known labels by key id of what the state knows
 * @throws UserError for a name that no stray has, or that several have
 */
export function named(names: readonly string[], strays: readonly Stray[], known: ReadonlyMap<string, string>): Stray[] {
  const found = names.map((name) => {
    const [stray, ...others] = strays.filter(({ keyId, label }) => keyId === name.toLowerCase() || label === name);
    if (stray !== undefined && others.length === 0) return stray;
    if (stray !== undefined) {
      const ids = [stray, ...others].map(({ keyId }) => keyId).join(", ");
      throw new UserError(
        `Several unknown secrets are called "${name}". Name the one that you mean by its id: ${ids}.`,
      );
    }
    if (known.has(name.toLowerCase()) || [...known.values()].includes(name)) {
      throw new UserError(
        `"${name}" is known to the stack's state, so it is not removed here. ` +
          "`npx aem-mail-oauth rotate retire` takes away the previous secret, `npx aem-mail-oauth rotate revoke <label>` one that leaked.",
      );
    }
    throw new UserError(`No unknown secret is called "${name}" or has that id.`);
  });
  return [...new Set(found)];
}

/**
 * Those that updates made which were cut off before they wrote the value down, so that nobody can be using them: label and end are, to the
 * second, those of a secret that the state has as being made.
 */
export function lostOf(strays: readonly Stray[], pending: readonly PendingOperation[]): Stray[] {
  const begun = pending.flatMap(({ type, resource: { type: made, inputs } }) =>
    type === "creating" && made === ResourceType.ApplicationPassword ? [inputs ?? {}] : [],
  );
  const second = (time: unknown): number => Math.floor(Date.parse(String(time)) / 1000);
  return strays.filter(({ label, ends }) =>
    begun.some(({ displayName, endDate }) => displayName === label && second(endDate) === second(ends)),
  );
}

/** How long ago something was, for a person: "5 minutes ago", "3 days ago". */
export function ago(time: string, now: Date): string {
  const passed = now.getTime() - Date.parse(time);
  if (Number.isNaN(passed)) return "at an unknown time";
  const [count, unit] =
    passed >= DAY
      ? [passed / DAY, "day"]
      : passed >= DAY / 24
        ? [passed / (DAY / 24), "hour"]
        : [Math.max(passed, 0) / 60_000, "minute"];
  const whole = Math.floor(count);
  return `${whole} ${unit}${whole === 1 ? "" : "s"} ago`;
}

export function isYoung({ made }: Stray, now: Date): boolean {
  return Math.abs(now.getTime() - Date.parse(made)) < YOUNG;
}
