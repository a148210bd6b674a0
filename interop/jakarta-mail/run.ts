import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startMail } from "../../local/mail/index.ts";
import { startSignInTenant } from "../../tests/local/tenant/signIn/signInTenant.ts";

/**
 * Starts a tenant and its mail servers, signs the mailbox in, and has Jakarta Mail use the tokens. What it needs to know goes to
 * it in a file that nobody else may read, as tokens are in it.
 */
const MAILBOX = "forms@forms.example";
const PERMISSIONS = ["IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send"];

const folder = await mkdtemp(join(tmpdir(), "mail-peer-"));
const signIns = await startSignInTenant();
const { t: tenant } = signIns;
const mail = await startMail({ tenant: tenant.tenant, folder: join(folder, "mail") });
try {
  process.exitCode = await run();
} finally {
  await mail.close();
  await tenant.close();
  await rm(folder, { recursive: true });
}

async function run(): Promise<number> {
  if (mail.imap === undefined || mail.pop === undefined) {
    process.stderr.write(`${mail.missing ?? ""}\n`);
    return 1;
  }
  const settings = {
    host: mail.smtp.host,
    "smtp.port": mail.smtp.port,
    "imaps.port": mail.imap.port,
    "pop3s.port": mail.pop.port,
    authority: mail.authority,
    mailbox: MAILBOX,
    shared: "shared@forms.example",
    token: await token(PERMISSIONS.map((name) => `https://outlook.office.com/${name}`)),
    // Without an address a permission is Microsoft Graph's: the commonest mistake there is.
    graphToken: await token(PERMISSIONS),
  };
  const file = join(folder, "settings.properties");
  const text = Object.entries(settings).map(([name, value]) => `${name}=${String(value).replaceAll("\\", "\\\\")}\n`);
  await writeFile(file, text.join(""), { mode: 0o600 });
  const maven = spawn("mvn", ["--batch-mode", "--no-transfer-progress", "test"], {
    cwd: import.meta.dirname,
    env: { ...process.env, MAIL_PEER_SETTINGS: file },
    stdio: "inherit",
  });
  try {
    const [status] = (await once(maven, "close")) as [number | null];
    return status ?? 1;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    process.stderr.write(
      "Maven and a JDK are needed. On Debian or Ubuntu: sudo apt-get install -y --no-install-recommends maven default-jdk-headless\n",
    );
    return 1;
  }
}

/** An access token of the mailbox's for these scopes, by a sign-in of its own. */
async function token(permissions: readonly string[]): Promise<string> {
  const scope = permissions.join(" ");
  const { status, body } = await signIns.redeem(await signIns.code({ scope }), { scope });
  if (typeof body.access_token !== "string") throw new Error(`The tenant gave no token: ${status}`);
  return body.access_token;
}
