import { readTarget, type Target } from "../consent/target.ts";
import { whoseToken } from "../consent/whose.ts";
import type { Deployment } from "../deployment.ts";
import { consentFile, readConsents } from "../rotate/consents.ts";
import { type Edition, editionOf } from "./edition.ts";

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
  | "refreshToken"
> {
  readonly edition: Edition;
  /** Address; undefined where nobody named it. */
  readonly mailbox: string | undefined;
  readonly showSecrets: boolean;
  readonly now: Date;
}

export interface Wanted {
  readonly edition: Edition | undefined;
  readonly mailbox: string | undefined;
  readonly showSecrets: boolean;
  /** Where stack local keeps everything. */
  readonly folder: string;
  readonly now: Date;
}

/**
 * Reads what is known of a deployed stack.
 *
 * @throws UserError when it is not deployed
 */
export async function readFacts(deployment: Deployment, wanted: Wanted): Promise<Facts> {
  const target = await readTarget(deployment);
  const { mailbox } = whoseToken({
    asked: wanted.mailbox,
    setting: target.mailbox,
    consents: await readConsents(consentFile(target.stack, wanted.folder)),
    kept: target.refreshToken !== undefined,
  });
  const { showSecrets, now } = wanted;
  return { ...target, edition: wanted.edition ?? editionOf(target.preset), mailbox, showSecrets, now };
}
