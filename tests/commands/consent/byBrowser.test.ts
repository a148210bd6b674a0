import { createServer, get, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { PASSWORD } from "../../../local/tenant/state/seed.ts";
import { UserError } from "../../../support/userError.ts";
import {
  ADMIN_CONSENT,
  browse,
  MAILBOX,
  type SignInApplication,
  startSignInApplication,
} from "../../signIn/signInApplication.ts";

let application: SignInApplication;

beforeAll(async () => {
  application = await startSignInApplication();
});

afterAll(() => application.close());

const landing = async (link: string): Promise<string> =>
  (await application.tenant.signIn(link, { user: MAILBOX })).href;

interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly html: string;
  readonly words: string;
}

/** What a browser on this machine gets. `address` is which of the two it takes for localhost. */
async function visit(
  url: string,
  {
    method = "GET",
    headers = {},
    address,
  }: { method?: string; headers?: Record<string, string>; address?: string } = {},
): Promise<Page> {
  const target = new URL(url);
  const host = address === undefined ? {} : { host: address };
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    const options = { port: target.port, path: `${target.pathname}${target.search}`, method, headers, ...host };
    request(options, resolve).on("error", reject).end();
  });
  const html = await text(response);
  const words = html
    .replace(/^.*<main/s, "<main")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return { status: response.statusCode ?? 0, headers: response.headers, html, words };
}

const DONE = "Signed in You can close this page. The terminal goes on from here.";

describe("signing in with a browser on this machine", () => {
  it.each(["127.0.0.1", "::1"])("takes the answer on %s and shows that it went well", async (address) => {
    let page: Page | undefined;
    const { tokens } = await browse(application, {
      person: async (link) => {
        page = await visit(await landing(link), { address });
      },
    });
    expect(tokens?.signedIn?.user).toBe(MAILBOX);
    expect(page?.words).toBe(DONE);
    expect(page?.status).toBe(200);
  });

  it("sends a page that holds no secret, runs nothing and is not kept", async () => {
    let page: Page | undefined;
    let code = "";
    await browse(application, {
      person: async (link) => {
        const url = await landing(link);
        code = new URL(url).searchParams.get("code") ?? "";
        page = await visit(url);
      },
    });
    expect(page?.html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page?.html).toContain('<main role="status">');
    expect(page?.html).not.toContain("<script");
    expect(page?.html).not.toContain(code.slice(0, 20));
    expect(page?.headers).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
      "referrer-policy": "no-referrer",
    });
  });

  it("lets nobody use the answer up: not a favicon, a look ahead, a HEAD, another state or a second visit", async () => {
    const seen: string[] = [];
    let address = "";
    const { tokens, told } = await browse(application, {
      person: async (link) => {
        const url = await landing(link);
        const { origin } = new URL(url);
        const look = async (where: string, how = {}): Promise<void> => {
          const { status, words } = await visit(where, how);
          seen.push(`${status} ${words}`.trim());
        };
        await look(`${origin}/favicon.ico`);
        await look(url, { method: "HEAD" });
        await look(url, { method: "POST" });
        await look(url, { headers: { "sec-purpose": "prefetch;prerender" } });
        await look(origin);
        await look(url.replace(/&state=[^&]+/, "&state=somebody-elses"));
        address = url;
        await look(url);
      },
      // The page waits for the token; meanwhile somebody loads it again.
      use: async (redemption) => {
        seen.push((await visit(address)).words);
        return (await application.client()).redeem(redemption);
      },
    });
    expect(tokens?.signedIn?.user).toBe(MAILBOX);
    expect(seen).toEqual([
      "404",
      "204",
      "405",
      "204",
      "200 Waiting for the sign-in Nothing has arrived yet. Use the link that the command printed.",
      "400 This answer belongs to another sign-in Nothing was taken over. Close this page, and use the link that the command " +
        "printed last.",
      "This sign-in has been answered already You can close this page. The terminal says how it went.",
      `200 ${DONE}`,
    ]);
    expect(told).toContain("An answer with another state arrived and was not taken: it belongs to another sign-in.");
  });

  it("shows the person the same words as the terminal when they pressed Cancel", async () => {
    let page: Page | undefined;
    const { error } = await browse(application, {
      person: async (link) => {
        page = await visit(
          (await application.tenant.signIn(link.replace("prompt=login", "prompt=consent"), { consent: "cancel" })).href,
        );
      },
    });
    expect(error).toBe(
      "The permissions were not accepted: Cancel was pressed on the page that lists them.\n" +
        "What to do: Sign in again and press Accept: npx aem-mail-oauth consent --stack prod\n" +
        "Microsoft says: AADSTS65004: User declined to consent to access the app. [ids]",
    );
    expect(page?.status).toBe(400);
    expect(page?.words).toMatch(/^That did not work The permissions were not accepted: Cancel was pressed/);
  });

  it("tells who may not consent what an administrator has to do, when they come back without", async () => {
    const { error } = await browse(application, {
      person: async (link) => {
        const browser = application.tenant.browser();
        const page = await browser.open(link.replace("prompt=login", "prompt=consent"));
        const approval = await browser.submit(page, { user: "nora@forms.example", password: PASSWORD });
        expect(approval.title).toBe("Need admin approval");
        const [, back = ""] = /href="([^"]*cancel[^"]*)"/.exec(approval.html) ?? [];
        const { location = "" } = await browser.open(new URL(back.replaceAll("&amp;", "&"), approval.url).href);
        await visit(location);
      },
    });
    expect(error).toBe(
      "The organisation does not let people consent to these permissions themselves: it takes an administrator.\n" +
        `What to do: Send this link to an administrator, wait for the consent, and run the command again:\n${ADMIN_CONSENT}\n` +
        "Microsoft says: AADSTS90094: Admin consent is required. The grant requires admin permission. [ids]",
    );
  });

  it("shows what kept the token from being taken, in words that are safe in a page", async () => {
    let page: Page | undefined;
    const { error } = await browse(application, {
      person: async (link) => {
        page = await visit(await landing(link));
      },
      use: () => Promise.reject(new UserError('<b>x@y</b> signed in & "not" the mailbox.')),
    });
    expect(error).toBe('<b>x@y</b> signed in & "not" the mailbox.');
    expect(page?.html).toContain("<p>&lt;b&gt;x@y&lt;/b&gt; signed in &amp; &quot;not&quot; the mailbox.</p>");
    expect(page?.html).toContain('<main role="alert">');
  });

  it("names the approval of an administrator to whoever waits, and that a page may show a number", async () => {
    const { told, error } = await browse(application, { person: () => Promise.resolve(), timeout: 20, hintAfter: 0 });
    expect(told.at(-1)).toBe(
      'Still waiting. If the page says "Need admin approval", it will not come back by itself: send this link to an ' +
        `administrator, and run the command again afterwards:\n\n${ADMIN_CONSENT}\n\n` +
        "If it shows another error, such as AADSTS50011: npx aem-mail-oauth consent --explain AADSTS50011",
    );
    expect(error).toBe(
      "Nobody came back within 0.02 seconds. Was the browser closed, or does the page wait for an administrator's approval? Nothing " +
        `was changed. Run the command again; the administrator's link is:\n${ADMIN_CONSENT}`,
    );
  });

  it("stops waiting at once when it is told to, and gives the port back", async () => {
    let port = "";
    const { error } = await browse(application, {
      person: (link, stop) => {
        port = new URL(new URL(link).searchParams.get("redirect_uri") ?? "").port;
        stop.abort(new Error("stopped"));
        return Promise.resolve();
      },
    });
    expect(error).toBe("stopped");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(Number(port), "127.0.0.1", resolve));
    server.close();
    expect(port).toMatch(/^\d+$/);
  });

  it("says which port is in use", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
    const { port } = server.address() as AddressInfo;
    const { error } = await browse(application, { person: () => Promise.resolve(), port });
    server.close();
    expect(error).toBe(
      `Port ${port} is in use on this machine. Leave --port out, and any free port is taken: Microsoft does not look at the port ` +
        "of http://localhost.",
    );
  });
});

describe("a code that was used before", () => {
  it("is named as such", async () => {
    const { error } = await browse(application, {
      person: async (link) => {
        const url = new URL(await landing(link));
        await new Promise((resolve) => get(url, resolve));
      },
      use: async (redemption) => {
        const client = await application.client();
        await client.redeem(redemption);
        return client.redeem(redemption);
      },
    });
    expect(error).toBe(
      "The code was used already. Each code is good for one use, and a reloaded page or a second paste is a second use.\n" +
        "What to do: Sign in again: npx aem-mail-oauth consent --stack prod\n" +
        "Microsoft says: AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code or use " +
        "an existing refresh token. [ids]",
    );
  });
});
