import { portOf } from "../../commandLine/checks.ts";
import { type Asked, commandLine } from "../../commandLine/commandLine.ts";
import { AUDIT, COMMON_OPTIONS, JSON_OUTPUT, PORT, SHOW_SECRETS } from "../../commandLine/commonOptions.ts";
import { flag, inWords, text } from "../../commandLine/option.ts";
import type { Operation } from "../../stack/localStack.ts";
import { UserError } from "../../support/userError.ts";

const ACTIONS = {
  up: "create or update the application (default)",
  preview: "show what up would change",
  refresh: "take over into the state what was changed by hand in the tenant",
  destroy: "delete the application; the tenant keeps it among its deleted items",
  outputs: "show the stack's outputs",
  serve: "keep the tenant running and print what other clients need to reach it",
  reset: "throw away the tenant, the stack and everything else in the folder",
} satisfies Record<Operation | "serve" | "reset", string>;

/** The actions that change something. */
export const CHANGING: readonly string[] = ["up", "refresh", "destroy", "reset"];

const OPTIONS = {
  stack: inWords(COMMON_OPTIONS.stack, "taken so that every command takes it; here it can only be local"),
  config: {
    ...text("key=value", "a setting for this run alone, repeatable; key or path as in `pulumi config set --path`"),
    multiple: true,
    default: [] as string[],
  },
  "show-secrets": inWords(SHOW_SECRETS, "show secret outputs instead of [secret]"),
  json: JSON_OUTPUT,
  diff: flag("show every property that changes, and addresses in full"),
  "policy-pack": text("DIR", "with up and preview: hold the resources to a policy pack, such as policy"),
  "policy-pack-config": text("FILE", "its settings, as JSON"),
  audit: inWords(AUDIT, `with up, refresh, destroy and reset: ${AUDIT.help}`),
  port: inWords(PORT, "the tenant's port from now on (at first 8443; 0 takes any free one)"),
  folder: inWords(COMMON_OPTIONS.folder, "where everything is kept (default .local beside Pulumi.yaml)"),
} as const;

/** What `local` is asked, checked. */
export interface LocalOptions extends Omit<Asked<typeof OPTIONS>, "port"> {
  readonly action: string;
  readonly port: number | undefined;
}

export const LOCAL = commandLine(
  {
    usage: "local [<action> [options]]",
    does: ["Runs stack local on this machine, against a local tenant on loopback: no Azure account is needed."],
    actions: ACTIONS,
    options: OPTIONS,
  },
  (asked): LocalOptions => {
    const [action = "up"] = asked.words;
    if (asked.audit !== undefined && !CHANGING.includes(action))
      throw new UserError(`--audit goes with what changes something: ${CHANGING.join(", ")}. ${action} does not.`);

    return { ...asked, action, port: asked.port === undefined ? undefined : portOf(asked.port) };
  },
);
