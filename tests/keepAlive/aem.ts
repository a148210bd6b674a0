import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { json } from "node:stream/consumers";

import { DAY } from "../../components/secrets/secretLifetime.ts";
import { aemInstances, ENVIRONMENTS, PROGRAM } from "../../local/cloudManager/index.ts";
import { submissionClient } from "../local/mail/rawClient.ts";
import { xoauth2 } from "../local/mail/testMail.ts";
import { HOUR, MAILBOX, type World } from "./world.ts";

/** What an AEM signs in with: nothing that it was not given, and never a successor. */
export interface Held {
  readonly clientSecret: string;
  readonly refreshToken: string;
}

/** An hour in which mail would have stayed. */
export interface Failure {
  readonly day: number;
  readonly hour: number;
  /** `AADSTS700082`, or what the mail server said. */
  readonly reason: string;
}

/** A client that plays AEM. */
export interface Aem {
  /** Asks for an access token now, and with `send` sends a message with it; each instance that serves does. */
  hour(options?: { send?: boolean }): Promise<void>;
  /** Closes what it keeps open. */
  close(): void;
  readonly failures: Failure[];
  /** How many access tokens it got, and how many messages it sent. */
  readonly count: { tokens: number; messages: number };
}

/**
 * AEM as a Cloud Service: each instance has the variables of its start, and those alone, by the names that the OSGi files of the sheet have.
 * Outside a restart one serves, during it two do.
 */
export function cloudAem(world: World, environment: string = ENVIRONMENTS.prod): Promise<Aem> {
  const place = { program: PROGRAM, environment, service: "publish" } as const;
  return aemWith(world, async () => {
    const instances = await aemInstances(world.local.folder.tenant, place, world.now());
    return instances.map(({ variables }) => ({
      clientSecret: variables.SECRET_SMTP_OAUTH_CLIENT_SECRET ?? "",
      refreshToken: variables.SECRET_SMTP_OAUTH_REFRESH_TOKEN ?? "",
    }));
  });
}

/** AEM Forms on JEE: it has what a person entered last. */
export async function jeeAem(world: World): Promise<Aem & { enter(held: Held): void }> {
  let entered: Held = { clientSecret: "", refreshToken: "" };
  const aem = await aemWith(world, () => Promise.resolve([entered]));
  return {
    ...aem,
    enter(held) {
      entered = held;
    },
  };
}

async function aemWith(world: World, serving: () => Promise<readonly Held[]>): Promise<Aem> {
  const { local, mail } = world;
  const { clientId, tokenUrl, authorizeUrl } = (await local.run("outputs")).outputs as Readonly<Record<string, string>>;
  const scope = new URL(authorizeUrl ?? "").searchParams.get("scope") ?? "";
  const ca = readFileSync(mail.authority);
  const agent = new Agent({ ca, keepAlive: true });
  const failures: Failure[] = [];
  const count = { tokens: 0, messages: 0 };

  async function tokenFor({ clientSecret, refreshToken }: Held): Promise<string> {
    const form = { client_id: clientId ?? "", client_secret: clientSecret, refresh_token: refreshToken, scope };
    const body = await post(tokenUrl ?? "", { grant_type: "refresh_token", ...form }, agent);
    if (typeof body.access_token === "string") return body.access_token;
    const [code] = /AADSTS\d+/.exec(String(body.error_description)) ?? [];
    throw new Error(code ?? JSON.stringify(body));
  }

  return {
    failures,
    count,
    async hour({ send = false } = {}) {
      const [day, hour] = dayOf(world);
      const instances = await serving();
      if (instances.length === 0) failures.push({ day, hour, reason: "no AEM serves" });
      for (const held of instances) {
        try {
          const token = await tokenFor(held);
          count.tokens += 1;
          if (!send) continue;
          await sendWith(token, mail.smtp.port, ca);
          count.messages += 1;
        } catch (error) {
          failures.push({ day, hour, reason: error instanceof Error ? error.message : String(error) });
        }
      }
    },
    close() {
      agent.destroy();
    },
  };
}

function dayOf({ start, now }: World): [day: number, hour: number] {
  const passed = now().getTime() - start.getTime();
  return [Math.floor(passed / DAY), Math.floor((passed % DAY) / HOUR)];
}

function post(url: string, form: Record<string, string>, agent: Agent): Promise<Record<string, unknown>> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: "POST", headers, agent });
    call.on("error", reject).on("response", (response) => {
      json(response).then((body) => {
        resolve(body as Record<string, unknown>);
      }, reject);
    });
    call.end(new URLSearchParams(form).toString());
  });
}

/** A message from the mailbox to itself. @throws Error with what the server said */
async function sendWith(token: string, port: number, ca: Buffer): Promise<void> {
  const client = await submissionClient(port, ca);
  try {
    const message = `From: ${MAILBOX}\r\nTo: ${MAILBOX}\r\nSubject: Form received\r\n\r\nText`;
    const lines = [`AUTH XOAUTH2 ${xoauth2(MAILBOX, token)}`, `MAIL FROM:<${MAILBOX}>`, `RCPT TO:<${MAILBOX}>`, "DATA"];
    for (const line of [...lines, `${message}\r\n.`]) {
      const reply = await client.ask(line);
      if (!/^[23]/.test(reply)) throw new Error(reply);
    }
  } finally {
    client.close();
  }
}
