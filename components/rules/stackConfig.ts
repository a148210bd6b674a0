import { Cloud, CLOUD_HOSTS } from "../catalogue/clouds.ts";
import { NAMESPACE, REFRESH_TOKEN_KEY } from "../catalogue/configKeys.ts";
import type { ClientSecretArgs, ImplicitGrantArgs, MailApplicationArgs } from "../mailApplicationArgs.ts";
import { pastSecretFaults, pastSecretWarnings } from "../secrets/secretPast.ts";
import { secretStepFaults, secretStepWarning } from "../secrets/secretSteps.ts";
import { ConfigReader, kindOf, parseJson } from "./configReader.ts";
import { type Fault, shown } from "./faults.ts";
import { type Keeping, KEEPING_KEYS, readKeeping } from "./keeping.ts";
import { alternatives } from "./nearest.ts";
import { settingsOf } from "./settings.ts";
import { faultsOf, type ValidationContext, withKnownValues } from "./validation.ts";

const KEYS = [
  "displayName",
  "preset",
  "signInAudience",
  "permissions",
  "redirectUris",
  "implicitGrant",
  "clientSecrets",
  "maxSecretLifetime",
  "owners",
  "protect",
  "mailbox",
  "cloud",
  "authority",
  "refreshToken",
  ...KEEPING_KEYS,
] as const;

/** What the configuration of a stack says. `args` can be deployed only if there are no faults; whoever reads it meets no unknown name. */
export interface StackConfig {
  readonly args: MailApplicationArgs;
  /** Whether losing the registration is to be prevented. */
  readonly protect: boolean;
  /** How the mail is kept going. */
  readonly keeping: Keeping;
  /** Everything that has to be fixed before a deployment: shape and content, all at once. */
  readonly faults: readonly Fault[];
  /** What is no reason to refuse a deployment, in sentences. */
  readonly warnings: readonly string[];
}

/** Where the configuration comes from. */
export interface ConfigSource extends ValidationContext {
  /** All of it, as `pulumi.runtime.allConfig()` returns it: `<namespace>:<key>` to a string, or to JSON. */
  readonly values: Readonly<Record<string, string>>;
  /** Whether the value of this key (with namespace) is kept encrypted. */
  readonly isSecret: (key: string) => boolean;
  /** Labels of the secrets that are live, newest first; left out where nothing is deployed or nobody knows. */
  readonly previousSecrets?: readonly string[] | undefined;
}

/** Reads and checks the configuration of a stack. Pure: nothing is asked but `source`. */
export function readStackConfig(source: ConfigSource): StackConfig {
  const reader = new ConfigReader();
  const raw = ourValues(source, reader);
  const written = readArgs(reader, raw);
  // What is asked of the arguments before anybody looks at the faults must not meet a preset that does not exist.
  const args = withKnownValues(written);
  const protect = reader.flag("protect", raw.protect);
  reader.text("refreshToken", raw.refreshToken);
  const keeping = readKeeping(reader, raw, source.stack);
  const faults = [
    ...reader.faults,
    ...tenantFaults(source),
    ...environmentFaults(source, args.cloud),
    ...faultsOf(written, source),
  ];
  const secrets = settingsOf(args, source.stack).clientSecrets;
  const labels = secrets.map(({ label }) => label);
  // A list that is wrong in itself is no step: what was meant is not known, and a value may stand where a label should.
  const known = faults.some(({ setting }) => setting.startsWith("clientSecrets")) ? undefined : source.previousSecrets;
  const lost = secretStepWarning(known, labels);
  return {
    args,
    protect: protect ?? source.stack === "prod",
    keeping,
    faults: [...faults, ...secretStepFaults(known, labels), ...pastSecretFaults(secrets, known, source.now)],
    warnings: [
      ...warningsOf(source, keeping),
      ...pastSecretWarnings(secrets, known, source.now),
      ...(lost === undefined ? [] : [lost]),
    ],
  };
}

/** The values of our keys. Unknown keys, and encrypted values that would end up in the open, are refused here. */
function ourValues(source: ConfigSource, reader: ConfigReader): Partial<Record<(typeof KEYS)[number], string>> {
  const ours = Object.entries(source.values).flatMap(([key, value]) => {
    if (!key.startsWith(NAMESPACE)) return [];
    const setting = key.slice(NAMESPACE.length);
    if (!(KEYS as readonly string[]).includes(setting)) {
      reader.unknownKey(setting, setting, KEYS);
      return [];
    }
    if (setting !== "refreshToken" && source.isSecret(key)) {
      const fix = `Set it without --secret (pulumi config rm ${key}, then pulumi config set ${key}): it is no secret in Entra.`;
      reader.refuse(setting, "an encrypted value", "a plain value", fix);
      return [];
    }
    return [[setting, value]];
  });
  return Object.fromEntries(ours) as Partial<Record<(typeof KEYS)[number], string>>;
}

function readArgs(reader: ConfigReader, raw: ReturnType<typeof ourValues>): MailApplicationArgs {
  const args = {
    displayName: reader.text("displayName", raw.displayName),
    preset: reader.text("preset", raw.preset),
    signInAudience: reader.text("signInAudience", raw.signInAudience),
    permissions: reader.texts("permissions", raw.permissions, "SMTP.Send"),
    redirectUris: reader.texts("redirectUris", raw.redirectUris, "http://localhost"),
    implicitGrant: readImplicitGrant(reader, raw.implicitGrant),
    clientSecrets: readClientSecrets(reader, raw.clientSecrets),
    maxSecretLifetime: reader.text("maxSecretLifetime", raw.maxSecretLifetime),
    owners: reader.texts("owners", raw.owners, "<object id>"),
    mailbox: reader.text("mailbox", raw.mailbox),
    cloud: reader.text("cloud", raw.cloud),
    authority: reader.text("authority", raw.authority),
  };
  // preset, signInAudience and cloud may still be any string: faultsOf refuses those that are not of their sets.
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}

function readImplicitGrant(reader: ConfigReader, raw: string | undefined): ImplicitGrantArgs | undefined {
  if (raw === undefined) return undefined;
  const boxes = ["accessTokens", "idTokens"] as const;
  const value = reader.object("implicitGrant", parseJson(raw), boxes, "{ accessTokens: true, idTokens: true }");
  const grant: ImplicitGrantArgs = {};
  for (const box of boxes) {
    const ticked = value?.[box];
    if (typeof ticked === "boolean") grant[box] = ticked;
    else if (ticked !== undefined)
      reader.refuse(`implicitGrant.${box}`, shown(ticked), "true or false", "Write true or false, without quotes.");
  }
  return grant;
}

function readClientSecrets(reader: ConfigReader, raw: string | undefined): ClientSecretArgs[] | undefined {
  return reader.list("clientSecrets", raw, "- label: initial")?.flatMap((item, index) => {
    const setting = `clientSecrets[${index}]`;
    const value = reader.object(setting, item, ["label", "expires"], '{ label: initial, expires: "2030-05-20" }');
    if (value === undefined) return [];
    const { label, expires } = value;
    if (typeof label !== "string") {
      reader.refuse(
        `${setting}.label`,
        label === undefined ? "nothing" : kindOf(label),
        "a string",
        "Write a label like initial.",
      );
      return [];
    }
    if (expires === undefined) return [{ label }];
    if (typeof expires !== "string") {
      reader.refuse(
        `${setting}.expires`,
        kindOf(expires),
        "a date in quotes",
        'Write it like "2030-05-20", with the quotes.',
      );
      return [{ label }];
    }
    return [{ label, expires }];
  });
}

/** Otherwise found by the sign-in alone, after the preview has begun. */
function tenantFaults(source: ConfigSource): Fault[] {
  const tenantId = source.values["azuread:tenantId"];
  if (tenantId === undefined || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenantId)) return [];
  return [
    {
      setting: "azuread:tenantId",
      given: shownUnlessSecret(source, "azuread:tenantId"),
      allowed: "the tenant's id, a GUID such as 00000000-0000-0000-0000-000000000000",
      fix: "pulumi config set azuread:tenantId <the id that `az account show --query tenantId` prints>",
    },
  ];
}

/**
 * The provider's own idea of the cloud has to be ours, or the links would lead to another cloud than the one with the
 * application.
 */
function environmentFaults(source: ConfigSource, cloud: Cloud = Cloud.Public): Fault[] {
  const { values } = source;
  // With a metadata host the provider does not look at its environment.
  if (values["azuread:metadataHost"] !== undefined || !Object.hasOwn(CLOUD_HOSTS, cloud)) return [];
  const environment = values["azuread:environment"];
  const { environments } = CLOUD_HOSTS[cloud];
  if (environments.includes((environment ?? "public").toLowerCase())) return [];
  return [
    {
      setting: "azuread:environment",
      given: `${environment === undefined ? "nothing, which means public," : shownUnlessSecret(source, "azuread:environment")} with cloud "${cloud}"`,
      allowed: `${alternatives(environments)} with cloud "${cloud}"`,
      fix: `pulumi config set azuread:environment ${environments[0] ?? ""}, or set ${NAMESPACE}cloud to the cloud that the tenant is in.`,
    },
  ];
}

/** What is kept encrypted is shown nowhere: another secret may have been copied to where this key stands. */
function shownUnlessSecret({ values, isSecret }: ConfigSource, key: string): string {
  return isSecret(key) ? "an encrypted value" : shown(values[key]);
}

function warningsOf({ values, isSecret }: ConfigSource, { vault }: Keeping): string[] {
  const warnings = [];
  if (values["azuread:tenantId"] === undefined) {
    warnings.push(
      "azuread:tenantId is not set: the application lands in whichever tenant the sign-in of this shell belongs to. " +
        "Pin the stack to its tenant: pulumi config set azuread:tenantId <tenant id>",
    );
  }
  if (values[REFRESH_TOKEN_KEY] !== undefined && !isSecret(REFRESH_TOKEN_KEY)) {
    warnings.push(
      `${REFRESH_TOKEN_KEY} is not encrypted: whoever reads the stack file can read the mailbox. ` +
        `Encrypt it: pulumi config set --secret ${REFRESH_TOKEN_KEY}`,
    );
  }
  if (values[REFRESH_TOKEN_KEY] !== undefined && vault !== undefined) {
    warnings.push(
      `tokenStore names a key vault, and ${REFRESH_TOKEN_KEY} is still set: that token is read by nothing any more and stays good to its end. ` +
        `Once the vault has a token, remove it: pulumi config rm ${REFRESH_TOKEN_KEY}`,
    );
  }
  return warnings;
}
