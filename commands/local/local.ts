import { resolve } from "node:path";

import { noAction } from "../../commandLine/optionError.ts";
import type { Result } from "../../local/engine/operate.ts";
import { isOperation } from "../../local/engine/operations.ts";
import { STACK } from "../../local/engine/stackName.ts";
import { type LocalFolder, localFolder, removeFolder } from "../../local/folder.ts";
import { localCommand } from "../../local/localCommand.ts";
import { readConsents } from "../../stack/consents.ts";
import { withLock } from "../../support/lock.ts";
import { reasonOf, UserError } from "../../support/userError.ts";
import type { Consents } from "./next.ts";
import { ACTIONS, localOptions } from "./options.ts";
import { printJson, printResult } from "./output.ts";
import { policyOptions } from "./policyOptions.ts";

/** `local`: the real engine on stack local, or the local tenant by itself. */
export async function local(args: string[]): Promise<number> {
  const { values, positionals } = localOptions(args);
  const [action = "up", ...rest] = positionals;
  if (!ACTIONS.includes(action) || rest.length > 0) throw noAction("local", positionals.join(" "), ACTIONS);

  if (values.stack !== STACK) {
    throw new UserError(
      `--stack ${values.stack}: \`local\` runs stack ${STACK} alone. Another one is deployed with pulumi: docs/first-deploy.md`,
    );
  }
  if (values.folder === "")
    throw new UserError("--folder is empty. Name a folder, or leave the option out for .local.");

  const folder = localFolder(resolve(values.folder));
  const port = parsePort(values.port);
  const log = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
  const policy = await policyOptions(action, values["policy-pack"], values["policy-pack-config"]);

  // What does the work takes a second to load; its words come first.
  if (action === "serve") {
    const { serve } = await import("../../local/serve.ts");
    await serve(folder, port, values.json, log);
    return 0;
  }
  if (action === "reset") {
    const { attachTenant } = await import("../../local/tenant/index.ts");
    const served = await attachTenant(folder.tenant);
    if (served !== undefined)
      throw new UserError(`The tenant of ${folder.root} is being served on ${served.url}. Stop that first (Ctrl-C).`);

    await withLock(folder, () => removeFolder(folder));
    log(
      `Nothing of stack local is left in ${folder.root}. The next \`${localCommand("local", folder)}\` starts from nothing but what stacks/Pulumi.local.yaml declares.`,
    );
    return 0;
  }
  if (!isOperation(action)) throw new Error(`unhandled action ${action}`);

  const show = (text: string): void => void (values.json ? process.stderr : process.stdout).write(text);
  const config = parseConfig(values.config);
  // Standard output of this one is for the outputs.
  if (action !== "outputs") log("Starting Pulumi's engine and the local tenant.");
  const { operate } = await import("../../local/engine/operate.ts");
  const result: Result = await withLock(folder, () =>
    operate(action, { folder, port, config, policy, diff: values.diff, color: !values.json && useColor(), log, show }),
  );
  if (values.json) {
    printJson(result, values["show-secrets"]);
  } else {
    const given = {
      folder,
      config: values.config,
      policyPack: values["policy-pack"],
      policyPackConfig: values["policy-pack-config"],
    };
    printResult(action, result, values["show-secrets"], given, await consentsOf(folder));
  }
  return result.failed ? 1 : 0;
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UserError(`--port ${text}: a port is a whole number from 0 to 65535.`);

  return port;
}

function parseConfig(settings: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    settings.map((setting) => {
      const at = setting.indexOf("=");
      if (at < 1) throw new UserError(`--config ${setting}: write key=value, such as --config displayName="AEM test".`);

      if (/(^|:)refreshToken\b/.test(setting.slice(0, at))) {
        throw new UserError(
          "--config refreshToken: a secret does not belong on a command line, where others can read it.",
        );
      }
      return [setting.slice(0, at), setting.slice(at + 1)];
    }),
  );
}

/** That they cannot be read spoils no update that succeeded. */
async function consentsOf(folder: LocalFolder): Promise<Consents> {
  return readConsents(folder.consents).catch((error: unknown) => ({ unknown: reasonOf(error) }));
}

function useColor(): boolean {
  return process.stdout.isTTY && process.env.NO_COLOR === undefined;
}
