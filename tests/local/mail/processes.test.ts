import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type RawClient, tlsClient } from "./rawClient.ts";
import { startTestMail, type TestMail, xoauth2 } from "./testMail.ts";

const HERE = new URL("./testMail.ts", import.meta.url).href;

const children: ChildProcess[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mail-processes-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** A client with an open mailbox. */
async function openMailbox(test: Pick<TestMail, "ca" | "mail" | "token">): Promise<RawClient> {
  const client = await tlsClient(test.mail.imap?.port ?? 0, test.ca);
  await client.line();
  await client.ask(`a1 AUTHENTICATE XOAUTH2 ${xoauth2("forms@forms.example", await test.token())}`);
  await client.askUntil("a2 SELECT INBOX", /^a2 OK/);
  return client;
}

describe("Dovecot's sessions", () => {
  it("end with the client's connection, and with the servers", async () => {
    const test = await startTestMail({ folder });
    try {
      const [first] = [await openMailbox(test), await openMailbox(test)];
      expect(sessions()).toBe(2);
      first.close();
      await until(() => sessions() === 1);
      await test.mail.close();
      expect(sessions()).toBe(0);
    } finally {
      await test.close();
    }
  });

  it("end with a process that is killed, and leave the next one nothing in the way", async () => {
    const program = `
      const { startTestMail } = await import(${JSON.stringify(HERE)});
      const { mail, token, ca } = await startTestMail({ folder: ${JSON.stringify(folder)} });
      process.stdout.write(JSON.stringify({ mail, token: await token(), ca: ca.toString() }) + "\\n");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      // So that what it can't take away itself goes with the folder.
      env: { ...process.env, TMPDIR: folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    const [text] = (await once(child.stdout, "data")) as [Buffer];
    const started = JSON.parse(text.toString()) as { mail: TestMail["mail"]; token: string; ca: string };
    await openMailbox({
      mail: started.mail,
      ca: Buffer.from(started.ca),
      token: () => Promise.resolve(started.token),
    });
    expect(sessions()).toBe(1);
    child.kill("SIGKILL");
    await until(() => sessions() === 0);

    const test = await startTestMail({ folder });
    try {
      const client = await openMailbox(test);
      expect(await client.ask("a3 UNSELECT")).toMatch(/^a3 OK/);
    } finally {
      await test.close();
    }
  });
});

/** How many processes work in a mailbox below the folder. */
function sessions(): number {
  const found = execFileSync("sh", ["-c", "ls -l /proc/[0-9]*/cwd 2>/dev/null || true"], { encoding: "utf8" });
  return found.split("\n").filter((line) => line.includes(`-> ${folder}/mailboxes/`)).length;
}

async function until(done: () => boolean): Promise<void> {
  for (let left = 500; left > 0 && !done(); left--) await new Promise((resolve) => setTimeout(resolve, 10));
  if (!done()) throw new Error("It did not come about.");
}
