import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";

import { DOVECOT_PLACES, findDovecot } from "../../../local/mail/dovecot.ts";
import { switchFaults } from "../../../local/mail/faultInjection.ts";
import { type RawClient, submissionClient, tlsClient } from "./rawClient.ts";
import { startTestMail, type TestMail, type TokenClaims, xoauth2 } from "./testMail.ts";

const FORMS = "forms@forms.example";
const REFUSED: Readonly<Record<"imap" | "pop", string>> = {
  imap: "a1 NO AUTHENTICATE failed.",
  pop: "-ERR Authentication failure: unknown user name or bad password.",
};

let test: TestMail;
let client: RawClient;
beforeAll(async () => {
  if (findDovecot("imap", DOVECOT_PLACES) === undefined || findDovecot("pop3", DOVECOT_PLACES) === undefined) {
    throw new Error(
      "These tests need Dovecot. On Debian or Ubuntu: " +
        "sudo apt-get install -y --no-install-recommends dovecot-imapd dovecot-pop3d",
    );
  }
  test = await startTestMail();
});
afterEach(async () => {
  client.close();
  await switchFaults(test.folder, []);
});
afterAll(() => test.close());

async function connect(protocol: "imap" | "pop", host?: string): Promise<string> {
  client = await tlsClient(test.mail[protocol]?.port ?? 0, test.ca, host);
  return client.line();
}

/** Signs in on a new connection and answers with the server's reply. */
async function signIn(protocol: "imap" | "pop", claims: TokenClaims = {}, user = FORMS): Promise<string> {
  await connect(protocol);
  const message = xoauth2(user, await test.token(claims));
  if (protocol === "imap") return client.ask(`a1 AUTHENTICATE XOAUTH2 ${message}`);
  await client.ask("AUTH XOAUTH2");
  return client.ask(message);
}

async function deliver(subject: string, to = FORMS): Promise<void> {
  const sender = await submissionClient(test.mail.smtp.port, test.ca);
  await sender.ask(`AUTH XOAUTH2 ${xoauth2(FORMS, await test.token())}`);
  await sender.ask(`MAIL FROM:<${FORMS}>`);
  await sender.ask(`RCPT TO:<${to}>`);
  await sender.ask("DATA");
  const reply = await sender.ask(`From: ${FORMS}\r\nSubject: ${subject}\r\n\r\nBody\r\n.`);
  sender.close();
  expect(reply).toMatch(/^250 2\.0\.0 OK/);
}

describe("IMAP and POP alike", () => {
  it.each<["imap" | "pop", string, TokenClaims, string]>([
    [
      "imap",
      "for Microsoft Graph",
      { aud: "https://graph.microsoft.com" },
      "the token is for https://graph.microsoft.com",
    ],
    [
      "pop",
      "for Microsoft Graph",
      { aud: "https://graph.microsoft.com" },
      "the token is for https://graph.microsoft.com",
    ],
    [
      "imap",
      "for the other two protocols",
      { scp: "POP.AccessAsUser.All SMTP.Send" },
      "the token lacks IMAP.AccessAsUser.All",
    ],
    [
      "pop",
      "for the other two protocols",
      { scp: "IMAP.AccessAsUser.All SMTP.Send" },
      "the token lacks POP.AccessAsUser.All",
    ],
    ["imap", "that has expired", { lifetime: -1 }, "the token has expired"],
    ["pop", "that has expired", { lifetime: -1 }, "the token has expired"],
  ])("refuse over %s a token %s", async (protocol, _name, claims, why) => {
    expect(await signIn(protocol, claims)).toBe(REFUSED[protocol]);
    expect(test.logged.at(-1)).toBe(`${protocol.toUpperCase()} ${FORMS} refused: ${why}`);
  });

  it("read each other's mail in one mailbox", async () => {
    await deliver("One mailbox");
    expect(await signIn("pop")).toBe("+OK User successfully authenticated.");
    const [header] = (await client.askUntil("TOP 1 0", /^\.$/)).filter((line) => line.startsWith("Subject:"));
    expect(header).toBe("Subject: One mailbox");
    client.close();
    expect(await signIn("imap")).toBe("a1 OK AUTHENTICATE completed.");
    await client.askUntil("a2 SELECT INBOX", /^a2 OK/);
    const found = await client.askUntil('a3 SEARCH SUBJECT "One mailbox"', /^a3 OK/);
    expect(found[0]).toBe("* SEARCH 1");
    await client.askUntil("a4 STORE 1 +FLAGS (\\Deleted)", /^a4 OK/);
    await client.askUntil("a5 EXPUNGE", /^a5 OK/);
    expect((await client.askUntil("a6 LOGOUT", /^a6 OK/))[0]).toBe("* BYE Logging out");
    expect(await client.line()).toBe("<closed>");
  });

  it("answer on ::1 as well", async () => {
    expect(await connect("imap", "::1")).toMatch(/^\* OK The Microsoft Exchange IMAP4 service is ready\. \[/);
    client.close();
    expect(await connect("pop", "::1")).toMatch(/^\+OK The Microsoft Exchange POP3 service is ready\. \[/);
  });
});

describe("IMAP", () => {
  it("offers XOAUTH2 before the sign-in and nothing else to sign in by", async () => {
    await connect("imap");
    const [offered = ""] = await client.askUntil("a1 CAPABILITY", /^a1 /);
    expect(offered.split(" ").filter((word) => word.startsWith("AUTH="))).toEqual(["AUTH=XOAUTH2"]);
    expect(await client.ask(`a2 LOGIN ${FORMS} secret`)).toBe("a2 NO LOGIN failed.");
    expect(await client.ask("a3 AUTHENTICATE PLAIN AAAA")).toBe("a3 NO AUTHENTICATE failed.");
    expect(await client.ask("a4 SELECT INBOX")).toBe("a4 BAD Command received in Invalid state.");
    expect((await client.askUntil("a5 LOGOUT", /^a5 /)).at(-1)).toBe("a5 OK LOGOUT completed.");
    expect(await client.line()).toBe("<closed>");
  });

  it("takes the token after a continuation too, and another one after a refusal", async () => {
    await connect("imap");
    expect(await client.ask("a1 AUTHENTICATE XOAUTH2")).toBe("+ ");
    expect(await client.ask("*")).toBe("a1 NO AUTHENTICATE failed.");
    expect(await client.ask("a2 AUTHENTICATE XOAUTH2")).toBe("+ ");
    expect(await client.ask(xoauth2(FORMS, await test.token()))).toBe("a2 OK AUTHENTICATE completed.");
    expect((await client.askUntil("a3 NOOP", /^a3 /)).at(-1)).toMatch(/^a3 OK NOOP completed/);
  });

  it("loses nothing that a client sends on before the reply", async () => {
    await connect("imap");
    client.send(`a1 AUTHENTICATE XOAUTH2 ${xoauth2(FORMS, await test.token())}\r\na2 SELECT INBOX\r\na3 NOOP`);
    expect(await client.line()).toBe("a1 OK AUTHENTICATE completed.");
    const rest = await client.askUntil("a4 NOOP", /^a4 /);
    expect(rest.filter((line) => /^a\d OK/.test(line))).toHaveLength(3);
  });

  it.each<[string, string, TokenClaims]>([
    ["the token is another person's", FORMS, { upn: "admin@forms.example" }],
    ["the person has no access to the shared mailbox", "shared@forms.example", { upn: "nora@forms.example" }],
  ])("lets in, and then keeps the mailbox shut, when %s", async (_name, user, claims) => {
    expect(await signIn("imap", claims, user)).toBe("a1 OK AUTHENTICATE completed.");
    expect(await client.ask("a2 SELECT INBOX")).toBe("a2 BAD User is authenticated but not connected.");
    expect((await client.askUntil("a3 CAPABILITY", /^a3 /)).at(-1)).toBe("a3 OK CAPABILITY completed.");
    expect((await client.askUntil("a4 LOGOUT", /^a4 /)).at(-1)).toBe("a4 OK LOGOUT completed.");
  });

  it("hangs up on who keeps asking while IMAP is switched off", async () => {
    await switchFaults(test.folder, ["imapDisabled"]);
    expect(await signIn("imap")).toBe("a1 OK AUTHENTICATE completed.");
    for (const tag of ["a2", "a3", "a4"])
      expect(await client.ask(`${tag} LIST "" "*"`)).toBe(`${tag} BAD User is authenticated but not connected.`);

    expect(await client.line()).toBe("* BYE Connection closed. 14");
    expect(await client.line()).toBe("<closed>");
  });

  it("refuses a mailbox that nobody has", async () => {
    expect(await signIn("imap", {}, "nobody@forms.example")).toBe("a1 NO AUTHENTICATE failed.");
  });

  it("opens a shared mailbox to a person with full access", async () => {
    await deliver("For all of us", "shared@forms.example");
    expect(await signIn("imap", {}, "shared@forms.example")).toBe("a1 OK AUTHENTICATE completed.");
    const status = await client.askUntil("a2 STATUS INBOX (MESSAGES)", /^a2 /);
    expect(status[0]).toBe("* STATUS INBOX (MESSAGES 1)");
  });

  it("opens a mailbox to several sessions at once, and tells one of what comes in meanwhile", async () => {
    await signIn("imap", {}, FORMS);
    await client.askUntil("a2 SELECT INBOX", /^a2 OK/);
    await deliver("While you are here");
    const told = await client.askUntil("a3 NOOP", /^a3 OK/);
    expect(told.filter((line) => line.endsWith("EXISTS"))).toHaveLength(1);
  });
});

describe("POP", () => {
  it("knows the two-line form of AUTH alone, as Exchange does", async () => {
    await connect("pop");
    expect(await client.askUntil("CAPA", /^\.$/)).toEqual(["+OK", "TOP", "UIDL", "SASL XOAUTH2", "USER", "."]);
    expect(await client.ask(`AUTH XOAUTH2 ${xoauth2(FORMS, await test.token())}`)).toBe(
      "-ERR Protocol error. Connection is closed. 10",
    );
    expect(await client.line()).toBe("<closed>");
  });

  it("takes no password", async () => {
    await connect("pop");
    expect(await client.ask(`USER ${FORMS}`)).toBe("+OK");
    expect(await client.ask("PASS secret")).toBe("-ERR Logon failure: unknown user name or bad password.");
    expect(await client.ask("STAT")).toBe("-ERR Command is not valid in this state.");
    expect(await client.ask("QUIT")).toBe("+OK Microsoft Exchange Server POP3 server signing off.");
  });

  it("refuses another person's token, and everybody while POP is switched off", async () => {
    expect(await signIn("pop", { upn: "admin@forms.example" })).toBe(REFUSED.pop);
    client.close();
    await switchFaults(test.folder, ["popDisabled"]);
    expect(await signIn("pop")).toBe(REFUSED.pop);
  });
});

describe("the sessions", () => {
  it("leave no secret where others could read it", () => {
    const config = execFileSync("find", [test.folder, "-perm", "/077", "-type", "f"], { encoding: "utf8" });
    expect(config.split("\n").filter((file) => !file.includes("dovecot-uidvalidity."))).toEqual([""]);
    expect(readFileSync(`${test.folder}/mailboxes/${FORMS}/dovecot.conf`, "utf8")).not.toContain("eyJ");
  });
});
