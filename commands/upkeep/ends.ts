import { endOfToken } from "../../stack/ends/tokenItems.ts";
import type { Facts } from "./nextStep.ts";

/** When something ends that mail goes on with. */
export interface End {
  readonly what: "secret" | "token";
  /** The secret's label, or the address of the mailbox; null where nobody wrote it down. */
  readonly name: string | null;
  /** The place in AEM that has it; left out of what the stack keeps. */
  readonly place?: string;
  /** RFC 3339; null where nobody knows. */
  readonly at: string | null;
}

/**
 * The ends of what each place in AEM holds, and of what the stack keeps. Pure. What AEM holds is what mail ends with: a token is counted from its
 * issue, a secret has its own end, and one that is not live has none that anybody knows.
 */
export function endsOf({ places, live, token, takesToken, wanted }: Facts): End[] {
  const held = places.flatMap(({ name: place, given }): End[] => {
    const found = live.find(({ label }) => label === given?.secret);
    return [
      { what: "secret", name: given?.secret ?? null, place, at: found?.expires ?? null },
      ...(takesToken ? [{ what: "token" as const, name: given?.mailbox ?? null, place, at: endIn(given) }] : []),
    ];
  });
  const kept = live.map(({ label, expires }): End => ({ what: "secret", name: label, at: expires }));
  if (token === undefined) return [...held, ...kept];
  return [...held, ...kept, { what: "token", name: wanted?.mailbox ?? null, at: endIn(token) }];
}

function endIn(known: { readonly issued?: string | undefined } | undefined): string | null {
  return known?.issued === undefined ? null : endOfToken(known.issued);
}
