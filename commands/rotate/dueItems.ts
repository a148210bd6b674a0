import type { ClientSecretArgs } from "../../components/mailApplicationArgs.ts";
import { DAY, graphTime, parseExpires } from "../../components/secretLifetime.ts";
import type { ConsentRecord } from "./consents.ts";
import { commandsOf } from "./nextSteps.ts";

/** After so many days a consent is due: its refresh token dies after 90 days without use, which leaves a month to act. */
export const CONSENT_DAYS = 60;

/** One thing that runs out, as `due --json` shows it too. */
export interface DueItem {
  readonly stack: string;
  readonly kind: "secret" | "consent";
  /** Label of the secret, or address of the mailbox. */
  readonly name: string;
  /** "unknown" where no date can be told. */
  readonly status: "ok" | "due" | "expired" | "unknown";
  /** End of the secret, or time of the consent; RFC 3339 in UTC. Left out where unknown. */
  readonly date?: string;
  /** Whole days until the secret ends (negative: since), or since the consent. */
  readonly days?: number;
  /** The command to run, where something has to be done. */
  readonly next?: string;
}

/** The live secrets of a stack, newest first. `within` is in days. */
export function secretItems(stack: string, secrets: readonly ClientSecretArgs[], within: number, now: Date): DueItem[] {
  const commands = commandsOf(stack);
  return secrets.map(({ label, expires }, index) => {
    const item = { stack, kind: "secret" as const, name: label };
    const end = expires === undefined ? undefined : parseExpires(expires);
    if (end === undefined) return { ...item, status: "unknown" };
    const days = Math.floor((end.getTime() - now.getTime()) / DAY);
    const dated = { ...item, date: graphTime(end), days };
    if (days >= within) return { ...dated, status: "ok" };
    // With two live, the way to the next secret begins with retiring the previous one.
    const next = secrets.length === 1 && index === 0 ? commands.add : commands.retire;
    return { ...dated, status: end <= now ? "expired" : "due", next };
  });
}

/** The recorded consents of a stack. */
export function consentItems(stack: string, consents: readonly ConsentRecord[], now: Date): DueItem[] {
  return consents.map(({ mailbox, at }) => {
    const days = Math.floor((now.getTime() - Date.parse(at)) / DAY);
    const item = { stack, kind: "consent" as const, name: mailbox, date: graphTime(new Date(at)), days };
    return days > CONSENT_DAYS
      ? { ...item, status: "due", next: commandsOf(stack).consent }
      : { ...item, status: "ok" };
  });
}

/** Whether somebody has to act. */
export function isDue({ status }: DueItem): boolean {
  return status === "due" || status === "expired";
}

/** A line for a person, without the command. */
export function describe({ stack, kind, name, status, date = "", days = 0 }: DueItem): string {
  const day = date.slice(0, 10);
  if (kind === "consent") {
    return `${stack}: consent for ${name}: given on ${day}, ${inDays(days)} ago${status === "due" ? `; older than ${CONSENT_DAYS} days` : ""}`;
  }
  const secret = `${stack}: client secret "${name}"`;
  switch (status) {
    case "unknown":
      return `${secret}: no date in the file, so nobody can tell from it; --live looks at the real one`;
    case "expired":
      return `${secret}: ended on ${day}, ${inDays(-days)} ago`;
    default:
      return `${secret}: ends on ${day}, in ${inDays(days)}`;
  }
}

function inDays(days: number): string {
  if (days < 1) return "less than a day";
  return days === 1 ? "1 day" : `${days} days`;
}
