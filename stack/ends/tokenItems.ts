import { DAY, graphTime } from "../../components/secrets/secretLifetime.ts";
import { sameIgnoringCase } from "../../support/text.ts";
import { commandsOf, consentCommand } from "../commandsOf.ts";
import { AccountKind, type ConsentRecord } from "../consents.ts";
import type { StackRef } from "../stackRef.ts";
import type { KeptToken } from "../tokens/tokenStore.ts";
import { CLOCKS_DIFFER, clocksDisagree, type DueItem } from "./dueItems.ts";

/**
 * Days after its issue that a refresh token ends, used or not: what a use hands back is another token with 90 days of its own. The figure is
 * Microsoft's (learn.microsoft.com/entra/identity-platform/refresh-tokens); that use does not move the end is what its staff and many who
 * were cut off say (AADSTS700082), and what this plans for.
 */
const TOKEN_DAYS = 90;

/** When a refresh token ends that was issued then; both RFC 3339. */
export function endOfToken(issued: string): string {
  return graphTime(new Date(Date.parse(issued) + TOKEN_DAYS * DAY));
}

/** Days since a token was issued, with fractions; negative where that is still to come. */
export function ageOf(issued: string, now: Date): number {
  return (now.getTime() - Date.parse(issued)) / DAY;
}

/** What is known of the tokens of a stack. */
export interface KnownTokens {
  readonly consents: readonly ConsentRecord[];
  /** Where the stack keeps a token, in words; undefined where it keeps none. */
  readonly keptIn: string | undefined;
  /** Setting mailbox. */
  readonly mailbox: string | undefined;
}

/** A kept token as the record of a sign-in; undefined where nobody wrote down whose it is. */
export function asConsent({ mailbox, user, signedIn, issued, account }: KeptToken): ConsentRecord | undefined {
  if (mailbox === undefined || signedIn === undefined) return undefined;
  return { mailbox, user: user ?? "", at: signedIn, issued, account, scopes: [], saved: true };
}

/** The refresh tokens of a stack. `within` is in days. */
export function tokenItems(
  stack: StackRef,
  { consents, keptIn, mailbox }: KnownTokens,
  within: number,
  now: Date,
): DueItem[] {
  const items = consents.map((consent) => tokenItem(stack, consent, within, now));
  if (keptIn === undefined || consents.some(({ saved }) => saved === true)) return items;
  const known = mailbox === undefined ? {} : { mailbox };
  return [
    ...items,
    {
      stack: stack.given,
      kind: "token",
      name: mailbox ?? keptIn,
      status: "due",
      why: `one is kept in ${keptIn}, and nobody wrote down when it was issued; it ends ${TOKEN_DAYS} days after that, used or not`,
      next: consentCommand(stack, { ...known, save: true }),
    },
  ];
}

function tokenItem(stack: StackRef, consent: ConsentRecord, within: number, now: Date): DueItem {
  const { mailbox, user, at, issued, account, saved } = consent;
  const item = { stack: stack.given, kind: "token" as const, name: mailbox };
  const again = consentCommand(stack, {
    mailbox,
    user: user === "" || sameIgnoringCase(user, mailbox) ? undefined : user,
    save: saved === true,
  });
  if (issued === undefined) {
    const why = `nobody wrote down when it was issued (signed in on ${at.slice(0, 10)}); it ends ${TOKEN_DAYS} days after that, used or not`;
    return { ...item, status: "due", why, next: again };
  }
  const start = new Date(issued);
  if (start.getTime() > now.getTime() + CLOCKS_DIFFER)
    return { ...item, status: "due", why: clocksDisagree("it was issued", issued), next: again };

  const end = new Date(start.getTime() + TOKEN_DAYS * DAY);
  const days = Math.floor((end.getTime() - now.getTime()) / DAY);
  const dated = { ...item, issued: graphTime(start), date: graphTime(end), days };
  // One that is kept and has not ended hands back its successor.
  const next = saved === true && end > now ? commandsOf(stack).renew : again;
  const doubt = account === AccountKind.Personal ? { why: PERSONAL } : {};
  if (days < within) return { ...dated, ...doubt, status: end <= now ? "expired" : "due", next };
  return { ...dated, ...doubt, status: account === AccountKind.Personal ? "unknown" : "ok" };
}

const PERSONAL = `Microsoft does not say how long the token of a personal account lasts: ${TOKEN_DAYS} days are a guess`;
