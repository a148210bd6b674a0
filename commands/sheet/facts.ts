import { readTarget, type Target } from "../../signIn/target.ts";
import { ownerOfToken } from "../../signIn/tokenOwner.ts";
import { readConsents } from "../../stack/consents.ts";
import type { Deployment } from "../../stack/deployment.ts";
import type { DueItem } from "../../stack/ends/dueItems.ts";
import { asConsent, tokenItems } from "../../stack/ends/tokenItems.ts";
import type { KeptToken } from "../../stack/tokens/tokenStore.ts";
import { Edition, editionOf } from "./edition.ts";

/** All that a sheet is made from. */
export interface Facts extends Pick<
  Target,
  | "stack"
  | "preset"
  | "cloud"
  | "signInAudience"
  | "permissions"
  | "redirectUris"
  | "clientId"
  | "tenantId"
  | "authorizeUrl"
  | "tokenUrl"
  | "secrets"
  | "clientSecret"
  | "tokens"
> {
  readonly edition: Edition;
  /** The one that is kept; undefined where none is. Secret. */
  readonly refreshToken: string | undefined;
  /** Address; undefined where nobody named it. */
  readonly mailbox: string | undefined;
  readonly showSecrets: boolean;
  readonly now: Date;
  /** When the refresh token that is entered ends, and whether that is soon; left out where none is kept, or AEM is given none. */
  readonly tokenEnd?: DueItem | undefined;
}

/** Days before its end that a token is called due: a sheet is entered once, and is to last. */
const SOON = 30;

export interface Wanted {
  readonly edition: Edition | undefined;
  readonly mailbox: string | undefined;
  readonly showSecrets: boolean;
  readonly now: Date;
}

/**
 * Reads what is known of a deployed stack.
 *
 * @throws UserError when it is not deployed
 */
export async function readFacts(deployment: Deployment, wanted: Wanted): Promise<Facts> {
  const target = await readTarget(deployment, undefined, wanted.now);
  const consents = await readConsents(target.stack.files.consents);
  const kept = await target.tokens.read();
  const { mailbox } = ownerOfToken({ asked: wanted.mailbox, setting: target.mailbox, consents, kept });
  const { showSecrets, now } = wanted;
  const edition = wanted.edition ?? editionOf(target.preset);
  // AEM 6.5 on OSGi signs in by itself.
  const tokenEnd = kept !== undefined && edition !== Edition.Osgi65 ? endOfKept(target, kept, now) : undefined;
  return { ...target, refreshToken: kept?.refreshToken, edition, mailbox, showSecrets, now, tokenEnd };
}

/** Of the token that is kept, which is the one that the sheet shows. */
function endOfKept(
  { stack, mailbox, tokens }: Pick<Target, "stack" | "mailbox" | "tokens">,
  kept: KeptToken,
  now: Date,
): DueItem | undefined {
  const own = asConsent(kept);
  const known = { consents: own === undefined ? [] : [own], keptIn: tokens.name, mailbox };
  return tokenItems(stack, known, SOON, now)[0];
}
