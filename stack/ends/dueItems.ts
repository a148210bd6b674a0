import type { ClientSecretArgs } from "../../components/mailApplicationArgs.ts";
import { DAY, graphTime, parseExpires } from "../../components/secrets/secretLifetime.ts";
import { commandsOf } from "../commandsOf.ts";
import type { StackRef } from "../stackRef.ts";
import type { RecordedEnd } from "./recordedEnds.ts";

/** One thing that runs out, as `due --json` shows it too. */
export interface DueItem {
  readonly stack: string;
  /** A client secret, or the refresh token of a recorded consent. */
  readonly kind: "secret" | "token";
  /** Label of the secret, or address of the token's mailbox. */
  readonly name: string;
  /** "unknown" where its end is unknown. */
  readonly status: "ok" | "due" | "expired" | "unknown";
  /** Its end, RFC 3339 in UTC. Left out where unknown. */
  readonly date?: string;
  /** Whole days until then; negative: since. */
  readonly days?: number;
  /** When a token was issued, RFC 3339. */
  readonly issued?: string;
  /** A sentence, where the status does not follow from the date alone. */
  readonly why?: string;
  /** The command to run, where something has to be done. */
  readonly next?: string;
}

/** Milliseconds that this machine's clock and another may differ. */
export const CLOCKS_DIFFER = 300_000;

/** That a moment of the past is still to come: then nothing that is counted from today is worth anything. */
export const clocksDisagree = (what: string, when: string): string =>
  `${what} on ${when.slice(0, 16).replace("T", " ")} UTC, which is still to come by this machine's clock: one of the two is wrong`;

/**
 * The live secrets of a stack, newest first. `within` is in days. A recorded end counts for a secret of its label; with a date in the file
 * as well, the earlier of the two. `recorded` is left out where the ends are the real ones.
 */
export function secretItems(
  stack: StackRef,
  secrets: readonly ClientSecretArgs[],
  within: number,
  now: Date,
  recorded?: readonly RecordedEnd[],
): DueItem[] {
  const commands = commandsOf(stack);
  const ends = secrets.map(({ label, expires }) => {
    const record = recorded?.find((other) => other.label === label);
    return { label, record, ...earlier(expires === undefined ? undefined : parseExpires(expires), record) };
  });
  return ends.map(({ label, record, end, why }, index) => {
    const item = { stack: stack.given, kind: "secret" as const, name: label };
    if (end === undefined) {
      return recorded === undefined
        ? { ...item, status: "unknown", why: "the deployment does not say when it ends", next: commands.up }
        : { ...item, status: "unknown", why: "its file has no date, and none is recorded", next: commands.dates };
    }
    const days = Math.floor((end.getTime() - now.getTime()) / DAY);
    const dated = { ...item, date: graphTime(end), days, ...(why === undefined ? {} : { why }) };
    if (days < within)
      return { ...dated, status: end <= now ? "expired" : "due", next: wayOn(stack, label, index, ends, now) };

    if (record !== undefined && Date.parse(record.seen) > now.getTime() + CLOCKS_DIFFER) {
      const clock = clocksDisagree("its end was looked up", record.seen);
      return { ...dated, status: "unknown", why: clock, next: commands.dates };
    }
    return { ...dated, status: "ok" };
  });
}

/**
 * Secrets whose end was recorded while they were live, and that are declared under their label no longer: as far as anybody knows they are
 * there still, and AEM may have them. `within` is in days.
 */
export function undeclaredItems(
  stack: StackRef,
  secrets: readonly ClientSecretArgs[],
  within: number,
  now: Date,
  recorded: readonly RecordedEnd[],
): DueItem[] {
  const left = recorded.filter(({ label }) => secrets.every((secret) => secret.label !== label));
  return left.flatMap((record) =>
    secretItems(stack, [{ label: record.label }], within, now, [record]).map((item) => ({
      ...item,
      why: ["recorded as live, and no longer declared", ...(item.why === undefined ? [] : [item.why])].join("; "),
      // A next secret is no answer to one that is not declared: whether it is live is.
      next: commandsOf(stack).dates,
    })),
  );
}

/**
 * What is recorded of a stack that has no file any more: whether it is live nobody can tell, only that what has ended, or ends soon, does.
 * No command works on such a stack.
 */
export function orphanItem(item: DueItem, file: string): DueItem {
  const why = `its record is in ${file}, and that stack's own file is gone: put it back, or delete the record once nothing of the stack is live`;
  const known = Object.fromEntries(Object.entries(item).filter(([key]) => key !== "next")) as unknown as Omit<
    DueItem,
    "next"
  >;
  return {
    ...known,
    status: isDue(item) ? item.status : "unknown",
    why: item.why === undefined ? why : `${item.why}; ${why}`,
  };
}

/**
 * With two live, the way to the next secret begins with retiring the previous one; but not where that would keep one that has ended, or ends
 * first.
 */
function wayOn(
  stack: StackRef,
  label: string,
  index: number,
  ends: readonly { readonly end: Date | undefined }[],
  now: Date,
): string {
  const commands = commandsOf(stack);
  if (ends.length === 1) return commands.add;
  const [first, second] = ends.map(({ end }) => end?.getTime());
  const endsFirst = first !== undefined && (second === undefined ? first <= now.getTime() : first < second);
  return index === 0 && endsFirst ? commands.revoke(label) : commands.retire;
}

/** Nothing that a file says later on moves the end of a secret that is made, so neither date is to be believed against the earlier one. */
function earlier(declared: Date | undefined, record: RecordedEnd | undefined): { end: Date | undefined; why?: string } {
  const real = record === undefined ? undefined : new Date(record.ends);
  if (declared === undefined || real === undefined) return { end: declared ?? real };
  const end = declared < real ? declared : real;
  if (Math.abs(declared.getTime() - real.getTime()) < DAY) return { end };
  const [says, told] = [declared, real].map((date) => graphTime(date).slice(0, 10));
  return { end, why: `the file says ${says ?? ""}, and its deployment said ${told ?? ""}; the earlier counts` };
}

/** Whether somebody has to act. */
export function isDue({ status }: DueItem): boolean {
  return status === "due" || status === "expired";
}

/** A line for a person, without the command. */
export function describe({ stack, kind, name, status, date, days = 0, issued, why }: DueItem): string {
  const what = kind === "secret" ? `client secret "${name}"` : `refresh token of ${name}`;
  const facts = [
    ...(issued === undefined ? [] : [`issued on ${issued.slice(0, 10)}`]),
    ...(date === undefined ? [] : [endWords(status, date.slice(0, 10), days)]),
    ...(why === undefined ? [] : [why]),
  ];
  return `${stack}: ${what}: ${facts.join(", ").replace(/, (?=its |the |how )/, "; ")}`;
}

function endWords(status: DueItem["status"], day: string, days: number): string {
  return status === "expired" ? `ended on ${day}, ${inDays(-days)} ago` : `ends on ${day}, in ${inDays(days)}`;
}

function inDays(days: number): string {
  if (days < 1) return "less than a day";
  return days === 1 ? "1 day" : `${days} days`;
}
