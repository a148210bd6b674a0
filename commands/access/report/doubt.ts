import type { Quote } from "./quoting.ts";

/** Why something cannot be told, or not for certain. */
export interface Doubt {
  /** Our words: a sentence, or with `names` the part before them. */
  readonly words: string;
  /** What it is about, in somebody else's words. */
  readonly names?: readonly string[];
  /** How to fix it, a sentence. */
  readonly fix?: string;
}

/** Names that are shown; what is more than these is counted. */
const SHOWN = 20;

/** A doubt as one or two sentences. */
export function doubtWords({ words, names, fix }: Doubt, quote: Quote, shown = SHOWN): string {
  const sentence = names === undefined ? words : `${words}: ${listed(names, quote, shown)}.`;
  return fix === undefined ? sentence : `${sentence} ${fix}`;
}

/** A list as long as a reader reads. */
export function listed(names: readonly string[], quote: Quote, shown = SHOWN): string {
  const more = names.length - shown;
  return `${names.slice(0, shown).map(quote).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
