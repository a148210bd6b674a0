import type { Target } from "../../signIn/target.ts";
import type { Deployment } from "../../stack/deployment.ts";
import { type Given, givenWords, type Needs, needsOf, type Wanted } from "../../stack/places/given.ts";
import type { KeptToken } from "../../stack/tokens/tokenStore.ts";
import type { DeliverOptions } from "./options.ts";

/** What became of one place. */
export interface Outcome {
  readonly place: string;
  readonly result: "has" | "lacks" | "given" | "later";
  /** Why later, or what it lacks; in words. */
  readonly why?: string;
}

/** What a delivery works on. */
export interface Delivery {
  readonly values: DeliverOptions;
  readonly deployment: Deployment;
  readonly target: Target;
  readonly kept: KeptToken | undefined;
  readonly now: Date;
  readonly log: (line: string) => void;
  /** Tries the values once, before they are given to the first place. Resolves with whether all that AEM needs works. */
  readonly proven: () => Promise<boolean>;
}

/** What a place is to be given: with --again all of it, whatever is written down. */
export function needed({ values, now }: Delivery, given: Given | undefined, wanted: Wanted, isByHand: boolean): Needs {
  return needsOf(values.again ? undefined : given, wanted, now, isByHand);
}

/** Of which values that is, in words; undefined for none. */
export function valuesOf({ secret, token }: Needs): string | undefined {
  const names = [secret ? "client secret" : [], token ? "refresh token" : []].flat();
  return names.length === 0 ? undefined : names.join(" and ");
}

/** Why a place is given them. */
export function whyGiven({ values }: Delivery, missing: string, given: Given | undefined): string {
  return values.again && given !== undefined
    ? `is to have the ${missing} again; by what is written down it has ${givenWords(given)}`
    : `lacks the ${missing}; it has ${givenWords(given)}`;
}
