import { createHash } from "node:crypto";

import { NAMESPACE } from "../../../components/catalogue/configKeys.ts";
import { projectSettings, settingsOver } from "../../../stack/projectSettings.ts";
import type { StackFile } from "../../../stack/stackFile.ts";

/** A setting that is not ours. */
export interface ForeignSetting {
  /** `azuread:environment`; of what Pulumi itself reads, the bare name. */
  readonly key: string;
  /** As it may be shown. */
  readonly value: string;
}

/** As the access file writes it. */
export const settingLine = ({ key, value }: ForeignSetting): string => `${key} = ${value}`;

/** What the program is given for a stack, and what is set besides. */
export interface EffectiveSettings {
  /** As the program gets them; nobody here can decrypt, so encrypted ones of ours stand for themselves and others are left out. */
  readonly values: Readonly<Record<string, string>>;
  readonly isSecret: (key: string) => boolean;
  /** `azuread:tenantId`; undefined where it is not set. */
  readonly tenant: string | undefined;
  /** All that is set and not ours, other than the tenant, sorted. */
  readonly others: readonly ForeignSetting[];
}

/** Keys whose values are not repeated, even where somebody left them in the open. */
export const SECRET_KEY = /secret$|password|token$|certificate$|credential/i;
const TENANT = "azuread:tenantId";
/** Nobody here can decrypt it; another ciphertext is to be seen all the same. */
function encrypted(value: string): string {
  return `(encrypted, ${createHash("sha256").update(value).digest("hex").slice(0, 8)})`;
}

/** The settings of a stack over those that Pulumi.yaml has for all stacks, as Pulumi puts them together. */
export async function effectiveSettings(file: StackFile, root: string): Promise<EffectiveSettings> {
  const { values, isSecret } = settingsOver(await projectSettings(root), file);
  const all = Object.entries(values).map(([key, value]): [string, string] => [
    key,
    isSecret(key) ? encrypted(value) : value,
  ]);
  const ours = all.filter(([key]) => key.startsWith(NAMESPACE));
  const foreign = all.filter(([key]) => !key.startsWith(NAMESPACE));
  const shown = foreign
    .filter(([key]) => key !== TENANT)
    .map(([key, value]) => ({ key, value: SECRET_KEY.test(key) && !isSecret(key) ? "(not encrypted)" : value }));
  return {
    values: Object.fromEntries([...ours, ...foreign.filter(([key]) => !isSecret(key))]),
    isSecret,
    tenant: foreign.find(([key]) => key === TENANT)?.[1],
    others: [...shown, ...pulumisOwn(file)].sort(byLine),
  };
}

/** What the file tells Pulumi itself: an environment may set anything, and who has the secrets provider can read the client secret. */
function pulumisOwn({ document }: StackFile): ForeignSetting[] {
  const { environment, secretsprovider } = Object(document.toJS()) as Record<string, unknown>;
  return [
    ...(environment === undefined ? [] : [{ key: "environment", value: environmentsIn(environment) }]),
    ...(typeof secretsprovider === "string" ? [{ key: "secretsprovider", value: secretsprovider }] : []),
  ];
}

function byLine(a: ForeignSetting, b: ForeignSetting): number {
  return settingLine(a) < settingLine(b) ? -1 : 1;
}

/** The names of what is imported; what stands there itself may be secret. */
function environmentsIn(environment: unknown): string {
  if (Array.isArray(environment)) return JSON.stringify(environment);
  const { imports = [] } = Object(environment) as { imports?: unknown };
  return `${JSON.stringify(imports)} and values of its own`;
}
