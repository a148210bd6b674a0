import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { startMail } from "../../../local/mail/index.ts";
import { textOf } from "../../../local/tenant/state/json.ts";
import { UserError } from "../../../support/userError.ts";
import { OUTLOOK, startSignInTenant } from "../tenant/signIn/signInTenant.ts";
import { startTestTenant } from "../tenant/testTenant.ts";
import { submissionClient, tcpClient, tlsClient } from "./rawClient.ts";
import { startTestMail, xoauth2 } from "./testMail.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mail-index-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("mail on loopback", () => {
  it("serves SMTP alone where Dovecot is missing, and says how to get it", async () => {
    const test = await startTestMail({ places: [{ server: "/nonexistent", sessions: "/nonexistent" }] });
    try {
      expect(test.mail.imap).toBeUndefined();
      expect(test.mail.pop).toBeUndefined();
      expect(test.mail.missing).toBe(
        "No IMAP and no POP on this machine: Dovecot serves it, and is not installed. " +
          "On Debian or Ubuntu: sudo apt-get install -y --no-install-recommends dovecot-imapd dovecot-pop3d",
      );
      const client = await submissionClient(test.mail.smtp.port, test.ca);
      expect(await client.ask(`AUTH XOAUTH2 ${xoauth2("forms@forms.example", await test.token())}`)).toMatch(/^235 /);
      client.close();
    } finally {
      await test.close();
    }
  });

  it("does not begin with faults that are none, and says so", async () => {
    const test = await startTestTenant();
    try {
      writeFileSync(join(folder, "faults.json"), '["imapOff"]');
      await expect(startMail({ tenant: test.tenant, folder })).rejects.toThrow(
        /faults\.json should hold a JSON list of faults, of: smtpDisabled/,
      );
    } finally {
      await test.close();
    }
  });

  it("misses nothing where Dovecot is there", async () => {
    const test = await startTestMail();
    try {
      expect(test.mail.missing).toBeUndefined();
      expect(test.mail.imap).toEqual({ host: "localhost", port: expect.any(Number) });
      expect(test.mail.pop).toEqual({ host: "localhost", port: expect.any(Number) });
    } finally {
      await test.close();
    }
  });

  it("names a port that is in use, and leaves none behind", async () => {
    const tenant = await startTestTenant();
    const occupant = createServer();
    await new Promise<void>((resolve) => occupant.listen(0, "127.0.0.1", resolve));
    const { port: taken } = occupant.address() as { port: number };
    const free = await freePort();
    try {
      const starting = startMail({ tenant: tenant.tenant, folder, ports: { smtp: free, imap: taken, pop: 0 } });
      await expect(starting).rejects.toThrow(
        new UserError(`Port ${taken} is in use by something else. End that first.`),
      );
      await expect(tcpClient(free)).rejects.toThrow(/ECONNREFUSED/);
    } finally {
      await new Promise((resolve) => occupant.close(resolve));
      await tenant.close();
    }
  });

  it("keeps mail in a folder of its owner's, over a restart on the same ports", async () => {
    const ports = { smtp: await freePort(), imap: await freePort(), pop: await freePort() };
    for (const expected of [1, 2]) {
      const test = await startTestMail({ folder, ports });
      try {
        const sender = await submissionClient(ports.smtp, test.ca);
        await sender.ask(`AUTH XOAUTH2 ${xoauth2("forms@forms.example", await test.token())}`);
        await sender.ask("MAIL FROM:<forms@forms.example>");
        await sender.ask("RCPT TO:<forms@forms.example>");
        await sender.ask("DATA");
        expect(await sender.ask("Subject: Kept\r\n\r\n.")).toMatch(/^250 /);
        sender.close();
        const reader = await tlsClient(ports.pop, test.ca);
        await reader.line();
        await reader.ask("AUTH XOAUTH2");
        await reader.ask(xoauth2("forms@forms.example", await test.token()));
        expect(await reader.ask("STAT")).toMatch(new RegExp(`^\\+OK ${expected} `));
        reader.close();
      } finally {
        await test.close();
      }
    }
    expect(statSync(join(folder, "mailboxes")).mode & 0o777).toBe(0o700);
  });

  it("lets a personal account in, whose token only the tenant can read, as long as the token lives", async () => {
    const signIns = await startSignInTenant();
    const { t: tenant } = signIns;
    const mail = await startMail({ tenant: tenant.tenant, folder });
    const pat = "pat.personal@outlook.example";
    const signIn = async (token: string): Promise<string> => {
      const client = await tlsClient(mail.imap?.port ?? 0, readFileSync(mail.authority));
      await client.line();
      const reply = await client.ask(`a1 AUTHENTICATE XOAUTH2 ${xoauth2(pat, token)}`);
      client.close();
      return reply;
    };
    try {
      const scope = `${OUTLOOK}/IMAP.AccessAsUser.All`;
      const { body } = await signIns.redeem(await signIns.code({ scope }, { user: pat }), { scope });
      const token = textOf(body.access_token);
      expect(token.split(".")).not.toHaveLength(3);
      expect(await signIn(token)).toBe("a1 OK AUTHENTICATE completed.");
      const graph = await signIns.redeem(await signIns.code({ scope: "User.Read" }, { user: pat }), {
        scope: "User.Read",
      });
      expect(await signIn(textOf(graph.body.access_token))).toBe("a1 NO AUTHENTICATE failed.");
      tenant.clock.now = new Date(tenant.clock.now.getTime() + 2 * 60 * 60 * 1000);
      expect(await signIn(token)).toBe("a1 NO AUTHENTICATE failed.");
    } finally {
      await mail.close();
      await tenant.close();
    }
  });

  it("puts clients off, and says why in the log, while the tenant does not answer", async () => {
    const test = await startTestMail();
    const client = await submissionClient(test.mail.smtp.port, test.ca);
    const token = await test.token();
    await test.tenant.tenant.close();
    try {
      expect(await client.ask(`AUTH XOAUTH2 ${xoauth2("forms@forms.example", token)}`)).toBe(
        "451 4.7.500 Server busy. Please try again later. [localhost]",
      );
      expect(test.logged).toEqual([expect.stringMatching(/^SMTP failed: .*ECONNREFUSED/)]);
      const reader = await tlsClient(test.mail.imap?.port ?? 0, test.ca);
      await reader.line();
      expect(await reader.ask(`a1 AUTHENTICATE XOAUTH2 ${xoauth2("forms@forms.example", token)}`)).toBe("<closed>");
      expect(test.logged.slice(1)).toEqual([expect.stringMatching(/^IMAP failed: .*ECONNREFUSED/)]);
    } finally {
      client.close();
      await test.mail.close();
      rmSync(test.folder, { recursive: true });
      rmSync(test.tenant.folder, { recursive: true });
    }
  });
});

/** A port that nobody listens on, on either loopback address, as far as one can know. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "::", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
