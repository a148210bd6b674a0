import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "@jest/globals";

import { type Mail, startMail } from "../../local/mail/index.ts";
import { proofText } from "../../signIn/proofText.ts";
import { prove, type ProveOptions } from "../../signIn/prove.ts";
import { MAIL } from "../local/tenant/signIn/signInTenant.ts";
import { MAILBOX, type SignInApplication, startSignInApplication } from "./signInApplication.ts";

let application: SignInApplication;
let folder: string;
/** As on a machine without Dovecot. */
let mail: Mail;

beforeAll(async () => {
  application = await startSignInApplication();
  folder = await mkdtemp(join(tmpdir(), "prove-"));
  mail = await startMail({ tenant: application.tenant.t.tenant, folder, places: [] });
});

afterAll(async () => {
  await mail.close();
  await application.close();
  await rm(folder, { recursive: true });
});

async function options(changes: Partial<ProveOptions> = {}): Promise<ProveOptions & { readonly told: string[] }> {
  const { refreshToken = "" } = await application.tokens();
  const told: string[] = [];
  return {
    deployment: { mail: () => Promise.resolve(mail) },
    target: application.target(),
    client: await application.client(),
    refreshToken,
    scope: MAIL,
    mailbox: undefined,
    user: undefined,
    save: true,
    tell: (line) =>
      told.push(
        proofText(line)
          .replace(/localhost:\d+/g, "WHERE")
          .replace(/\d+\.\d\d s/, "TIME"),
      ),
    told,
    ...changes,
  };
}

it("says on a machine without Dovecot what is not tried, with the command that installs it", async () => {
  const given = await options();
  const { mailbox, lines } = await prove(given);
  expect(mailbox).toBe(MAILBOX);
  expect(lines.map(({ step, outcome }) => [step, outcome])).toEqual([
    ["token", "works"],
    ["IMAP", "missing"],
    ["POP", "undeclared"],
    ["SMTP", "works"],
  ]);
  expect(given.told).toEqual([
    "  refresh works   WHERE, TIME",
    "  IMAP    -       not tried. No IMAP and no POP on this machine: Dovecot serves it, and is not installed. On Debian " +
      "or Ubuntu: sudo apt-get install -y --no-install-recommends dovecot-imapd dovecot-pop3d",
    "  POP     -       not among the stack's permissions. Declare POP.AccessAsUser.All if AEM is to use it.",
    "  SMTP    works   WHERE, TIME",
  ]);
});

it("goes no further than a refresh that is refused, and says why", async () => {
  const given = await options();
  await application.provoke(50173, { path: "/token" });
  const { lines, tokens } = await prove(given);
  expect([lines.length, tokens]).toEqual([1, undefined]);
  expect(given.told).toEqual([
    `  refresh fails   WHERE, TIME
      The refresh token was revoked: an administrator or the mailbox ended all sessions, or an administrator reset the password.
      What to do: Sign in again: npx aem-mail-oauth consent --stack prod --save. Then give AEM the new refresh token, in every place.
      The server says: AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed.`,
  ]);
});

it("asks for the mailbox where neither the token nor anybody names it", async () => {
  const given = await options({ scope: MAIL.replace("openid profile", "").trim() });
  await expect(prove(given)).rejects.toThrow(
    "Which mailbox? Name it with --mailbox, or in the setting mailbox of stack prod.",
  );
});
