import type { ParseArgsConfig } from "node:util";

export type Options = NonNullable<ParseArgsConfig["options"]>;

/** What a command, or an action of it, takes and how it explains itself. */
export interface CommandLine {
  readonly OPTIONS: Options;
  readonly HELP: string;
  /** Words that may stand first. */
  readonly ACTIONS?: readonly string[];
}

/** Every command line there is, by the words that it begins with. Loaded when asked for. */
export const COMMAND_LINES: Readonly<Record<string, () => Promise<CommandLine>>> = {
  access: () => import("./access/options.ts"),
  consent: () => import("./consent/options.ts"),
  local: () => import("./local/options.ts"),
  "rotate add": async () => (await import("./rotate/actionOptions.ts")).ADD,
  "rotate due": async () => (await import("./rotate/actionOptions.ts")).DUE,
  "rotate repair": () => import("./rotate/repair/options.ts"),
  "rotate retire": async () => (await import("./rotate/actionOptions.ts")).RETIRE,
  "rotate revoke": async () => (await import("./rotate/actionOptions.ts")).REVOKE,
  settings: () => import("./sheet/options.ts"),
  verify: () => import("./verify/options.ts"),
};

/** What may stand behind two dashes for a command: options, those of all its actions together, and actions written like options. */
export async function dashedWordsOf(command: string): Promise<Options> {
  const names = Object.keys(COMMAND_LINES).filter((name) => name.split(" ")[0] === command);
  const lines = await Promise.all(names.map((name) => Promise.resolve(COMMAND_LINES[name]?.())));
  const actions = [...names.map((name) => name.split(" ")[1]), ...lines.flatMap((line) => line?.ACTIONS ?? [])];
  return {
    ...Object.fromEntries(
      actions.flatMap((name) => (name === undefined ? [] : [[name, { type: "boolean" as const }]])),
    ),
    ...(Object.assign({}, ...lines.map((line) => line?.OPTIONS)) as Options),
  };
}
