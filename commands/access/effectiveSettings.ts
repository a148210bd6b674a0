import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument, stringify } from "yaml";

import { NAMESPACE } from "../../components/stackConfig.ts";
import { ROOT } from "../project.ts";
import { UserError } from "../../local/userError.ts";
import { parseStackFile, type StackFile } from "../stackFile.ts";

/** What the program is given for a stack, and what is set besides. */
export interface EffectiveSettings {
  /** As the program gets them; nobody here can decrypt, so encrypted ones of ours stand for themselves and others are left out. */
  readonly values: Readonly<Record<string, string>>;
  readonly isSecret: (key: string) => boolean;
  /** `azuread:tenantId`; undefined where it is not set. */
  readonly tenant: string | undefined;
  /** All that is set and not ours, other than the tenant, as `<key> = <value>`. */
  readonly others: readonly string[];
}

/** Keys whose values are not repeated, even where somebody left them in the open. */
const SECRET_KEY = /secret$|password|token$|certificate$|credential/i;
const TENANT = "azuread:tenantId";
const ENCRYPTED = "(encrypted)";

/** The settings of a stack over those that Pulumi.yaml has for all stacks, as Pulumi puts them together. */
export async function effectiveSettings(file: StackFile, root = ROOT): Promise<EffectiveSettings> {
  const project = await projectSettings(root);
  const isSecret = (key: string): boolean =>
    Object.hasOwn(file.values, key) ? file.isSecret(key) : project.isSecret(key);
  const all = Object.entries({ ...project.values, ...file.values }).map(([key, value]): [string, string] => [
    key,
    isSecret(key) ? ENCRYPTED : value,
  ]);
  const ours = all.filter(([key]) => key.startsWith(NAMESPACE));
  const foreign = all.filter(([key]) => !key.startsWith(NAMESPACE));
  const shown = foreign
    .filter(([key]) => key !== TENANT)
    .map(([key, value]) => `${key} = ${value !== ENCRYPTED && SECRET_KEY.test(key) ? "(not encrypted)" : value}`);
  return {
    values: Object.fromEntries([...ours, ...foreign.filter(([key]) => !isSecret(key))]),
    isSecret,
    tenant: foreign.find(([key]) => key === TENANT)?.[1],
    others: [...shown, ...pulumisOwn(file)].sort(),
  };
}

/** What the file tells Pulumi itself: an environment may set anything, and who has the secrets provider can read the client secret. */
function pulumisOwn({ document }: StackFile): string[] {
  const { environment, secretsprovider } = Object(document.toJS()) as Record<string, unknown>;
  return [
    ...(environment === undefined ? [] : [`environment = ${environmentsIn(environment)}`]),
    ...(typeof secretsprovider === "string" ? [`secretsprovider = ${secretsprovider}`] : []),
  ];
}

/** The names of what is imported; what stands there itself may be secret. */
function environmentsIn(environment: unknown): string {
  if (Array.isArray(environment)) return JSON.stringify(environment);
  const { imports = [] } = Object(environment) as { imports?: unknown };
  return `${JSON.stringify(imports)} and values of its own`;
}

/** Pulumi.yaml gives a value as it is, or as `value` or `default` of a map. */
async function projectSettings(root: string): Promise<StackFile> {
  const document = parseDocument(await readFile(join(root, "Pulumi.yaml"), "utf8"));
  if (document.errors.length > 0) throw new UserError("Pulumi.yaml: this is not well-formed YAML.");
  const { config } = Object(document.toJS()) as { config?: unknown };
  const values = Object.entries(Object(config) as Record<string, unknown>).flatMap(([key, entry]) => {
    const { value, default: otherwise } = Object(entry) as { value?: unknown; default?: unknown };
    const isMap = typeof entry === "object" && entry !== null && !Array.isArray(entry);
    const given = isMap ? (value ?? otherwise) : entry;
    return given === undefined ? [] : [[key, given]];
  });
  return parseStackFile(stringify({ config: Object.fromEntries(values) as unknown }), "Pulumi.yaml");
}
