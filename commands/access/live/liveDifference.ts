import { shown } from "../../../components/rules/faults.ts";
import type { MailApplicationSettings } from "../../../components/rules/settings.ts";
import type { LiveApplication } from "../../../entra/application.ts";

/** How the tenant differs from what is declared. */
export const Change = {
  /** In the tenant, and declared nowhere. */
  Added: "added",
  /** Declared, and not in the tenant. */
  Missing: "missing",
  /** In both, with different values. */
  Changed: "changed",
} as const;
export type Change = (typeof Change)[keyof typeof Change];

/** One fact in which the tenant differs. */
export interface Difference {
  readonly change: Change;
  /** What kind of thing, as a person calls it: "redirect URI". */
  readonly kind: string;
  /** Which one: its name, address or label. */
  readonly name: string;
  /** What it means, without a full stop; empty where kind and name say it all. */
  readonly words: string;
}

/** What the tenant is held against. */
export interface Declared {
  readonly settings: MailApplicationSettings;
  /** Labels by key id of the client secrets that the stack's state knows. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Object id of who asks: the deployer owns what it made without being declared. */
  readonly callerId: string;
}

/** A rule that compares one part. Pure. */
export type Compare = (declared: Declared, live: LiveApplication) => Difference[];

export function added(kind: string, name: string, words: string): Difference {
  return { change: Change.Added, kind, name, words };
}

export function missing(kind: string, name: string, words: string): Difference {
  return { change: Change.Missing, kind, name, words };
}

/** A setting that has another value; none where the values are the same. */
export function changed(kind: string, declared: string, live: string): Difference[] {
  if (declared === live) return [];
  return [{ change: Change.Changed, kind, name: live, words: `declared is ${shown(declared)}` }];
}

/** What one of two lists has and the other has not. */
export function listed(kind: string, declared: readonly string[], live: readonly string[]): Difference[] {
  return [
    ...live.filter((item) => !declared.includes(item)).map((item) => added(kind, item, "")),
    ...declared.filter((item) => !live.includes(item)).map((item) => missing(kind, item, "")),
  ];
}
