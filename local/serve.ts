import { once } from "node:events";

import { shellWord } from "../support/text.ts";
import { UserError } from "../support/userError.ts";
import { type LocalFolder, prepareFolder } from "./folder.ts";
import { type Mail, MAIL_PORTS, startMail } from "./mail/index.ts";
import { serveTenant } from "./openTenant.ts";
import { attachTenant, DEFAULT_PORT, type Tenant } from "./tenant/index.ts";
import { serverOf } from "./tenant/server/folder.ts";

/**
 * Keeps the tenant running until the process is told to stop, and prints what plain `pulumi`, Terraform's azuread or another
 * client needs to reach it: shell `export` lines, or one line of JSON.
 *
 * Where another process serves the folder already, prints the same of that one, and ends.
 *
 * @throws UserError when it is served on another port than the one asked for
 */
export async function serve(
  folder: LocalFolder,
  port: number | undefined,
  json: boolean,
  log: (line: string) => void,
): Promise<void> {
  const other = await attachTenant(folder.tenant);
  if (other !== undefined) {
    if (port !== undefined && port !== 0 && port !== other.port) {
      throw new UserError(
        `--port ${port}: the tenant of ${folder.root} is being served on ${other.url}. Leave --port out, or stop that process first.`,
      );
    }
    print(other, json);
    const { pid } = serverOf(folder.tenant) ?? {};
    log(
      `# Process ${pid ?? "of another command"} serves the tenant already, on ${other.url}, until it ends. Paste the lines above into another shell.`,
    );
    return;
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
  print(tenant, json);
  if (!json) {
    log(`# The tenant answers on ${tenant.url} until Ctrl-C. Paste the lines above into another shell.`);
    log(`# ${mailLine(mail)}`);
  }
  await stopped;
  await mail.close();
  await tenant.close();
}

function print({ environment }: Tenant, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ env: environment })}\n`);
    return;
  }
  for (const [name, value] of Object.entries(environment)) process.stdout.write(`export ${name}=${shellWord(value)}\n`);
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
