import type { SignInAudience } from "../components/catalogue/audiences.ts";
import type { Cloud } from "../components/catalogue/clouds.ts";
import type { Preset } from "../components/catalogue/presets.ts";
import type { Keeping } from "../components/rules/keeping.ts";
import type { Settings } from "../pulumi/settings.ts";
import { commandsOf, consentCommand, type SignInAgain } from "../stack/commandsOf.ts";
import { declaredSettings } from "../stack/declaredSettings.ts";
import type { Deployment } from "../stack/deployment.ts";
import type { StackRef } from "../stack/stackRef.ts";
import type { TokenStore } from "../stack/tokens/tokenStore.ts";
import { tokenStoreOf } from "../stack/tokens/tokenStoreOf.ts";
import { sameIgnoringCase } from "../support/text.ts";
import { UserError } from "../support/userError.ts";
import type { CauseNames } from "./cause.ts";

/** A live client secret, without its value. */
interface LiveSecret {
  readonly label: string;
  /** RFC 3339. */
  readonly expires: string;
  /** Entra's id of it; empty where the outputs do not tell. */
  readonly keyId: string;
}

/** The deployed application, as signing in and AEM's settings need it. */
export interface Target {
  readonly stack: StackRef;
  readonly clientId: string;
  readonly tenantId: string;
  readonly clientSecret: string;
  /** Label of that secret. */
  readonly secretLabel: string;
  /** Newest first: AEM is given the first. */
  readonly secrets: readonly LiveSecret[];
  readonly authorizeUrl: string;
  readonly adminConsentUrl: string;
  readonly tokenUrl: string;
  readonly redirectUris: readonly string[];
  readonly permissions: readonly string[];
  readonly preset: Preset;
  readonly cloud: Cloud;
  readonly signInAudience: SignInAudience;
  /** Setting mailbox. */
  readonly mailbox: string | undefined;
  /** Settings of the stack, and how its mail is kept going by them. */
  readonly config: Settings;
  readonly keeping: Keeping;
  /** Where the stack keeps its refresh token. */
  readonly tokens: TokenStore;
}

/**
 * Reads what signing in needs from a stack's outputs and settings. `secretLabel` picks another live secret than the one that
 * AEM is given next. What is wrong with the settings depends on `now`: a secret that is yet to be made must not have ended.
 *
 * @throws UserError when the stack is not deployed, or has no such secret
 */
export async function readTarget(deployment: Deployment, secretLabel?: string, now = new Date()): Promise<Target> {
  const { stack } = deployment;
  // Each takes the CLI some tenths of a second.
  const [outputs, config] = await Promise.all([deployment.outputs(), deployment.config()]);
  const text = (name: string): string => {
    const value = outputs[name]?.value;
    return typeof value === "string" ? value : "";
  };
  const list = (name: string): string[] => {
    const value = outputs[name]?.value;
    return Array.isArray(value) ? value.map(String) : [];
  };
  if (text("clientId") === "" || text("tokenUrl") === "") {
    throw new UserError(
      `Stack ${stack.given} is not deployed yet, so there is no application to sign in to. Run: ${commandsOf(stack).up}`,
    );
  }
  checkLocalTenant(deployment, text("tokenUrl"));
  const { preset, cloud, signInAudience, mailbox, keeping } = declaredSettings(config, stack, now);
  const secrets = liveSecrets(outputs.clientSecrets?.value);
  return {
    stack,
    clientId: text("clientId"),
    tenantId: text("tenantId"),
    clientSecret: secretLabel === undefined ? text("clientSecret") : await secretOf(deployment, secrets, secretLabel),
    secretLabel: secretLabel ?? secrets[0]?.label ?? "",
    secrets,
    authorizeUrl: text("authorizeUrl"),
    adminConsentUrl: text("adminConsentUrl"),
    tokenUrl: text("tokenUrl"),
    redirectUris: list("redirectUris"),
    permissions: list("permissions"),
    preset,
    cloud,
    signInAudience,
    mailbox,
    config,
    keeping,
    tokens: tokenStoreOf(deployment, { keeping, config, tenantId: text("tenantId"), clientId: text("clientId") }),
  };
}

/** What the texts about failures may name of a stack, and where the token of the next sign-in is to go. */
export function namesOf(
  target: Target,
  mailbox: string | undefined,
  user: string | undefined,
  { stranger = false, ...keep }: Pick<SignInAgain, "save" | "out" | "paste"> & Pick<CauseNames, "stranger"> = {},
): CauseNames {
  const { stack, clientId, tenantId, adminConsentUrl } = target;
  const named = mailbox ?? "the mailbox";
  const again = { mailbox: sameIgnoringCase(mailbox, target.mailbox) ? undefined : mailbox, ...keep };
  const asMailbox = consentCommand(stack, again);
  const consent = sameIgnoringCase(user, mailbox) || stranger ? asMailbox : consentCommand(stack, { ...again, user });
  return {
    stack: stack.given,
    clientId,
    tenantId,
    adminConsentUrl,
    mailbox: named,
    user: user ?? named,
    consent,
    asMailbox,
    stranger,
  };
}

/** The local tenant's links hold its port, which may be another one than at the last deployment. */
function checkLocalTenant({ environment }: Deployment, tokenUrl: string): void {
  const host = environment.ARM_METADATA_HOSTNAME;
  if (host === undefined || new URL(tokenUrl).host === host) return;
  throw new UserError(
    `The local tenant was on ${new URL(tokenUrl).host} when stack local was deployed, and is on ${host} now. Deploy again, so ` +
      "that the links fit: npx aem-mail-oauth local",
  );
}

async function secretOf(deployment: Deployment, secrets: readonly LiveSecret[], label: string): Promise<string> {
  const value = await deployment.secretValue(label);
  if (value !== undefined) return value;
  const labels = secrets.map((secret) => secret.label);
  throw new UserError(
    `--secret-label ${label}: stack ${deployment.stack.given} has no live secret of that label. There ${labels.length === 1 ? "is" : "are"}: ` +
      `${labels.length === 0 ? "none" : labels.join(", ")}.`,
  );
}

/** The live client secrets in output clientSecrets, newest first; none where it is no list. */
function liveSecrets(output: unknown): LiveSecret[] {
  if (!Array.isArray(output)) return [];
  return output.map((item) => {
    const { label, expires, keyId } = Object(item) as Record<string, unknown>;
    return { label: String(label), expires: String(expires), keyId: typeof keyId === "string" ? keyId : "" };
  });
}
