import type { SignInAudience } from "../../components/audiences.ts";
import type { Cloud } from "../../components/clouds.ts";
import type { Preset } from "../../components/presets.ts";
import { readTarget } from "../consent/target.ts";
import { whoseToken } from "../consent/whose.ts";
import { declaredSettings } from "../declaredSettings.ts";
import type { Deployment } from "../deployment.ts";
import { consentFile, readConsents } from "../rotate/consents.ts";
import { type Edition, editionOf } from "./edition.ts";

/** A live client secret, without its value. */
export interface LiveSecret {
  readonly label: string;
  /** RFC 3339. */
  readonly expires: string;
}

/** All that a sheet is made from. */
export interface Facts {
  readonly stack: string;
  readonly edition: Edition;
  readonly preset: Preset;
  readonly cloud: Cloud;
  readonly signInAudience: SignInAudience;
  /** Names, as deployed. */
  readonly permissions: readonly string[];
  readonly redirectUris: readonly string[];
  readonly clientId: string;
  readonly tenantId: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** Newest first: AEM is given the first. */
  readonly secrets: readonly LiveSecret[];
  /** Value of the first. Secret. */
  readonly clientSecret: string;
  /** Secret; undefined where none is kept. */
  readonly refreshToken: string | undefined;
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
  const { stack } = deployment;
  // Each answer costs runs of the CLI, so they are asked for once.
  const [outputs, config] = [await deployment.outputs(), await deployment.config()];
  const target = await readTarget({
    ...deployment,
    outputs: () => Promise.resolve(outputs),
    config: () => Promise.resolve(config),
  });
  const { preset } = declaredSettings(config, stack, wanted.now);
  const { mailbox } = whoseToken({
    asked: wanted.mailbox,
    setting: target.mailbox,
    consents: await readConsents(consentFile(stack, wanted.folder)),
    kept: target.refreshToken !== undefined,
  });
  return {
    stack,
    edition: wanted.edition ?? editionOf(preset),
    preset,
    cloud: target.cloud,
    signInAudience: target.signInAudience,
    permissions: target.permissions,
    redirectUris: target.redirectUris,
    clientId: target.clientId,
    tenantId: target.tenantId,
    authorizeUrl: target.authorizeUrl,
    tokenUrl: target.tokenUrl,
    secrets: liveSecrets(outputs.clientSecrets?.value),
    clientSecret: target.clientSecret,
    refreshToken: target.refreshToken,
    mailbox,
    showSecrets: wanted.showSecrets,
    now: wanted.now,
  };
}

function liveSecrets(output: unknown): LiveSecret[] {
  if (!Array.isArray(output)) return [];
  return output.map((item) => {
    const { label, expires } = Object(item) as Record<string, unknown>;
    return { label: String(label), expires: String(expires) };
  });
}
