import type { Backend } from "../../stack/backend.ts";
import { localCommand } from "../../stack/commandsOf.ts";
import { readConsents } from "../../stack/consents.ts";
import { isOperation } from "../../stack/localStack.ts";
import { stackNamed } from "../../stack/project.ts";
import { LOCAL, type StackRef } from "../../stack/stackRef.ts";
import { noteChange } from "../../support/auditNotes.ts";
import { reasonOf, UserError } from "../../support/userError.ts";
import type { Consents } from "./nextAfterUp.ts";
import { CHANGING, type LocalOptions } from "./options.ts";
import { printJson, printResult } from "./output.ts";
import { policyOptions } from "./policyOptions.ts";

/** `local`: the real engine on stack local, or the local tenant by itself. */
export async function local({ action, port, ...values }: LocalOptions, backend: Backend): Promise<number> {
  if (values.stack !== undefined && values.stack !== LOCAL) {
    throw new UserError(
      `--stack ${values.stack}: \`local\` runs stack ${LOCAL} alone. Another one is deployed with pulumi: docs/first-deploy.md`,
    );
  }
  const stack = await stackNamed(LOCAL, values);
  const log = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
  const policy = await policyOptions(action, values["policy-pack"], values["policy-pack-config"]);

  // What does the work takes a second to load; its words come first.
  if (action === "serve") {
    await (await backend.local()).serve(stack, port, values.json, log);
    return 0;
  }
  if (action === "reset") {
    noteChange({ stack: LOCAL });
    await (await backend.local()).reset(stack);
    log(
      `Nothing of stack local is left in ${stack.folder}. The next \`${localCommand("local", stack)}\` starts from nothing but what stacks/Pulumi.local.yaml declares.`,
    );
    return 0;
  }
  if (!isOperation(action)) throw new Error(`unhandled action ${action}`);

  const show = (text: string): void => void (values.json ? process.stderr : process.stdout).write(text);
  const config = parseConfig(values.config);
  // Standard output of this one is for the outputs.
  if (action !== "outputs") log("Starting Pulumi's engine and the local tenant.");
  const color = !values.json && useColor();
  if (CHANGING.includes(action)) noteChange({ stack: LOCAL });
  const result = await (
    await backend.local()
  ).operate(action, stack, { port, config, policy, diff: values.diff, color, log, show });
  if (typeof result.outputs.clientId?.value === "string" && CHANGING.includes(action))
    noteChange({ application: result.outputs.clientId.value });
  if (values.json) {
    printJson(result, values["show-secrets"]);
  } else {
    const given = {
      place: stack,
      config: values.config,
      policyPack: values["policy-pack"],
      policyPackConfig: values["policy-pack-config"],
    };
    printResult(action, result, values["show-secrets"], given, await consentsOf(stack));
  }
  return result.failed ? 1 : 0;
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
async function consentsOf({ files }: StackRef): Promise<Consents> {
  return readConsents(files.consents).catch((error: unknown) => ({ unknown: reasonOf(error) }));
}

function useColor(): boolean {
  return process.stdout.isTTY && process.env.NO_COLOR === undefined;
}
