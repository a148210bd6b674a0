import { globSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser } from "playwright-core";

import { switchFaults } from "../../local/mail/faultInjection.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { startChromium } from "./chromium.ts";
import { runCommand } from "./command.ts";
import { start } from "./consentRun.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

let local: LocalStack;
let ca: string;
/** For what the tests write beside the stack. */
let folder: string;

beforeAll(async () => {
  local = await startLocalStack();
  ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  folder = await mkdtemp(join(tmpdir(), "consent-"));
  await local.run("up");
});

afterAll(async () => {
  await local.close();
  await rm(folder, { recursive: true, force: true });
});

const MAILBOX = "forms@forms.example";

/** Signs in by paste and answers with how the command ended. */
async function byPaste(args: readonly string[], user = MAILBOX, environment: Record<string, string> = {}) {
  const run = start(local, ["consent", "--paste", ...args], environment);
  run.child.stdin.end(`${await signInAs(await run.link(), { user, ca })}\n`);
  return run.ended;
}

/** Goes to the address on which the sign-in ended, as a browser does. */
async function landed(url: string): Promise<void> {
  await (await fetch(url)).text();
}

describe("a person's path from a deployed stack to a proven token", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.close());

  it("goes through the browser, keeps the token encrypted, and verify proves it again with a message sent and found", async () => {
    const run = start(local, ["consent", "--save"]);
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(await run.link());
    await page.getByLabel("Email").fill(MAILBOX);
    await page.getByLabel("Password").fill("forms-local");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByRole("heading", { name: "Signed in" }).waitFor();
    if (process.env.PICTURES !== undefined)
      await page.screenshot({ path: join(process.env.PICTURES, "signed-in.png") });
    const { code, stdout, stderr } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const record = join(local.folder.root, "local.consent.yaml");
    const told = stdout.slice(stdout.indexOf("Signed in as")).replace(/localhost:\d+, \d+\.\d\d s/g, "WHERE, TIME");
    expect(told).toBe(`Signed in as ${MAILBOX}.

The token, tried:
  refresh works   WHERE, TIME
  IMAP    works   WHERE, TIME
  POP     works   WHERE, TIME
  SMTP    works   WHERE, TIME

The refresh token is kept in the settings of stack local, encrypted (aem-mail-oauth:refreshToken).
Recorded in ${record}, for npx aem-mail-oauth due.

Where AEM wants it: npx aem-mail-oauth sheet --stack local
`);
    expect(await readFile(record, "utf8")).toContain(`user: "${MAILBOX}"`);
    const due = await runCommand(["due", "--stack", "local", "--folder", local.folder.root, "--json"]);
    const { items } = JSON.parse(due.stdout) as { items: { kind: string }[] };
    expect(items.filter(({ kind }) => kind === "token")).toMatchObject([{ name: MAILBOX, status: "ok", days: 89 }]);
    // Without its record the token in the settings is one that nobody knows the issue of.
    const written = await readFile(record, "utf8");
    await rm(record);
    const forgotten = await runCommand(["due", "--stack", "local", "--folder", local.folder.root]);
    expect(forgotten.code).toBe(3);
    expect(forgotten.stdout).toContain("one is kept in the stack's settings, and nobody wrote down when it was issued");
    await writeFile(record, written);

    const verified = await start(local, ["verify", "--send", "--json"]).ended;
    expect(verified.code).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({
      stack: "local",
      mailbox: MAILBOX,
      user: MAILBOX,
      works: true,
      steps: ["token", "IMAP", "POP", "SMTP", "message"].map((step) => ({ step, outcome: "works" })),
    });
  });
});

describe("where the token goes", () => {
  it("is a file for its owner alone, which verify takes, with a live secret by its label", async () => {
    const file = join(folder, "token");
    const { code, stdout } = await byPaste(["--out", file, "--no-verify"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`The refresh token is in ${file}, which only you can read.\n`);
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe("600");
    const token = await readFile(file, "utf8");
    expect(token).toMatch(/^1\.A[\w-]{200,}\n$/);
    expect(stdout).not.toContain(token.trim());

    const args = ["verify", "--token-file", file, "--secret-label", "initial"];
    const verified = await start(local, args).ended;
    expect(verified).toMatchObject({ code: 0, stderr: "" });
    expect(verified.stdout).toMatch(
      /^\nWith client secret "initial" of stack local(, for forms@forms\.example)?:\n.*\nAll that AEM needs works for forms@forms\.example\.\n$/s,
    );
    const unknown = await start(local, ["verify", "--token-file", file, "--secret-label", "spring"]).ended;
    expect(unknown).toMatchObject({
      code: 1,
      stderr: "--secret-label spring: stack local has no live secret of that label. There is: initial.\n",
    });
  });

  it("is not a file that is there already, and nobody has to sign in to learn that", async () => {
    const file = join(folder, "kept");
    await writeFile(file, "precious");
    const run = await start(local, ["consent", "--out", file]).ended;
    expect(run).toMatchObject({
      code: 1,
      stderr: `--out ${file}: this file is there already. Add --force to replace it.\n`,
    });
    expect(run.stdout).not.toContain("/authorize?");
    expect(await readFile(file, "utf8")).toBe("precious");
    const forced = await byPaste(["--out", file, "--force", "--no-verify"]);
    expect(forced.code).toBe(0);
    expect(await readFile(file, "utf8")).toMatch(/^1\.A/);
  });
});

describe("whose consent it is", () => {
  it("is refused when somebody else signed in, and nothing is kept", async () => {
    const { code, stderr, stdout } = await byPaste(["--mailbox", MAILBOX], "admin@forms.example");
    expect(code).toBe(1);
    const again = "npx aem-mail-oauth consent --stack local --mailbox";
    expect(stderr).toBe(
      `admin@forms.example signed in, but the mailbox is ${MAILBOX}. The token was thrown away: with it AEM would read and send as admin@forms.example. What admin@forms.example accepted stays in the tenant, and does no harm without a token.
Sign in as ${MAILBOX}, in a private window, where nobody is signed in yet:
  ${again} ${MAILBOX} --paste
If ${MAILBOX} is a shared mailbox to which admin@forms.example has full access, or another name of the same account:
  ${again} ${MAILBOX} --user admin@forms.example --paste
`,
    );
    expect(stdout).not.toContain("1.A");
  });

  it("is waited for when somebody else came first, with another link", async () => {
    const run = start(local, ["consent", "--mailbox", MAILBOX, "--no-browser", "--no-verify", "--json"]);
    const first = await run.link();
    await landed(await signInAs(first, { user: "admin@forms.example", ca }));
    const [, second = ""] = await run.until(/the one above is used up:\n\n(https:\/\/\S+)\n/);
    expect(second).not.toBe(first);
    await landed(await signInAs(second, { user: MAILBOX, ca }));
    const { code, stdout } = await run.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ mailbox: MAILBOX, user: MAILBOX });
  });

  it("may be a person's for a shared mailbox", async () => {
    const { code, stdout } = await byPaste(["--mailbox", "shared@forms.example", "--user", MAILBOX, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ mailbox: "shared@forms.example", user: MAILBOX });
  });

  it("may be a personal account's, with a warning", async () => {
    const { stdout } = await byPaste(["--no-verify"], "pat.personal@outlook.example");
    expect(stdout).toContain(
      "Warning: pat.personal@outlook.example is a personal account. Adobe advises a work account for AEM, and some personal " +
        "mailboxes refuse SMTP with a good token.\n",
    );
  });
});

describe("scopes to the letter of Adobe's page", () => {
  it("are asked for, and what comes of it is told", async () => {
    const run = start(local, ["consent", "--paste", "--scopes", "adobe", "--mailbox", MAILBOX]);
    const link = new URL(await run.link());
    expect(link.searchParams.get("scope")).toBe(
      "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send User.Read Mail.Read offline_access",
    );
    run.child.stdin.end(`${await signInAs(link.href, { user: MAILBOX, ca })}\n`);
    const { code, stderr } = await run.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Nobody has consented to the permissions that were asked for/);
    expect(stderr).toMatch(
      /\nAdobe's page asks for consent to Microsoft Graph's permissions and then for a token of the mail servers\. Leave --scopes out, and both are asked for alike\.\n$/,
    );
  });
});

describe("what gets in the way", () => {
  it.each([
    [["--save"], /Waiting on port \d+ for the answer/],
    [["--paste"], /Paste the whole address here/],
  ])("ends cleanly on Ctrl-C, with %j", async (args, waiting) => {
    const run = start(local, ["consent", ...args]);
    await run.until(waiting);
    run.child.kill("SIGINT");
    const { code, stdout, stderr } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
    expect(stdout).toMatch(/\nStopped\. Nothing was changed\.\n$/);
  });

  it("is SMTP switched off: the token is kept, the exit code tells, and verify says the same", async () => {
    await switchFaults(local.folder.mail, ["smtpDisabledForTenant"]);
    const file = join(folder, "kept-all-the-same");
    const { code, stdout } = await byPaste(["--out", file]);
    const verified = await start(local, ["verify", "--token-file", file]).ended;
    await switchFaults(local.folder.mail, []);
    expect([code, verified.code]).toEqual([1, 1]);
    for (const text of [stdout, verified.stdout]) {
      expect(text).toMatch(
        /\n {2}SMTP {4}fails .*\n {6}Sending by clients \(SMTP AUTH\) is switched off for the whole organisation\./,
      );
    }
    expect(verified.stdout).toMatch(/\nNot all that AEM needs works for forms@forms\.example\.\n$/);
    expect(await readFile(file, "utf8")).toMatch(/^1\.A/);
  });

  it("ends when nobody comes back", async () => {
    const { code, stderr } = await start(local, ["consent", "--timeout", "0.01"]).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Nobody came back within 0\.6 seconds\. Was the browser closed/);
  });

  const [faketime] = globSync("/usr/lib/*/faketime/libfaketime.so.1");
  // The reason stands in the name, because that is what a skipped test shows.
  (faketime === undefined ? it.skip : it)(
    "is a clock that is off, and the token is had all the same (needs Debian's libfaketime)",
    async () => {
      const clock = { LD_PRELOAD: faketime ?? "", FAKETIME: "-3h", DONT_FAKE_MONOTONIC: "1" };
      const before = Date.now();
      const { code, stdout, stderr } = await byPaste(["--no-verify", "--json"], MAILBOX, clock);
      expect(code).toBe(0);
      // By the server's clock: three hours, or three years, are not taken off or added.
      const { issued } = JSON.parse(stdout) as { issued: string };
      expect(Date.parse(issued)).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000);
      expect(Date.parse(issued)).toBeLessThanOrEqual(Date.now());
      expect(await readFile(join(local.folder.root, "local.consent.yaml"), "utf8")).toContain(`issued: "${issued}"`);
      expect(stderr).toContain(
        "Warning: This machine's clock is 3 hours behind. Set it right: certificates and tokens have times in them. AEM's server " +
          "needs the right time as well.\n",
      );
    },
  );

  it("is a stack that does not exist, or a number that nobody knows", async () => {
    expect(await runCommand(["consent", "--stack", "prdo"])).toMatchObject({ code: 1, stdout: "" });
    expect(await runCommand(["consent", "--explain", "AADSTS65004"])).toMatchObject({
      code: 0,
      stdout:
        "AADSTS65004\nThe permissions were not accepted: Cancel was pressed on the page that lists them.\n" +
        "What to do: Sign in again and press Accept: npx aem-mail-oauth consent --stack <stack>\n",
    });
  });
});
