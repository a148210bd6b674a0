import type { Target } from "../../signIn/target.ts";
import type { Deployment } from "../../stack/deployment.ts";
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
