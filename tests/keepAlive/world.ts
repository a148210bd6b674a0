import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { CommandLine, Placed } from "../../commandLine/commandLine.ts";
import { backend } from "../../commands/backend.ts";
import { DAY } from "../../components/secrets/secretLifetime.ts";
import { adobeCredentials, ENVIRONMENTS, PROGRAM } from "../../local/cloudManager/index.ts";
import { type Mail, startMail } from "../../local/mail/index.ts";
import { NEIGHBOURS } from "../../local/neighbours.ts";
import { startTenant, type Tenant } from "../../local/tenant/index.ts";
import type { Backend } from "../../stack/backend.ts";
import { start } from "../e2e/consentRun.ts";
import { type LocalStack, startLocalStack } from "../e2e/localStack.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { gather } from "./gather.ts";

export const MAILBOX = "forms@forms.example";
export const VAULT = "https://contoso.vault.azure.net";

/** Milliseconds. */
export const HOUR = 60 * 60_000;

type Command<T> = (asked: T, backend: Backend, now: Date) => Promise<number>;

/** What one command in this process answered. */
export interface Told {
  readonly code: number;
  /** Both outputs. */
  readonly text: string;
}

/**
 * Stack local of a copy of the project, in a world whose time stands still unless it is moved: tenant, key vault, Cloud Manager and mail
 * servers go by it, and the commands are given it. The program, the engine and TLS have the machine's time, which is day 0 for ever.
 */
export interface World {
  readonly local: LocalStack;
  readonly copy: ProjectCopy;
  /** Day 0, to the second. */
  readonly start: Date;
  readonly now: () => Date;
  /** Moves the time on, to a day and an hour of it. @throws Error where that is past */
  readonly moveTo: (day: number, hour?: number) => void;
  /** Mail servers that AEM sends by; those of the commands are their own. */
  readonly mail: Mail;
  /** A command in this process, with the words that a person writes, at the world's time. */
  readonly run: <T extends Placed>(line: CommandLine<T>, command: Command<T>, ...args: string[]) => Promise<Told>;
  /** The mailbox's owner signs in: a person, so this is counted. */
  readonly consent: () => Promise<void>;
  /** How often somebody was shown a sign-in page since the last `back`, or ever. */
  readonly signIns: () => number;
  /** Remembers everything as it is now. */
  readonly keep: () => Promise<void>;
  /** Makes everything as it was then, the time too: so that several lives begin with the same first day. */
  readonly back: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Deploys the stack with these settings besides its own. Values are JSON, as YAML reads it. */
export async function startWorld(settings: Readonly<Record<string, unknown>>): Promise<World> {
  const day0 = new Date(Math.floor(Date.now() / 1000) * 1000);
  let now = day0;
  const copy = await copyProject();
  await addSettings(copy, settings);
  const local = await startLocalStack(copy.root, () => now);
  await local.run("up");
  const mail = await startMail({ tenant: local.tenant, folder: local.folder.mail, places: [] });
  const place = ["--stack", "local", "--folder", local.folder.root, "--cwd", copy.root];
  const { clientId, clientSecret } = await adobeCredentials(local.folder.tenant);
  Object.assign(process.env, { ADOBE_CLIENT_ID: clientId, ADOBE_CLIENT_SECRET: clientSecret });
  const kept = { folder: await mkdtemp(join(tmpdir(), "aem-mail-oauth-kept-")), now, requests: 0 };
  const [root, stacks] = [local.folder.root, join(copy.root, "stacks")];
  let tenant: Tenant = local.tenant;
  return {
    local,
    copy,
    mail,
    start: day0,
    now: () => now,
    moveTo(day, hour = 0) {
      const then = new Date(day0.getTime() + day * DAY + hour * HOUR);
      if (then < now) throw new Error(`day ${day}, hour ${hour} is past: it is ${now.toISOString()}`);
      now = then;
    },
    run(line, command, ...args) {
      const asked = line.read([...args, ...place]);
      if (asked === undefined) throw new Error("help was asked for");
      return gather(() => command(asked, backend, now));
    },
    async consent() {
      const run = start(local, ["consent", "--paste", "--save", "--no-verify", "--cwd", copy.root]);
      const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
      run.child.stdin.end(`${await signInAs(await run.link(), { user: MAILBOX, ca })}\n`);
      const { code, stderr } = await run.ended;
      if (code !== 0) throw new Error(`the sign-in failed: ${stderr}`);
    },
    signIns: () => local.requests.slice(kept.requests).filter((line) => SIGN_IN_PAGE.test(line)).length,
    async keep() {
      await cp(root, join(kept.folder, "root"), { recursive: true });
      await cp(stacks, join(kept.folder, "stacks"), { recursive: true });
      Object.assign(kept, { now, requests: local.requests.length });
    },
    async back() {
      await tenant.close();
      for (const [name, path] of Object.entries({ root, stacks })) {
        await rm(path, { recursive: true });
        await cp(join(kept.folder, name), path, { recursive: true });
      }
      ({ now } = kept);
      kept.requests = local.requests.length;
      const log = (line: string): void => void local.requests.push(line);
      const { folder, port } = { folder: local.folder.tenant, port: tenant.port };
      tenant = await startTenant({ folder, port, clock: () => now, neighbours: NEIGHBOURS, log });
    },
    async close() {
      await mail.close();
      await tenant.close();
      await local.close();
      await copy.close();
      await rm(kept.folder, { recursive: true });
    },
  };
}

const SIGN_IN_PAGE = /^GET \S+\/oauth2\/v2\.0\/authorize /;

async function addSettings(copy: ProjectCopy, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const file = "stacks/Pulumi.local.yaml";
  const lines = Object.entries(settings).map(([key, value]) => `  aem-mail-oauth:${key}: ${JSON.stringify(value)}\n`);
  await copy.write(file, `${(await copy.read(file)).trimEnd()}\n${lines.join("")}`);
}

/** Where AEM as a Cloud Service is in that world. */
export const PLACE = { program: PROGRAM, environment: ENVIRONMENTS.prod, service: "publish" } as const;
