import { findCli } from "../pulumi/cli.ts";
import { readers } from "../pulumi/stackState.ts";
import type { Deployment, DeploymentOptions } from "../stack/deployment.ts";
import { saveSecret } from "../stack/saveSecret.ts";
import { withStackLock } from "../stack/stackLock.ts";
import type { StackRef } from "../stack/stackRef.ts";
import { UserError } from "../support/userError.ts";
import { adobeCredentials } from "./cloudManager/index.ts";
import { operate } from "./engine/operate.ts";
import { openStack } from "./engine/stack.ts";
import { localFolder, prepareFolder, withLock } from "./folder.ts";
import type { Mail } from "./mail/index.ts";
import { openTenant } from "./openTenant.ts";
import type { Tenant } from "./tenant/index.ts";

/** The deployment of stack local, with its tenant served by this process unless another one does. */
export async function openLocalDeployment(
  stack: StackRef,
  { cli, log }: Pick<DeploymentOptions, "cli" | "log">,
): Promise<Deployment> {
  const folder = localFolder(stack);
  await prepareFolder(folder);
  const { command } = cli ?? (await findCli(log));
  const tenant = await openTenant(folder);
  let mail: Promise<Mail> | undefined;
  try {
    const { workspace } = await withLock(folder, () => openStack({ folder, command, tenant, config: {} }));
    const env = { ...workspace.envVars, PULUMI_HOME: workspace.pulumiHome };
    const pulumi = { command: command.command, cwd: workspace.workDir, env };
    const asked = readers(stack.name, pulumi);
    return {
      ...asked,
      stack,
      environment: { ...tenant.environment, ...(await adobeVariables(folder.tenant)) },
      localOrigin: tenant.url,
      mail: () => (mail ??= startLocalMail(tenant, folder.mail)),
      saveSecret: (secret) => withLock(folder, () => withStackLock(stack, () => saveSecret(asked, stack, secret))),
      async up() {
        const show = (text: string): void => void process.stdout.write(text);
        const color = process.stdout.isTTY && process.env.NO_COLOR === undefined;
        const { failed } = await withLock(folder, () =>
          operate("up", { folder, port: tenant.port, config: {}, diff: false, color, log, show }),
        );
        return failed ? 1 : 0;
      },
      async close() {
        await (await mail)?.close();
        await tenant.close();
      },
    };
  } catch (error) {
    await tenant.close();
    throw error;
  }
}

/** What signs in to Cloud Manager, under the names that a person has for a real one. */
async function adobeVariables(folder: string): Promise<Record<string, string>> {
  try {
    const { clientId, clientSecret } = await adobeCredentials(folder);
    return { ADOBE_CLIENT_ID: clientId, ADOBE_CLIENT_SECRET: clientSecret };
  } catch (error) {
    // Who needs none has to go on without; who does hears that there is no credential.
    if (error instanceof UserError) return {};
    throw error;
  }
}

/** Loaded when asked for: most commands need no mail. */
async function startLocalMail(tenant: Tenant, folder: string): Promise<Mail> {
  const { startMail } = await import("./mail/index.ts");
  return startMail({ tenant, folder });
}
