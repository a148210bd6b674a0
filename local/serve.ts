import { once } from "node:events";

import { type LocalFolder, prepareFolder } from "./folder.ts";
import { type Mail, MAIL_PORTS, startMail } from "./mail/index.ts";
import { serveTenant } from "./openTenant.ts";
import { attachTenant, DEFAULT_PORT } from "./tenant/index.ts";
import { shellWord } from "./shellWord.ts";
import { UserError } from "./userError.ts";

/**
 * Keeps the tenant running until the process is told to stop, and prints what plain `pulumi`, Terraform's azuread or another
 * client needs to reach it: shell `export` lines, or one line of JSON.
 *
 * @throws UserError when another process serves this folder already
 */
export async function serve(
  folder: LocalFolder,
  port: number | undefined,
  json: boolean,
  log: (line: string) => void,
): Promise<void> {
  const other = await attachTenant(folder.tenant);
  if (other !== undefined) {
    throw new UserError(
      `The tenant of ${folder.root} is served already, on ${other.url}. Use that one, or stop it first.`,
    );
  }
  await prepareFolder(folder);
  // Before anything is printed: whoever reads it may stop this at once.
  const stopped = Promise.race(["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal)));
  const tenant = await serveTenant(folder, port, toStandardError);
  // Only one tenant of the machine can have the ports that everybody expects.
  const ports = tenant.port === DEFAULT_PORT ? { ports: MAIL_PORTS } : {};
  const mail = await startMail({ tenant, folder: folder.mail, log: toStandardError, ...ports }).catch(
    async (error: unknown) => {
      await tenant.close();
      throw error;
    },
  );
  if (json) {
    process.stdout.write(`${JSON.stringify({ env: tenant.environment })}\n`);
  } else {
    for (const [name, value] of Object.entries(tenant.environment)) {
      process.stdout.write(`export ${name}=${shellWord(value)}\n`);
    }
    log(`# The tenant answers on ${tenant.url} until Ctrl-C. Paste the lines above into another shell.`);
    log(`# ${mailLine(mail)}`);
  }
  await stopped;
  await mail.close();
  await tenant.close();
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}

function mailLine({ smtp, imap, pop, missing }: Mail): string {
  const servers = [
    `SMTP localhost:${smtp.port} (STARTTLS)`,
    ...(imap === undefined ? [] : [`IMAP localhost:${imap.port} (TLS)`]),
    ...(pop === undefined ? [] : [`POP localhost:${pop.port} (TLS)`]),
  ];
  return `Mail: ${servers.join(", ")}.${missing === undefined ? "" : ` ${missing}`}`;
}
