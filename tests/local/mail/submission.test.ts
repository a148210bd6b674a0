import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";

import { switchFaults } from "../../../local/mail/faultInjection.ts";
import { type RawClient, submissionClient, tcpClient } from "./rawClient.ts";
import { startTestMail, type TestMail, type TokenClaims, xoauth2 } from "./testMail.ts";

const REFUSED = "535 5.7.3 Authentication unsuccessful [localhost]";

let test: TestMail;
let client: RawClient | undefined;
beforeAll(async () => {
  test = await startTestMail();
});
afterEach(async () => {
  client?.close();
  await switchFaults(test.folder, []);
});
afterAll(() => test.close());

async function authenticate(claims: TokenClaims = {}, user = "forms@forms.example"): Promise<string> {
  client = await submissionClient(test.mail.smtp.port, test.ca);
  return client.ask(`AUTH XOAUTH2 ${xoauth2(user, await test.token(claims))}`);
}

/** Sends one message and answers with the server's replies from MAIL on. */
async function send(from: string, to: string, message: string): Promise<string[]> {
  const replies: string[] = [];
  for (const line of [`MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, "DATA", `${message}\r\n.`]) {
    const reply = (await client?.ask(line)) ?? "";
    replies.push(reply);
    if (!/^[23]/.test(reply)) break;
  }
  return replies;
}

const MESSAGE = "From: Forms <forms@forms.example>\r\nSubject: Hello\r\n\r\nText";

/** The messages that lie in a mailbox and were not read yet. */
function delivered(mailbox: string): string[] {
  const folder = join(test.folder, "mailboxes", mailbox, "Maildir", "new");
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
}

describe("the tenant's clock", () => {
  it("says whether a token is good, and not this machine's", async () => {
    const { clock } = test.tenant;
    const before = clock.now;
    const token = await test.token();
    const replies: string[] = [];
    for (const days of [0, 100]) {
      clock.now = new Date(before.getTime() + days * 86_400_000);
      for (const offered of [token, await test.token()]) {
        client?.close();
        client = await submissionClient(test.mail.smtp.port, test.ca);
        replies.push(await client.ask(`AUTH XOAUTH2 ${xoauth2("forms@forms.example", offered)}`));
      }
    }
    clock.now = before;
    const good = expect.stringMatching(/^235 /);
    expect(replies).toEqual([good, good, REFUSED, good]);
  });
});

describe("submission", () => {
  it("offers nothing but STARTTLS in the clear, and XOAUTH2 after it", async () => {
    client = await tcpClient(test.mail.smtp.port);
    expect(await client.line()).toBe("220 localhost ESMTP Microsoft ESMTP MAIL Service ready");
    const clear = await client.askUntil("EHLO client", /^250 /);
    expect(clear).toContain("250-STARTTLS");
    expect(clear.filter((line) => line.includes("AUTH"))).toEqual([]);
    expect(await client.ask("STARTTLS")).toBe("220 Ready to start TLS");
    client = await client.secure(test.ca);
    const secured = await client.askUntil("EHLO client", /^250 /);
    expect(secured.filter((line) => line.includes("AUTH"))).toEqual(["250-AUTH XOAUTH2"]);
    expect(secured.filter((line) => line.includes("STARTTLS"))).toEqual([]);
  });

  it("lets in who holds a token for SMTP.Send, in one step and in two", async () => {
    expect(await authenticate({ scp: "SMTP.Send" })).toBe("235 Authentication successful");
    client?.close();
    client = await submissionClient(test.mail.smtp.port, test.ca);
    expect(await client.ask("AUTH XOAUTH2")).toBe("334 ");
    expect(await client.ask(xoauth2("FORMS@forms.example", await test.token()))).toBe("235 Authentication successful");
  });

  it.each<[string, TokenClaims, string]>([
    ["for Microsoft Graph", { aud: "https://graph.microsoft.com" }, "the token is for https://graph.microsoft.com"],
    ["without SMTP.Send", { scp: "IMAP.AccessAsUser.All" }, "the token lacks SMTP.Send"],
    ["that has expired", { lifetime: -1 }, "the token has expired"],
    ["of another person", { upn: "admin@forms.example" }, "admin@forms.example's, who has no access to this mailbox"],
    ["of an application", { upn: undefined }, "the token is an application's, not a person's"],
  ])("refuses a token %s with 535 5.7.3", async (_name, claims, why) => {
    test.logged.length = 0;
    expect(await authenticate(claims)).toBe(REFUSED);
    expect(test.logged).toEqual([expect.stringContaining(why)]);
    expect(test.logged[0]).toMatch(/^SMTP forms@forms\.example refused: /);
  });

  it("refuses a token that another key signed, and one that is no token", async () => {
    client = await submissionClient(test.mail.smtp.port, test.ca);
    const token = await test.token();
    const forged = `${token.slice(0, token.lastIndexOf("."))}.${"A".repeat(342)}`;
    expect(await client.ask(`AUTH XOAUTH2 ${xoauth2("forms@forms.example", forged)}`)).toBe(REFUSED);
    expect(await client.ask(`AUTH XOAUTH2 ${xoauth2("forms@forms.example", "opaque")}`)).toBe(REFUSED);
  });

  it("says when SMTP AUTH is disabled or a policy forbids it, good token or not", async () => {
    const visit = "Visit https://aka.ms/smtp_auth_disabled for more information. [localhost]";
    const words = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the";
    await switchFaults(test.folder, ["smtpDisabledForTenant"]);
    expect(await authenticate()).toBe(`${words} Tenant. ${visit}`);
    client?.close();
    await switchFaults(test.folder, ["smtpDisabledForMailbox"]);
    expect(await authenticate()).toBe(`${words} Mailbox. ${visit}`);
    client?.close();
    await switchFaults(test.folder, ["smtpPolicy"]);
    expect(await authenticate()).toBe(
      "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. " +
        "Contact your administrator. [localhost]",
    );
  });

  it("refuses a good token where SMTP refuses the account", async () => {
    await switchFaults(test.folder, ["smtpRefused"]);
    expect(await authenticate()).toBe(REFUSED);
  });

  it("turns connections away while it is busy", async () => {
    await switchFaults(test.folder, ["smtpBusy"]);
    client = await tcpClient(test.mail.smtp.port);
    expect(await client.line()).toBe("421 4.3.2 Service not active [localhost]");
    expect(await client.line()).toBe("<closed>");
  });

  it("wants a sign-in before a message", async () => {
    client = await submissionClient(test.mail.smtp.port, test.ca);
    expect(await client.ask("MAIL FROM:<forms@forms.example>")).toBe(
      "530 5.7.57 Client not authenticated to send mail. [localhost]",
    );
  });

  it("delivers to a mailbox of the tenant, under whichever of its names", async () => {
    await authenticate();
    const replies = await send("forms@forms.example", "Admin@Forms.Example", MESSAGE);
    expect(replies).toEqual([
      "250 Accepted",
      "250 Accepted",
      "354 End data with <CR><LF>.<CR><LF>",
      "250 2.0.0 OK [Hostname=localhost] Queued mail for delivery",
    ]);
    expect(delivered("admin@forms.example")).toEqual([`${MESSAGE}\r\n`]);
  });

  it.each([
    ["an unknown mailbox of the tenant", "nobody@forms.example", "5.4.1 Recipient address rejected: Access denied."],
    ["anybody elsewhere", "a@elsewhere.example", "5.7.54 SMTP; Unable to relay recipient in non-accepted domain"],
  ])("sends nothing to %s", async (_name, to, words) => {
    await authenticate();
    expect(await send("forms@forms.example", to, MESSAGE)).toEqual(["250 Accepted", `550 ${words} [localhost]`]);
  });

  it("lets nobody send as somebody else, in the envelope or in the header", async () => {
    const denied = "550 5.7.60 SMTP; Client does not have permissions to send as this sender [localhost]";
    await authenticate();
    expect(await send("admin@forms.example", "forms@forms.example", MESSAGE)).toEqual([denied]);
    const forged = MESSAGE.replace("Forms <forms@", '"forms@forms.example"\r\n <admin@');
    const replies = await send("forms@forms.example", "nora@forms.example", forged);
    expect(replies.at(-1)).toBe(denied);
    expect(replies).toHaveLength(4);
  });

  it("puts a message off while the server is busy", async () => {
    await authenticate();
    await switchFaults(test.folder, ["smtpTryLater"]);
    const replies = await send("forms@forms.example", "nora@forms.example", MESSAGE);
    expect(replies.at(-1)).toBe("451 4.7.500 Server busy. Please try again later. [localhost]");
  });

  it("lets a person with full access sign in to a shared mailbox and send as it, and nobody else", async () => {
    expect(await authenticate({}, "shared@forms.example")).toBe("235 Authentication successful");
    const message = MESSAGE.replace("forms@", "shared@");
    const replies = await send("shared@forms.example", "shared@forms.example", message);
    expect(replies.at(-1)).toMatch(/^250 2\.0\.0 OK/);
    expect(delivered("shared@forms.example")).toEqual([`${message}\r\n`]);
    client?.close();
    expect(await authenticate({ upn: "nora@forms.example" }, "shared@forms.example")).toBe(REFUSED);
  });

  it("never writes a token to its log", async () => {
    const token = await test.token();
    client = await submissionClient(test.mail.smtp.port, test.ca);
    await client.ask(`AUTH XOAUTH2 ${xoauth2("forms@forms.example", token)}`);
    expect(test.logged.at(-1)).toBe("SMTP forms@forms.example opened by forms@forms.example");
    expect(test.logged.filter((line) => line.includes("eyJ"))).toEqual([]);
  });
});
