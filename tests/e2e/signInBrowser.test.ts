import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";

import { type SignInTenant, startSignInTenant } from "../local/tenant/signIn/signInTenant.ts";
import { startChromium } from "./chromium.ts";

let s: SignInTenant;
let browser: Browser;
let application: Server;
let pictures: string;
/** What the application was sent, as `GET /?code=...` or as the body of a POST. */
const received: string[] = [];

beforeAll(async () => {
  s = await startSignInTenant();
  browser = await startChromium();
  pictures = process.env.PICTURES ?? mkdtempSync(join(tmpdir(), "sign-in-"));
  application = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      if (request.url !== "/favicon.ico") received.push(`${request.method ?? ""} ${request.url ?? ""} ${body}`);
      response.end("Thank you.");
    });
  });
  await new Promise<void>((resolve) => application.listen(0, "localhost", resolve));
});

afterAll(async () => {
  await browser.close();
  application.close();
  if (process.env.PICTURES === undefined) rmSync(pictures, { recursive: true });
  await s.t.close();
});

/** A page that trusts the tenant's certificate and fails on whatever the pages' own policy forbids. */
async function openPage(changes: Record<string, string> = {}, tenant = "common"): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 900, height: 900 } });
  const page = await context.newPage();
  page.on("console", (message) => void received.push(`console ${message.type()}: ${message.text()}`));
  const { port } = application.address() as AddressInfo;
  received.length = 0;
  await page.goto(s.link({ redirect_uri: `http://localhost:${port}`, ...changes }, tenant));
  return page;
}

const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
/** Autofocus comes with the first picture of a page, some time after its text. */
const isFocused = (page: Page, name: string) => page.locator(`[name="${name}"]:focus`).waitFor();

describe("signing in with a browser", () => {
  it("takes a person from the link to the application with the keyboard alone", async () => {
    const page = await openPage();
    expect(await page.title()).toBe("Sign in to your account");
    await expect(page.getByRole("heading", { level: 1 }).textContent()).resolves.toBe("Sign in");
    await picture(page, "sign-in");

    await isFocused(page, "user");
    await page.keyboard.type("forms@forms.example");
    await page.keyboard.press("Tab");
    await isFocused(page, "password");
    await page.keyboard.type("forms-local");
    await page.keyboard.press("Enter");

    await page.getByRole("heading", { name: "Permissions requested" }).waitFor();
    await picture(page, "consent");
    const asked = await page.getByRole("listitem").locator("strong").allTextContents();
    expect(asked).toEqual([
      "Read and write access to your mail via IMAP",
      "Access to sending emails from your mailbox using SMTP AUTH",
      "Maintain access to data you have given it access to",
      "Sign users in",
      "View users' basic profile",
    ]);
    await page.keyboard.press("Tab");
    await isFocused(page, "answer");
    await page.keyboard.press("Enter");

    await page.getByText("Thank you.").waitFor();
    expect(received).toHaveLength(1);
    expect(received[0]).toMatch(/^GET \/\?code=1\.A[\w-]+&session_state=[\w-]+&state=the\+state $/);
  });

  it("names every field and button to whoever does not see the page, and says what was wrong", async () => {
    const page = await openPage({ login_hint: "forms@forms.example" });
    await expect(page.getByRole("textbox", { name: "Email" }).inputValue()).resolves.toBe("forms@forms.example");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("alert").textContent()).resolves.toBe(
      "AADSTS50126: Error validating credentials due to invalid username or password.",
    );
    await picture(page, "wrong-password");
    expect(await page.locator("button").count()).toBe(5);
  });

  it("shows a user who may not consent that an admin has to, and lets them back without", async () => {
    const page = await openPage();
    await page.getByRole("button", { name: /^nora@forms\.example/ }).click();
    await isFocused(page, "password");
    await page.keyboard.type("forms-local");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Need admin approval" }).waitFor();
    await picture(page, "approval");
    await page.getByRole("link", { name: "Return to the application without granting consent" }).click();
    await page.getByText("Thank you.").waitFor();
    expect(received).toHaveLength(1);
    expect(received[0]).toMatch(/^GET \/\?error=access_denied&error_description=AADSTS90094/);
  });

  it("offers an administrator to consent for everybody", async () => {
    const page = await openPage();
    await page.getByLabel("Email").fill("admin@forms.example");
    await page.getByLabel("Password").fill("forms-local");
    await page.keyboard.press("Enter");
    await page.getByRole("checkbox", { name: "Consent on behalf of your organization" }).check();
    await picture(page, "administrator");
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByText("Thank you.").waitFor();
    const { value } = await s.t.graph("GET", "/oauth2PermissionGrants?$filter=consentType%20eq%20'AllPrincipals'");
    expect(value).toHaveLength(2);
  });

  it("posts the answer by itself with response_mode=form_post", async () => {
    const page = await openPage({ response_mode: "form_post" });
    await page.getByLabel("Email").fill("forms@forms.example");
    await page.getByLabel("Password").fill("forms-local");
    await page.keyboard.press("Enter");
    await page.getByText("Thank you.").waitFor();
    expect(received).toHaveLength(1);
    expect(received[0]).toMatch(/^POST \/ code=1\.A[\w-]+&session_state=[\w-]+&state=the\+state$/);
  });

  it("shows an error that is nobody's to redirect, in the dark as well", async () => {
    const page = await openPage({ redirect_uri: "https://elsewhere.example" });
    await page.emulateMedia({ colorScheme: "dark" });
    await expect(page.getByRole("alert").textContent()).resolves.toContain("AADSTS50011: The redirect URI");
    await picture(page, "error");
    const page2 = await openPage();
    await page2.emulateMedia({ colorScheme: "dark" });
    await picture(page2, "sign-in-dark");
  });
});
