import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Browser } from "playwright-core";

import { startChromium } from "./chromium.ts";
import { start } from "./consentRun.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const MAILBOX = "forms@forms.example";

let local: LocalStack;
let browser: Browser;
/** Where PICTURES says, for the README; otherwise thrown away. */
let pictures: string;

beforeAll(async () => {
  pictures = process.env.PICTURES ?? mkdtempSync(join(tmpdir(), "person-"));
  local = await startLocalStack();
  browser = await startChromium();
});

afterAll(async () => {
  await browser.close();
  await local.close();
  if (process.env.PICTURES === undefined) rmSync(pictures, { recursive: true });
});

it("takes a person from nothing to mail that flows: up, consent in a browser, verify, the sheet for AEM", async () => {
  await local.run("up");

  const consent = start(local, ["consent", "--mailbox", MAILBOX, "--save", "--no-browser"]);
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 900, height: 760 } });
  const page = await context.newPage();
  await page.goto(await consent.link());
  await page.getByLabel("Password").fill("forms-local");
  await page.screenshot({ path: join(pictures, "sign-in.png") });
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Permissions requested" }).waitFor();
  await page.screenshot({ path: join(pictures, "consent.png") });
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByRole("heading", { name: "Signed in" }).waitFor();
  await page.screenshot({ path: join(pictures, "signed-in.png") });
  const { code, stdout, stderr } = await consent.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(`Signed in as ${MAILBOX}.\n`);
  expect(stdout.match(/^ {2}(refresh|IMAP|POP|SMTP) +works /gm)).toHaveLength(4);

  const verify = await start(local, ["verify", "--send", "--json"]).ended;
  expect(verify.code).toBe(0);
  const { works, steps } = JSON.parse(verify.stdout) as { works: boolean; steps: { step: string; outcome: string }[] };
  expect(works).toBe(true);
  expect(steps.map(({ step, outcome }) => [step, outcome])).toEqual([
    ["token", "works"],
    ["IMAP", "works"],
    ["POP", "works"],
    ["SMTP", "works"],
    ["message", "works"],
  ]);

  const out = join(local.folder.root, "sheet");
  const file = join(out, "aem-mail-settings.local.jee.html");
  const written = await start(local, ["sheet", "--format", "html", "--show-secrets", "--out", out]).ended;
  expect({ code: written.code, stderr: written.stderr }).toEqual({ code: 0, stderr: "" });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { outputs } = await local.run("outputs", "--show-secrets");
  await page.goto(pathToFileURL(file).href);
  const secrets = page.getByRole("row", { name: /^Client Secret / }).getByRole("cell");
  expect((await secrets.allTextContents()).filter((text) => text.trim() === outputs.clientSecret)).toHaveLength(3);
  await page.screenshot({ path: join(pictures, "sheet.png") });
});
