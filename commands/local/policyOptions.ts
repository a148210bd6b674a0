import { join, resolve } from "node:path";

import { nearest } from "../../components/rules/nearest.ts";
import { isPlainObject } from "../../pulumi/settings.ts";
import type { PolicyPack } from "../../stack/localStack.ts";
import { readIfThere } from "../../support/readIfThere.ts";
import { reasonOf, UserError } from "../../support/userError.ts";

/** The pack that ships with this. */
const OUR_PACK = join(import.meta.dirname, "..", "..", "policy");

/** Level of a policy, or of all: pulumi.com/docs/iac/packages-and-automation/crossguard/configuration */
const LEVELS = ["advisory", "mandatory", "remediate", "disabled"];

/**
 * `--policy-pack` and `--policy-pack-config` of `local`.
 *
 * @throws UserError for a folder that holds no pack, and for settings that Pulumi would refuse with words that lead nowhere
 */
export async function policyOptions(
  action: string,
  pack: string | undefined,
  settings: string | undefined,
): Promise<PolicyPack | undefined> {
  if (pack === undefined) {
    if (settings !== undefined)
      throw new UserError(`--policy-pack-config ${settings}: name the pack too, such as --policy-pack policy.`);

    return undefined;
  }
  if (action !== "up" && action !== "preview")
    throw new UserError(`--policy-pack goes with up and preview, not with ${action}.`);

  const folder = resolve(pack);
  if ((await readIfThere(join(folder, "PulumiPolicy.yaml"))) === undefined) {
    throw new UserError(
      `--policy-pack ${pack}: there is no PulumiPolicy.yaml in ${folder}. This project's pack is policy.`,
    );
  }
  if (settings === undefined) return { folder, config: undefined };
  await checkSettings(settings, folder === OUR_PACK ? await ourPolicies() : undefined);
  return { folder, config: resolve(settings) };
}

/** The policies of our own pack, with the settings that each takes. Loaded when asked for: they bring Pulumi's SDK. */
async function ourPolicies(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { policies } = await import("../../policy/policies.ts");
  return new Map(policies.map(({ name, configSchema }) => [name, Object.keys(configSchema?.properties ?? {})]));
}

/** `policies` is undefined for a pack of somebody else's, whose names are not known. */
async function checkSettings(
  path: string,
  policies: ReadonlyMap<string, readonly string[]> | undefined,
): Promise<void> {
  const fail = (why: string): never => {
    throw new UserError(`--policy-pack-config ${path}: ${why} policy/README.md shows one.`);
  };
  const text = (await readIfThere(path)) ?? fail("there is no such file.");
  for (const [name, value] of Object.entries(parsed(text, fail))) {
    if (policies !== undefined && name !== "all" && !policies.has(name))
      fail(`there is no policy "${name}"${meant(name, [...policies.keys()])}`);

    const given = isPlainObject(value) ? value : { enforcementLevel: value };
    const { enforcementLevel: level, ...settings } = given;
    if (Object.hasOwn(given, "enforcementLevel") && !LEVELS.some((known) => known === level))
      fail(`"${name}" has the level ${JSON.stringify(level)}; allowed is ${LEVELS.join(", ")}.`);

    const takes = policies?.get(name) ?? [];
    const stray = policies === undefined ? undefined : Object.keys(settings).find((key) => !takes.includes(key));
    if (stray !== undefined) fail(`"${name}" has no setting "${stray}"${meant(stray, takes)}`);
  }
}

function meant(given: string, names: readonly string[]): string {
  const [close] = nearest(given, names);
  return `${close === undefined ? "." : `; did you mean ${close}?`} There are: ${names.length === 0 ? "none" : names.join(", ")}.`;
}

function parsed(text: string, fail: (why: string) => never): Record<string, unknown> {
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch (error) {
    return fail(`this is not JSON (${reasonOf(error)}).`);
  }
  return isPlainObject(settings) ? settings : fail("this is no map of policies to levels or settings.");
}
