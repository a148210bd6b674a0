import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { CommandLine, Placed } from "../../commandLine/commandLine.ts";
import { backend } from "../../commands/backend.ts";
import { consent } from "../../commands/consent/consent.ts";
import { CONSENT } from "../../commands/consent/options.ts";
import { DAY } from "../../components/secrets/secretLifetime.ts";
import { type Mail, startMail } from "../../local/mail/index.ts";
import { NEIGHBOURS } from "../../local/neighbours.ts";
import { startTenant, type Tenant } from "../../local/tenant/index.ts";
import { findCli } from "../../pulumi/cli.ts";
import type { Backend } from "../../stack/backend.ts";
import { type LocalStack, startLocalStack } from "../e2e/localStack.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { gather } from "./gather.ts";

export const MAILBOX = "forms@forms.example";
export const VAULT = "https://contoso.vault.azure.net";

const SETTINGS = "stacks/Pulumi.local.yaml";

/** By their names, without the namespace. */
type Settings = Readonly<Record<string, unknown>>;

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
  /** The day in which a moment lies. */
  readonly dayOf: (moment: Date) => number;
  /** Has the stack's file hold these settings besides its own, and no others. */
  readonly set: (settings: Settings) => Promise<void>;
  /** Mail servers that AEM sends by; those of the commands are their own. */
  readonly mail: Mail;
  /** A command in this process, with the words that a person writes, at the world's time. */
  readonly run: <T extends Placed>(line: CommandLine<T>, command: Command<T>, ...args: string[]) => Promise<Told>;
  /** The mailbox's owner signs in: a person, so this is counted. */
  readonly consent: () => Promise<void>;
  /** How often somebody was shown a sign-in page since the last `back`, or ever. */
  readonly signIns: () => number;
  /** From now on the mailbox's owner is refused every token with this number, as by a policy; undefined ends that. */
  readonly refuse: (aadsts: number | undefined) => Promise<void>;
  /** Remembers everything as it is now. */
  readonly keep: () => Promise<void>;
  /** Makes everything as it was then, the time too: so that several lives begin with the same first day. */
  readonly back: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Deploys the stack with these settings besides its own. Values are JSON, as YAML reads it. */
export async function startWorld(settings: Settings): Promise<World> {
  const day0 = new Date(Math.floor(Date.now() / 1000) * 1000);
  let now = day0;
  const copy = await copyProject();
  const plain = await copy.read(SETTINGS);
  const set = async (wanted: Settings): Promise<void> => {
    const lines = Object.entries(wanted).map(([key, value]) => `  aem-mail-oauth:${key}: ${JSON.stringify(value)}\n`);
    await copy.write(SETTINGS, `${plain.trimEnd()}\n${lines.join("")}`);
  };
  await set(settings);
  const local = await startLocalStack(copy.root, () => now);
  await local.run("up");
  const mail = await startMail({ tenant: local.tenant, folder: local.folder.mail, places: [] });
  const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  const cli = await findCli(() => undefined);
  // Looked for once: that it is there is not what is tested.
  const found: Backend = { ...backend, open: (stack, options) => backend.open(stack, { cli, ...options }) };
  const place = ["--stack", "local", "--folder", local.folder.root, "--cwd", copy.root];
  const kept = { folder: await mkdtemp(join(tmpdir(), "aem-mail-oauth-kept-")), now, requests: 0 };
  const [root, stacks] = [local.folder.root, join(copy.root, "stacks")];
  let tenant: Tenant = local.tenant;
  return {
    local,
    copy,
    mail,
    set,
    start: day0,
    now: () => now,
    dayOf: (moment) => Math.floor((moment.getTime() - day0.getTime()) / DAY),
    moveTo(day, hour = 0) {
      const then = new Date(day0.getTime() + day * DAY + hour * HOUR);
      if (then < now) throw new Error(`day ${day}, hour ${hour} is past: it is ${now.toISOString()}`);
      now = then;
    },
    run(line, command, ...args) {
      const asked = line.read([...args, ...place]);
      if (asked === undefined) throw new Error("help was asked for");
      return gather(() => command(asked, found, now));
    },
    async consent() {
      const asked = CONSENT.read(["--save", "--no-verify", "--no-browser", ...place]);
      if (asked === undefined) throw new Error("help was asked for");
      let person: Promise<unknown> | undefined;
      const { code, text } = await gather(
        () => consent(asked, found, now),
        (told) => {
          const [, link] = /^(https:\/\/\S+\/oauth2\/v2\.0\/authorize\?\S+)\n/m.exec(told) ?? [];
          if (link !== undefined) person ??= signInAs(link, { user: MAILBOX, ca }).then((landed) => fetch(landed));
        },
      );
      await person;
      if (code !== 0) throw new Error(`the sign-in failed: ${text}`);
    },
    signIns: () => local.requests.slice(kept.requests).filter((line) => SIGN_IN_PAGE.test(line)).length,
    async refuse(aadsts) {
      await local.graph.behave();
      if (aadsts === undefined) return;
      await local.graph.misbehave({ kind: "signInError", path: "/token", aadsts, user: MAILBOX, count: 1_000_000 });
    },
    async keep() {
      await cp(root, join(kept.folder, "root"), { recursive: true });
      await cp(stacks, join(kept.folder, "stacks"), { recursive: true });
      Object.assign(kept, { now, requests: local.requests.length });
    },
    async back() {
      await tenant.close();
      for (const [name, path] of Object.entries({ root, stacks })) {
        // What the engine left running may still write its log there.
        await rm(path, { recursive: true, maxRetries: 5, retryDelay: 100 });
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
