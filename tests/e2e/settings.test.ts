import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { openLocalDeployment } from "../../local/deployment.ts";
import type { Ended } from "../commandHost.ts";
import { startChromium } from "./chromium.ts";
import { runCommand } from "./command.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const MAILBOX = "forms@forms.example";
const TOKEN = "1.AXoA-the.refresh_token";

let local: LocalStack;
let out: string;

beforeEach(async () => {
  local = await startLocalStack();
  out = await mkdtemp(join(tmpdir(), "settings-e2e-"));
});

afterEach(async () => {
  await local.close();
  await rm(out, { recursive: true });
});

function settings(...args: string[]): Promise<Ended> {
  return runCommand(["sheet", "--stack", "local", "--folder", local.folder.root, ...args]);
}

interface Answer {
  readonly warnings: string[];
  readonly places: { fields: { label: string; kind: string; value: string | null; command: string | null }[] }[];
}

/** Kinds, values and commands of all fields with a label, once each. */
function fieldsIn({ stdout }: Ended, label: string): unknown[] {
  const { places } = JSON.parse(stdout) as Answer;
  const found = places.flatMap(({ fields }) => fields.filter((field) => field.label === label));
  return [...new Set(found.map(({ kind, value, command }) => JSON.stringify([kind, value, command])))].map(
    (text) => JSON.parse(text) as unknown,
  );
}

it("leads from a stack that is not deployed to a sheet with everything, and keeps secrets out of what did not ask for them", async () => {
  const early = await settings();
  expect(early).toMatchObject({ code: 1, stdout: "" });
  expect(early.stderr).toContain(
    "Stack local is not deployed yet, so there is no application to sign in to. Run: npx aem-mail-oauth local",
  );

  await local.run("up");
  const { outputs } = await local.run("outputs", "--show-secrets");
  const secret = String(outputs.clientSecret);
  const first = await settings("--json");
  expect(first.code).toBe(0);
  expect(fieldsIn(first, "Client ID")).toEqual([["enter", outputs.clientId, null]]);
  expect(fieldsIn(first, "Client Secret")).toEqual([
    ["hidden", null, "npx aem-mail-oauth local outputs --show-secrets"],
  ]);
  expect(fieldsIn(first, "Refresh Token")).toEqual([
    ["missing", null, "npx aem-mail-oauth consent --stack local --save"],
  ]);
  expect(fieldsIn(first, "SMTP User")).toEqual([
    ["missing", null, "npx aem-mail-oauth sheet --stack local --mailbox <address>"],
  ]);

  const deployment = await openLocalDeployment(local.folder.stack, { log: () => undefined });
  await deployment.saveSecret({ key: "aem-mail-oauth:refreshToken", value: TOKEN });
  await deployment.close();
  const hidden = await settings("--mailbox", MAILBOX);
  expect(hidden.code).toBe(0);
  expect(hidden.stdout).toContain(`| SMTP User                         | \`${MAILBOX}\``);
  expect(hidden.stdout).toContain("hidden; to see it: `npx aem-mail-oauth sheet --stack local --show-secrets`");
  for (const value of [secret, TOKEN]) expect(`${hidden.stdout}${hidden.stderr}`).not.toContain(value);

  const sheet = join(out, "sheet");
  const shown = await settings("--mailbox", MAILBOX, "--show-secrets", "--format", "html", "--out", sheet);
  const file = join(sheet, "aem-mail-settings.local.jee.html");
  expect(shown).toMatchObject({
    code: 0,
    stdout: `Wrote ${file}\nIt shows secrets, and only you can read it. Keep it out of git, and delete it once AEM has them.\n`,
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(sheet)).mode & 0o777).toBe(0o700);
  expect(await looked(file)).toEqual({
    secrets: [secret, secret, secret],
    tokens: [TOKEN, TOKEN, TOKEN],
    wide: false,
    complaints: [],
  });
  const before = await readFile(file, "utf8");
  const refused = await settings("--format", "html", "--out", sheet);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain(
    `${sheet} has aem-mail-settings.local.jee.html already. Nothing was written; --force replaces what is there.\n`,
  );
  expect(await readFile(file, "utf8")).toBe(before);

  const osgi = await settings(
    "--edition",
    "cloud",
    "--format",
    "osgi",
    "--mailbox",
    MAILBOX,
    "--out",
    join(out, "osgi"),
  );
  expect(osgi.code).toBe(0);
  const config = join(out, "osgi", "osgiconfig", "config");
  expect((await readdir(config)).sort()).toEqual([
    "com.day.cq.mailer.DefaultMailService.cfg.json",
    "com.day.cq.mailer.oauth.impl.OAuthConfigurationProviderImpl.cfg.json",
  ]);
  const provider = JSON.parse(
    await readFile(join(config, "com.day.cq.mailer.oauth.impl.OAuthConfigurationProviderImpl.cfg.json"), "utf8"),
  ) as unknown;
  expect(provider).toMatchObject({
    clientId: `$[env:SMTP_OAUTH_CLIENT_ID;default=${String(outputs.clientId)}]`,
    tokenUrl: outputs.tokenUrl,
    clientSecret: "$[secret:SECRET_SMTP_OAUTH_CLIENT_SECRET]",
  });
  await expect(settings("--format", "osgi", "--out", out)).resolves.toMatchObject({ code: 1, stdout: "" });
});

/** What a browser makes of a page: the secrets that a person would copy, whether it is wider than the window, and what it complains of. */
async function looked(file: string) {
  const browser = await startChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    await page.goto(pathToFileURL(file).href);
    const copied = (label: string) =>
      page
        .getByRole("row")
        .filter({ has: page.getByRole("rowheader", { name: label, exact: true }) })
        .locator("code")
        .allInnerTexts();
    return {
      secrets: await copied("Client Secret"),
      tokens: await copied("Refresh Token"),
      wide: await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"),
      complaints,
    };
  } finally {
    await browser.close();
  }
}
