import { NAMESPACE } from "../catalogue/configKeys.ts";
import { Preset } from "../catalogue/presets.ts";
import { parseLifetime, undeclaredDays } from "../secrets/secretLifetime.ts";
import { type ConfigReader, kindOf } from "./configReader.ts";
import { shown } from "./faults.ts";
import { alternatives } from "./nearest.ts";
import { vaultAddress } from "./vaultAddress.ts";

/** The keys that say how mail is kept going. No resource has them; the commands act on them. */
export const KEEPING_KEYS = [
  "tokenStore",
  "deliverTo",
  "deliverBetween",
  "otherPlaces",
  "rotateEvery",
  "notify",
] as const;

/** An instance of AEM that variables can be meant for; all of them where none is named. */
const SERVICES = ["author", "publish", "preview"] as const;

/** An environment of AEM as a Cloud Service. */
interface DeliveryEnvironment {
  /** Adobe's id of the organization, `...@AdobeOrg`. */
  readonly organization: string;
  readonly program: string;
  readonly environment: string;
  readonly service?: (typeof SERVICES)[number];
}

/** Hours of the day in UTC, as minutes since midnight. `to` may be earlier than `from`: then midnight lies within. */
interface Hours {
  readonly from: number;
  readonly to: number;
}

/** A secret of a key vault. */
export interface VaultPlace {
  /** `https://contoso.vault.azure.net` */
  readonly vaultUrl: string;
  readonly secretName: string;
}

/** How a stack's mail is kept going, as far as its settings say. */
export interface Keeping {
  /** The key vault's secret that the refresh token is kept in; undefined where the stack's settings keep it, encrypted. */
  readonly vault: VaultPlace | undefined;
  /** Environments of Cloud Manager that are given the values; none where a person enters them. */
  readonly deliverTo: readonly DeliveryEnvironment[];
  /** When AEM may be restarted; undefined for always. */
  readonly deliverBetween: Hours | undefined;
  /** Further places that have the application's secret, by names of one's own: another AEM, another stack that reads the outputs. */
  readonly otherPlaces: readonly string[];
  /** Days after which the client secret is changed; undefined for a month before it ends. */
  readonly rotateEvery: number | undefined;
  /** GitHub accounts that get the issue when something is due. */
  readonly notify: readonly string[];
}

type Raw = Partial<Record<(typeof KEEPING_KEYS)[number] | "maxSecretLifetime" | "preset", string>>;

/** Reads and checks those settings; faults go to the reader. `stack` is the name of the Pulumi stack. */
export function readKeeping(reader: ConfigReader, raw: Raw, stack: string): Keeping {
  return {
    vault: readVault(reader, raw.tokenStore, stack),
    deliverTo: readDeliverTo(reader, raw),
    deliverBetween: readHours(reader, raw.deliverBetween),
    otherPlaces: readOtherPlaces(reader, raw.otherPlaces),
    rotateEvery: readRotateEvery(reader, raw),
    notify: readNotify(reader, raw.notify),
  };
}

function readVault(reader: ConfigReader, raw: string | undefined, stack: string): Keeping["vault"] {
  const store = reader.text("tokenStore", raw);
  if (store === undefined || store === "stack") return undefined;
  const found = vaultAddress(store);
  if (found !== undefined)
    return { vaultUrl: found.vaultUrl, secretName: found.secretName ?? `aem-mail-oauth-${named(stack)}-refresh-token` };
  reader.refuse(
    "tokenStore",
    shown(store),
    '"stack", or the address of an Azure Key Vault, https://<vault>.vault.azure.net, with /secrets/<name> behind it where the secret is to have another name',
    "Copy the vault's URI from its overview in the portal: az keyvault show --name <vault> --query properties.vaultUri",
  );
  return undefined;
}

/** Names of secrets have letters, digits and dashes; those of stacks more. */
function named(stack: string): string {
  return stack.replaceAll(/[^0-9A-Za-z-]/g, "-").slice(0, 90);
}

const EXAMPLE = '{ organization: "0123456789ABCDEF01234567@AdobeOrg", program: "12345", environment: "67890" }';

function readDeliverTo(reader: ConfigReader, { deliverTo, preset }: Raw): DeliveryEnvironment[] {
  const items = reader.list("deliverTo", deliverTo, `- ${EXAMPLE}`) ?? [];
  if (items.length > 0) refuseOtherEditions(reader, preset);
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const setting = `deliverTo[${index}]`;
    const value = reader.object(setting, item, ["organization", "program", "environment", "service"], EXAMPLE);
    if (value === undefined) return [];
    const organization = textOf(
      reader,
      `${setting}.organization`,
      value.organization,
      /^[0-9A-F]{24}@AdobeOrg$/,
      ORGANIZATION,
    );
    const program = textOf(reader, `${setting}.program`, value.program, /^[1-9]\d{0,11}$/, NUMBER);
    const environment = textOf(reader, `${setting}.environment`, value.environment, /^[1-9]\d{0,11}$/, NUMBER);
    const service = SERVICES.find((known) => known === value.service);
    if (value.service !== undefined && service === undefined) {
      const fix = "Leave it out: then author, publish and preview are given the values.";
      reader.refuse(`${setting}.service`, shown(value.service), alternatives(SERVICES), fix);
    }
    if (organization === undefined || program === undefined || environment === undefined) return [];
    const place = { organization, program, environment, ...(service === undefined ? {} : { service }) };
    const key = JSON.stringify([program, environment, service]);
    if (seen.has(key)) {
      reader.refuse(
        setting,
        `environment ${environment} of program ${program} once more`,
        "each one once",
        "Remove it.",
      );
      return [];
    }
    seen.add(key);
    return [place];
  });
}

/** An environment of Cloud Manager is AEM as a Cloud Service: under the names of another edition it would read nothing. */
function refuseOtherEditions(reader: ConfigReader, preset: string | undefined): void {
  // One that nobody knows is refused by itself.
  if (preset === Preset.AemCloud || !isPreset(preset ?? Preset.AemFormsJee)) return;
  const given = preset === undefined ? `preset "${Preset.AemFormsJee}", the default` : `preset ${shown(preset)}`;
  const allowed = `deliverTo with preset "${Preset.AemCloud}" alone: an environment of Cloud Manager is AEM as a Cloud Service`;
  const fix =
    `pulumi config set ${NAMESPACE}preset ${Preset.AemCloud}. Where AEM is another edition, take deliverTo out: ` +
    "`npx aem-mail-oauth deliver` then asks place by place.";
  reader.refuse("deliverTo", given, allowed, fix);
}

function isPreset(name: string): boolean {
  return Object.values<string>(Preset).includes(name);
}

const ORGANIZATION: Allowed = [
  "24 digits and letters from A to F, then @AdobeOrg",
  "Cloud Manager and Adobe Admin Console show it.",
];
const NUMBER: Allowed = [
  "a number",
  "It is part of the address of Cloud Manager's page: /program/<program>/environment/<environment>.",
];

type Allowed = readonly [allowed: string, fix: string];

/** YAML has numbers without quotes, and ids are such. */
function textOf(
  reader: ConfigReader,
  setting: string,
  given: unknown,
  pattern: RegExp,
  [allowed, fix]: Allowed,
): string | undefined {
  const text = typeof given === "number" ? String(given) : given;
  if (typeof text === "string" && pattern.test(text)) return text;
  reader.refuse(
    setting,
    typeof given === "string" ? shown(given) : given === undefined ? "nothing" : kindOf(given),
    allowed,
    fix,
  );
  return undefined;
}

function readHours(reader: ConfigReader, raw: string | undefined): Hours | undefined {
  const text = reader.text("deliverBetween", raw);
  if (text === undefined) return undefined;
  const [, ...parts] = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  const [fromHour, fromMinute, toHour, toMinute] = parts.map(Number);
  const from = (fromHour ?? 0) * 60 + (fromMinute ?? 0);
  const to = (toHour ?? 0) * 60 + (toMinute ?? 0);
  if (parts.length === 4 && from !== to) return { from, to };
  const fix = "Write when AEM may restart, in UTC, like 22:00-04:30. Leave it out for any time.";
  reader.refuse("deliverBetween", shown(text), "two different times of day from 00:00 to 23:59", fix);
  return undefined;
}

function readOtherPlaces(reader: ConfigReader, raw: string | undefined): string[] {
  const names = reader.texts("otherPlaces", raw, "Forms server in Basel") ?? [];
  return names.filter((name, index) => {
    const isFirst = names.indexOf(name) === index;
    if (isFirst && /^[\p{L}\p{N}](?:[\p{L}\p{N} ._/()-]{0,78}[\p{L}\p{N})])?$/u.test(name)) return true;
    const fix = "It is written into a record, and shown: write a short name of the place, and each once.";
    reader.refuse(
      `otherPlaces[${index}]`,
      shown(name),
      "1 to 80 letters, digits, spaces and ._/()-, each name once",
      fix,
    );
    return false;
  });
}

function readRotateEvery(reader: ConfigReader, raw: Raw): number | undefined {
  const text = reader.text("rotateEvery", raw.rotateEvery);
  if (text === undefined) return undefined;
  const days = parseLifetime(text);
  const longest = undeclaredDays(
    raw.maxSecretLifetime === undefined ? undefined : parseLifetime(raw.maxSecretLifetime),
  );
  // Both ends take a day: the new secret is proven in AEM for one before the old one goes.
  const most = longest - LEAST_OVERLAP;
  if (days !== undefined && days >= LEAST_OVERLAP && days <= most) return days;
  const allowed = `whole days from ${LEAST_OVERLAP}d to ${most}d, as a secret lives for ${longest} days`;
  reader.refuse(
    "rotateEvery",
    shown(text),
    allowed,
    "Leave it out: then the secret is changed a month before it ends.",
  );
  return undefined;
}

/** Days. Shorter, and one rotation would begin before the last has ended. */
const LEAST_OVERLAP = 7;

function readNotify(reader: ConfigReader, raw: string | undefined): string[] {
  return (reader.texts("notify", raw, "octocat") ?? []).filter((name, index) => {
    if (/^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i.test(name)) return true;
    const fix = "Write the account without @. A team cannot be given an issue.";
    reader.refuse(`notify[${index}]`, shown(name), "the name of a GitHub account", fix);
    return false;
  });
}
