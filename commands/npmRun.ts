import { dirname } from "node:path";

import type { Options } from "../commandLine/option.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Settings of npm itself that have the name of an option of ours: of these nobody can tell where they come from. From npm's own list, as
 * a test checks: docs.npmjs.com/cli/v11/using-npm/config
 */
export const NPMS_OWN = new Set([
  "audit",
  "browser",
  "diff",
  "dry-run",
  "expires",
  "force",
  "json",
  "only",
  "save",
  "scopes",
  "yes",
]);

/** Of these, one that would turn a look into a change where npm keeps it: whoever has it set for npm itself hears of it as well. */
const SAFER_NAMED = "dry-run";

/**
 * Options of ours that stood before the two dashes of `npm run`: npm then keeps them, and the command would do something else than
 * was asked for. As they were written, as far as npm tells: a value that stood behind a space it takes for an argument of the command.
 */
export function takenByNpm(options: Options, environment: Environment): string[] {
  if (environment.npm_lifecycle_event === undefined) return [];
  return Object.keys(options).flatMap((name) => {
    const negated = name.startsWith("no-");
    const key = negated ? name.slice("no-".length) : name;
    const value = environment[`npm_config_${key.replaceAll("-", "_")}`];
    if (key === SAFER_NAMED && value === "true") return [`--${name}`];
    if (NPMS_OWN.has(key) || value === undefined || (negated && value !== "")) return [];
    if (options[name]?.type !== "string") return [`--${name}`];
    return [`--${name} ${value === "true" || value === "" ? UNTOLD : value}`];
  });
}

/** Npm does not tell. */
const UNTOLD = "<value>";

/** The words to write instead; a value that npm made an argument cannot be told from one that was meant so, and both are left out. */
export function withoutNpm([command = "", ...rest]: readonly string[], taken: readonly string[]): string {
  const isUntold = taken.some((option) => option.endsWith(UNTOLD));
  const words = isUntold ? [command, ...taken, "..."] : [command, ...rest, ...taken];
  return (
    `npm took ${taken.map((option) => option.split(" ")[0]).join(", ")} for itself, so nothing was done. ` +
    `Write: npx aem-mail-oauth ${words.join(" ")}`
  );
}

/**
 * The folder that paths on the command line are meant from: where the person stands. `npm run` starts the command in the project's folder
 * and tells of the person's; undefined where there is nothing to put right.
 */
export function standsIn(environment: Environment, cwd: string): string | undefined {
  const { npm_lifecycle_event: event, npm_package_json: manifest, INIT_CWD: folder } = environment;
  if (event === undefined || manifest === undefined || folder === undefined || folder === "") return undefined;
  // A script of a person's own may have gone somewhere else on purpose.
  return dirname(manifest) === cwd && folder !== cwd ? folder : undefined;
}
