import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";

import { PASSWORD } from "../../../../local/tenant/state/seed.ts";

/** Who signs in, and what they do on the consent page. */
export interface Person {
  /** What they type for the email. */
  readonly user: string;
  /** Default: the right one. */
  readonly password?: string;
  /** Default `accept`; `organization` is `accept` with the administrator's box ticked. */
  readonly consent?: "accept" | "cancel" | "organization";
  /** PEM file of the tenant's authority; default NODE_EXTRA_CA_CERTS of the process. */
  readonly ca?: string;
}

/** A page as a program sees it: where it stands, its words, and the forms on it. */
export interface Screen {
  readonly url: string;
  readonly status: number;
  /** Where the browser is sent instead, or undefined. */
  readonly location: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly html: string;
  readonly title: string;
  /** What a person reads, without mark-up. */
  readonly text: string;
  readonly forms: readonly Form[];
}

export interface Form {
  readonly action: string;
  /** The hidden fields. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A browser without scripts: it keeps cookies and follows no redirect. */
export interface PlainBrowser {
  open(url: string): Promise<Screen>;
  submit(screen: Screen, values: Readonly<Record<string, string>>): Promise<Screen>;
}

/**
 * Signs a person in through the tenant's own forms, without a browser.
 * @param url an authorize or admin consent link of the local tenant
 * @returns where the browser is sent in the end: the redirect URI with code or error
 * @throws Error with the page's words when the sign-in ends on a page
 */
export async function signInAs(url: string, person: Person): Promise<string> {
  const browser = plainBrowser(person.ca);
  let screen = await browser.open(url);
  if (screen.title === "Sign in to your account")
    screen = await browser.submit(screen, { user: person.user, password: person.password ?? PASSWORD });

  if (screen.title === "Permissions requested") {
    const { consent = "accept" } = person;
    screen = await browser.submit(screen, {
      answer: consent === "cancel" ? "cancel" : "accept",
      ...(consent === "organization" ? { organization: "on" } : {}),
    });
  }
  if (screen.location === undefined) throw new Error(`The sign-in ended on a page: ${screen.text}`);
  return screen.location;
}

/** @param ca PEM file of the tenant's authority; default NODE_EXTRA_CA_CERTS of the process */
export function plainBrowser(ca = process.env.NODE_EXTRA_CA_CERTS): PlainBrowser {
  const agent = new Agent(ca === undefined ? {} : { ca: readFileSync(ca) });
  let cookie = "";
  const ask = async (method: string, url: string, body?: string): Promise<Screen> => {
    const screen = await send(method, url, { agent, cookie, ...(body === undefined ? {} : { body }) });
    const [set] = [screen.headers["set-cookie"]].flat();
    if (set !== undefined) cookie = set.split(";")[0] ?? "";
    return screen;
  };
  return {
    open: (url) => ask("GET", url),
    submit(screen, values) {
      const [form] = screen.forms;
      if (form === undefined) throw new Error(`There is no form on this page: ${screen.text}`);
      const body = new URLSearchParams({ ...form.fields, ...values }).toString();
      return ask("POST", new URL(form.action, screen.url).href, body);
    },
  };
}

function send(method: string, url: string, { agent, cookie, body }: { agent: Agent; cookie: string; body?: string }) {
  const headers = {
    ...(cookie === "" ? {} : { cookie }),
    ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
  };
  return new Promise<Screen>((resolve, reject) => {
    const call = request(url, { method, headers, agent });
    call.on("error", reject).on("response", (response) => {
      let html = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (html += chunk));
      response.on("error", reject).on("end", () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ url, status, headers, location: headers.location, ...read(html) });
      });
    });
    call.end(body);
  });
}

/** Reads the tenant's own pages, and is good for nothing else. */
function read(html: string) {
  const forms = [...html.matchAll(/<form method="post" action="([^"]*)">(.*?)<\/form>/gs)].map(
    ([, action, inside]) => ({
      action: plain(action),
      fields: Object.fromEntries(
        [...(inside ?? "").matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"\s*\/?>/g)].map(
          ([, name, value]) => [plain(name), plain(value)],
        ),
      ),
    }),
  );
  const [, title] = /<title>(.*?)<\/title>/s.exec(html) ?? [];
  const body = html.replace(/^.*<body>/s, "").replace(/<script>.*?<\/script>/gs, "");
  const text = plain(body.replace(/<[^>]*>/g, " ")).replace(/\s+/g, " ");
  return { html, forms, title: plain(title), text: text.trim() };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

const plain = (text = ""): string => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? "");
