import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SignJWT } from "jose";

import { type Mail, type MailOptions, startMail } from "../../../local/mail/index.ts";
import { filesIn } from "../../../local/tenant/server/folder.ts";
import { signingKey } from "../../../local/tenant/tokens/keys.ts";
import { startTestTenant, type TestTenant } from "../tenant/testTenant.ts";

export interface TokenClaims {
  readonly upn?: string | undefined;
  readonly scp?: string;
  readonly aud?: string;
  /** Seconds from now; may be negative. */
  readonly lifetime?: number;
}

export interface TestMail {
  readonly tenant: TestTenant;
  readonly mail: Mail;
  readonly folder: string;
  readonly logged: string[];
  /** PEM of the authority to trust. */
  readonly ca: Buffer;
  /** An access token as the tenant signs it; by default one of forms@forms.example that opens everything. */
  token(claims?: TokenClaims): Promise<string>;
  close(): Promise<void>;
}

export const MAIL_AUDIENCE = "https://outlook.office.com";
const EVERYTHING = "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send";

/** Mail servers of their own on free ports, with a tenant of their own, in folders that go with them. */
export async function startTestMail(options: Partial<MailOptions> = {}): Promise<TestMail> {
  const tenant = await startTestTenant();
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "mail-"));
  const logged: string[] = [];
  const clock = (): Date => tenant.clock.now;
  const mail = await startMail({
    tenant: tenant.tenant,
    folder,
    log: (line) => logged.push(line),
    ...options,
  });
  const key = await signingKey(filesIn(tenant.folder).signingKey);
  return {
    tenant,
    mail,
    folder,
    logged,
    ca: readFileSync(mail.authority),
    token(claims = {}) {
      const given = { upn: "forms@forms.example", scp: EVERYTHING, ...claims };
      const now = Math.floor(clock().getTime() / 1000);
      const named = given.upn === undefined ? {} : { upn: given.upn };
      return new SignJWT({ ...named, scp: given.scp })
        .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: key.id })
        .setIssuer(tenant.tenant.url)
        .setAudience(given.aud ?? MAIL_AUDIENCE)
        .setIssuedAt(now)
        .setExpirationTime(now + (given.lifetime ?? 3600))
        .sign(key.privateKey);
    },
    async close() {
      await mail.close();
      await tenant.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true });
    },
  };
}

/** The message of SASL XOAUTH2. */
export function xoauth2(user: string, token: string): string {
  return Buffer.from(`user=${user}\u0001auth=Bearer ${token}\u0001\u0001`).toString("base64");
}
