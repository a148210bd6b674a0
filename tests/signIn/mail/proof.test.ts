import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";

import { type MailFault, switchFaults } from "../../../local/mail/faultInjection.ts";
import type { CauseNames } from "../../../signIn/cause.ts";
import { isProven, type ProofLine, proveMail } from "../../../signIn/mail/proof.ts";
import { sendAndFind } from "../../../signIn/mail/sendAndFind.ts";
import type { MailServers } from "../../../signIn/mail/servers.ts";
import { proofText } from "../../../signIn/proofText.ts";
import { startTestMail, type TestMail, type TokenClaims } from "../../local/mail/testMail.ts";

let m: TestMail;

beforeAll(async () => {
  m = await startTestMail();
});

afterEach(() => switchFaults(m.folder, []));

afterAll(() => m.close());

const MAILBOX = "forms@forms.example";
const ALL = ["IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send"];
const NAMES: CauseNames = {
  stack: "prod",
  clientId: "the client id",
  tenantId: "the tenant id",
  adminConsentUrl: "https://login.example/adminconsent",
  mailbox: MAILBOX,
  user: "ada@forms.example",
};

function servers(): MailServers {
  const { smtp, imap, pop } = m.mail;
  return { smtp, ...(imap && { imap }), ...(pop && { pop }), ca: m.ca.toString() };
}

interface Setting {
  readonly claims?: TokenClaims;
  readonly mailbox?: string;
  readonly permissions?: readonly string[];
  readonly servers?: MailServers;
}

async function prove({ claims, mailbox = MAILBOX, permissions = ALL, servers: given = servers() }: Setting = {}) {
  const credentials = { mailbox, accessToken: await m.token(claims) };
  const told: ProofLine[] = [];
  const lines = await proveMail(
    { servers: given, credentials, permissions, names: { ...NAMES, mailbox }, timeout: 10_000 },
    (line) => told.push(line),
  );
  expect(told).toEqual(lines);
  return lines;
}

/** One line of the proof, with the time and port that differ each run taken out. */
async function textOf(step: ProofLine["step"], setting: Setting = {}): Promise<string> {
  const line = (await prove(setting)).find((candidate) => candidate.step === step);
  if (line === undefined) throw new Error(`no line ${step}`);
  return proofText(line)
    .replace(/localhost:\d+/g, "localhost:PORT")
    .replace(/\d+\.\d\d s/, "TIME");
}

describe("the proof of a mailbox", () => {
  it("signs in over every protocol that is declared, each with the time taken", async () => {
    const lines = await prove();
    expect(lines.map(({ step, outcome, expected }) => [step, outcome, expected])).toEqual([
      ["IMAP", "works", true],
      ["POP", "works", false],
      ["SMTP", "works", true],
    ]);
    for (const { milliseconds } of lines) expect(milliseconds).toBeGreaterThanOrEqual(0);
    expect(isProven(lines)).toBe(true);
    expect(await textOf("IMAP")).toBe("  IMAP    works   localhost:PORT, TIME");
  });

  it("leaves out what the permissions do not open", async () => {
    const lines = await prove({ permissions: ["SMTP.Send", "offline_access"] });
    expect(lines.map(({ step, outcome }) => [step, outcome])).toEqual([
      ["IMAP", "undeclared"],
      ["POP", "undeclared"],
      ["SMTP", "works"],
    ]);
    expect(isProven(lines)).toBe(true);
    expect(await textOf("IMAP", { permissions: [] })).toBe(
      "  IMAP    -       not among the stack's permissions. Declare IMAP.AccessAsUser.All if AEM is to use it.",
    );
  });

  it("takes permissions of Exchange Online for what they are", async () => {
    const lines = await prove({ permissions: ["exchange/IMAP.AccessAsUser.All"] });
    expect(lines.map(({ outcome }) => outcome)).toEqual(["works", "undeclared", "undeclared"]);
  });

  it("opens a shared mailbox with the token of somebody who has access to it", async () => {
    const lines = await prove({ mailbox: "shared@forms.example" });
    expect(lines.map(({ outcome }) => outcome)).toEqual(["works", "works", "works"]);
  });

  it("says what is missing on this machine, with the command that installs it, and is not proven then", async () => {
    const { smtp, ca } = servers();
    const missing = "No IMAP on this machine. On Debian: sudo apt-get install -y dovecot-imapd";
    const given: MailServers = { ...(smtp && { smtp }), ...(ca !== undefined && { ca }), missing };
    expect(await textOf("IMAP", { servers: given })).toBe(`  IMAP    -       not tried. ${missing}`);
    expect(isProven(await prove({ servers: given }))).toBe(false);
  });
});

describe("a refusal by a mail server", () => {
  const CASES: readonly [string, ProofLine["step"], { fault?: MailFault; setting?: Setting }, string][] = [
    [
      "SMTP AUTH off for the organisation",
      "SMTP",
      { fault: "smtpDisabledForTenant" },
      `  SMTP    fails   localhost:PORT, TIME
      Sending by clients (SMTP AUTH) is switched off for the whole organisation. That stops OAuth as well as passwords.
      What to do: An Exchange administrator runs, in Exchange Online PowerShell (Connect-ExchangeOnline):
        Set-CASMailbox -Identity forms@forms.example -SmtpClientAuthenticationDisabled $false
      for this mailbox alone, which goes before the organisation's setting; or for everybody
        Set-TransportConfig -SmtpClientAuthenticationDisabled $false
      It takes effect within an hour. The token is good.
      The server says: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. [localhost]`,
    ],
    [
      "SMTP AUTH off for the mailbox",
      "SMTP",
      { fault: "smtpDisabledForMailbox" },
      `  SMTP    fails   localhost:PORT, TIME
      Sending by clients (SMTP AUTH) is switched off for this mailbox. That stops OAuth as well as passwords.
      What to do: An Exchange administrator runs, in Exchange Online PowerShell (Connect-ExchangeOnline):
        Set-CASMailbox -Identity forms@forms.example -SmtpClientAuthenticationDisabled $false
      It takes effect within an hour. The token is good.
      The server says: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information. [localhost]`,
    ],
    [
      "SMTP with a token for Microsoft Graph",
      "SMTP",
      { setting: { claims: { aud: "https://graph.microsoft.com" } } },
      `  SMTP    fails   localhost:PORT, TIME
      Exchange does not take the token for sending from forms@forms.example: it is another account's, or for another API, or lacks SMTP.Send. Some personal accounts are refused with a good token, too.
      What to do: Sign in again as ada@forms.example, without --scopes: npx aem-mail-oauth consent --stack prod
      Use a work account rather than a personal one.
      The server says: 535 5.7.3 Authentication unsuccessful [localhost]`,
    ],
    [
      "SMTP that a policy of the organisation's stops",
      "SMTP",
      { fault: "smtpPolicy" },
      `  SMTP    fails   localhost:PORT, TIME
      The organisation's security settings (Conditional Access, security defaults) do not let this mailbox send by SMTP.
      What to do: An administrator looks for the sign-in of forms@forms.example in Entra's sign-in log: it names the policy.
      The server says: 535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator. [localhost]`,
    ],
    [
      "SMTP that is busy",
      "SMTP",
      { fault: "smtpBusy" },
      `  SMTP    fails   localhost:PORT, TIME
      Exchange is busy, or turns away this many connections at once.
      What to do: Wait some minutes, then: npx aem-mail-oauth verify --stack prod
      The server says: 421 4.3.2 Service not active [localhost]`,
    ],
    [
      "IMAP with a token that lacks its scope",
      "IMAP",
      { setting: { claims: { scp: "SMTP.Send" } } },
      `  IMAP    fails   localhost:PORT, TIME
      Exchange does not take the token for IMAP: it is for another API (Microsoft Graph, say), lacks IMAP.AccessAsUser.All, or there is no mailbox forms@forms.example.
      What to do: Sign in again as ada@forms.example, without --scopes: npx aem-mail-oauth consent --stack prod
      The server says: AUTHENTICATE failed.`,
    ],
    [
      "IMAP into somebody else's mailbox",
      "IMAP",
      { setting: { claims: { upn: "admin@forms.example" } } },
      `  IMAP    fails   localhost:PORT, TIME
      Exchange takes the token, but does not open forms@forms.example: whoever signed in has no access to it, or IMAP is switched off for it.
      What to do: An Exchange administrator runs, in Exchange Online PowerShell (Connect-ExchangeOnline):
        Add-MailboxPermission -Identity forms@forms.example -User ada@forms.example -AccessRights FullAccess
      Where ada@forms.example has that already, IMAP is switched off:
        Set-CASMailbox -Identity forms@forms.example -ImapEnabled $true
      The server says: User is authenticated but not connected.`,
    ],
    [
      "POP that is switched off, which is a note",
      "POP",
      { fault: "popDisabled" },
      `  POP     fails   localhost:PORT, TIME (a note: AEM does not need it)
      Exchange does not open forms@forms.example by POP: POP is switched off for it, whoever signed in has no access to it, or the token lacks POP.AccessAsUser.All. Its reply is the same for all three.
      What to do: If IMAP works, it is POP alone:
        Set-CASMailbox -Identity forms@forms.example -PopEnabled $true
      AEM needs it only where a process receives by POP; AEM's email endpoints do not take POP with OAuth.
      The server says: -ERR Authentication failure: unknown user name or bad password.`,
    ],
  ];

  it.each(CASES)("is told by its cause: %s", async (_, step, { fault, setting }, expected) => {
    await switchFaults(m.folder, fault === undefined ? [] : [fault]);
    expect(await textOf(step, setting)).toBe(expected);
  });

  it("of a good token, as for some personal accounts, is told like that of a wrong one", async () => {
    await switchFaults(m.folder, ["smtpRefused"]);
    const lines = await prove();
    expect(lines.map(({ outcome }) => outcome)).toEqual(["works", "works", "fails"]);
    expect(lines[2]?.what).toContain("Some personal accounts are refused with a good token, too.");
  });

  it("by POP alone leaves the proof whole", async () => {
    await switchFaults(m.folder, ["popDisabled"]);
    expect(isProven(await prove())).toBe(true);
  });

  it("when IMAP is switched off, is the same as for somebody else's mailbox, and not proven", async () => {
    await switchFaults(m.folder, ["imapDisabled"]);
    const lines = await prove();
    expect(lines[0]).toMatchObject({ outcome: "fails", reply: "User is authenticated but not connected." });
    expect(isProven(lines)).toBe(false);
  });

  it("of an expired token holds no token", async () => {
    const lines = await prove({ claims: { lifetime: -60 } });
    expect(lines.map(({ outcome }) => outcome)).toEqual(["fails", "fails", "fails"]);
    expect(JSON.stringify(lines)).not.toMatch(/eyJ|Bearer|dXNlcj/);
  });
});

describe("a mail server that cannot be reached", () => {
  it("is named, and what may be in between", async () => {
    const nowhere = { host: "localhost", port: 1 };
    const lines = await prove({ servers: { smtp: nowhere, imap: nowhere, pop: nowhere } });
    expect(lines.map(({ what }) => what)).toEqual(Array(3).fill("localhost:1 takes no connections."));
  });

  it("whose certificate is not trusted is told apart", async () => {
    const { ca, ...rest } = servers();
    expect(ca).toContain("BEGIN CERTIFICATE");
    for (const { what } of await prove({ servers: rest }))
      expect(what).toMatch(/^localhost:\d+ showed a certificate that this machine does not trust \(.+\)\.$/);
  });
});

describe("a message to the mailbox itself", () => {
  const send = async (looks?: number) =>
    sendAndFind({
      servers: servers(),
      credentials: { mailbox: MAILBOX, accessToken: await m.token() },
      names: NAMES,
      timeout: 10_000,
      ...(looks === undefined ? {} : { looks }),
    });

  it("is sent, found by IMAP, and gone afterwards", async () => {
    expect(await send()).toMatchObject({ step: "message", outcome: "works", expected: true });
    expect(await send()).toMatchObject({ outcome: "works" });
  });

  it("that is put off is told in the server's words", async () => {
    await switchFaults(m.folder, ["smtpTryLater"]);
    expect(await send()).toMatchObject({
      outcome: "fails",
      what: "Exchange is busy, or turns away this many connections at once.",
      reply: "451 4.7.500 Server busy. Please try again later. [localhost]",
    });
  });

  it("that does not arrive is missed", async () => {
    expect(await send(0)).toMatchObject({
      outcome: "fails",
      what: "The message was taken for sending, and did not arrive in the inbox within a minute.",
    });
  });
});
