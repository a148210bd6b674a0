import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, type Readable, type Writable } from "node:stream";
import { text } from "node:stream/consumers";

import { openLocalDeployment } from "../../local/deployment.ts";
import type { State } from "../../local/vault/store.ts";
import { signInHttp } from "../../signIn/http.ts";
import { readTarget } from "../../signIn/target.ts";
import { tokenClient } from "../../signIn/tokenClient.ts";
import type { Ended } from "../commandHost.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { start } from "./consentRun.ts";
import { filesBelow } from "./leftBehind.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

export const MAILBOX = "forms@forms.example";
const VAULT = "https://contoso.vault.azure.net";
const SHIM = join(import.meta.dirname, "..", "shims", "boundaries.ts");
/** A sign-in whose token is kept; of a command of these words, who signs in is the test. */
export const CONSENT = ["consent", "--paste", "--save", "--no-verify"] as const;
const LINK = /^(https:\/\/\S+\/oauth2\/v2\.0\/authorize\?\S+)\n/m;
const TOKEN_KEY = "aem-mail-oauth:refreshToken";

/** What a refresh token of the local tenant looks like. */
const TOKEN = /1\.A[\w-]{200,}/;

/** A command's process that ended by itself, or was ended. */
export interface Killed extends Ended {
  readonly signal: string | null;
}

/** A stack local on a copy of the project, with somebody signed in, whose commands are killed. */
export interface KillWorld {
  readonly copy: ProjectCopy;
  readonly local: LocalStack;
  /** The boundaries of one run of a command that ends well, in order; see shims/boundaries.ts. */
  record(...args: string[]): Promise<string[]>;
  killAt(boundary: string, ...args: string[]): Promise<Killed>;
  /** Runs a command to its end. */
  run(...args: string[]): Promise<Ended>;
  /** Signs in as the mailbox, and has the token kept. */
  consent(): Promise<Ended>;
  /** The refresh token that is kept. Throws where it cannot be read. */
  kept(): Promise<string | undefined>;
  /** Whether Microsoft takes a refresh token, with the client secret that is current. */
  works(token: string): Promise<boolean>;
  /** Files but those of Pulumi's own backend and of mailboxes. */
  files(): string[];
  /** Files that others may read, and that hold a token or a client secret. */
  exposed(): Promise<string[]>;
  /** Whether a text holds a token or a client secret. */
  isTelling(text: string): boolean;
  close(): Promise<void>;
}

export interface KillOptions {
  /** Whether the token is kept in a vault; default: in the stack's settings. */
  readonly vault?: boolean;
  /** More lines of the stack's settings. */
  readonly settings?: readonly string[];
  /** Changes the copy before anything is run. */
  readonly plant?: (copy: ProjectCopy) => Promise<void>;
}

export async function startKillWorld({ vault = false, settings = [], plant }: KillOptions = {}): Promise<KillWorld> {
  const copy = await copyProject();
  const lines = [...(vault ? [`  aem-mail-oauth:tokenStore: ${VAULT}`] : []), ...settings];
  const file = "stacks/Pulumi.local.yaml";
  await copy.write(file, [(await copy.read(file)).trimEnd(), ...lines, ""].join("\n"));
  await plant?.(copy);
  const local = await startLocalStack(copy.root);
  const { root } = local.folder;
  await local.run("up");
  const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  const consent = async (): Promise<Ended> => {
    const running = start(local, [...CONSENT, "--cwd", copy.root]);
    running.child.stdin.end(`${await signInAs(await running.link(), { user: MAILBOX, ca })}\n`);
    return running.ended;
  };
  const { code, stderr } = await consent();
  if (code !== 0) throw new Error(`consent exited with ${String(code)}:\n${stderr}`);

  const deployment = await openLocalDeployment(local.folder.stack, { log: () => undefined });
  const target = await readTarget(deployment);
  const { tokenUrl, clientId, clientSecret, authorizeUrl } = target;
  const http = signInHttp(ca);
  const client = await tokenClient({ tokenUrl, clientId, clientSecret, http });
  const scope = new URL(authorizeUrl).searchParams.get("scope") ?? "";
  const isTelling = (content: string): boolean => TOKEN.test(content) || content.includes(clientSecret);
  const withFolder = ([command = "", ...rest]: readonly string[]): string[] => [
    command,
    ...["--stack", "local", "--folder", root],
    ...rest,
  ];

  /** Opens the link that a command shows, if it comes so far. */
  async function signInWhere({
    stdin,
    stdout,
  }: {
    readonly stdin: Writable;
    readonly stdout: Readable;
  }): Promise<void> {
    let said = "";
    for await (const chunk of stdout.pipe(new PassThrough()).setEncoding("utf8")) {
      said += chunk as string;
      const [, link] = LINK.exec(said) ?? [];
      if (link === undefined) continue;
      stdin.end(`${await signInAs(link, { user: MAILBOX, ca })}\n`);
      said = "";
    }
  }

  async function watched(environment: Readonly<Record<string, string>>, args: readonly string[]): Promise<Killed> {
    const bin = join(copy.root, "bin", "aem-mail-oauth.js");
    const child = spawn(process.execPath, ["--import", SHIM, bin, ...withFolder(args)], {
      cwd: copy.root,
      env: {
        ...process.env,
        NODE_OPTIONS: "",
        BOUNDARIES_FOLDER: root,
        BOUNDARIES_PROJECT: copy.root,
        ...environment,
      },
      stdio: ["pipe", "pipe", "pipe"],
    });
    // Whoever is killed reads no more.
    child.stdin.on("error", () => undefined);
    if (args[0] === CONSENT[0]) void signInWhere(child);
    else child.stdin.end();
    // Not "close": what a killed command has started may hold its outputs open for a while.
    const [stdout, stderr, [code, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit") as Promise<[number | null, string | null]>,
    ]);
    return { code, signal, stdout, stderr };
  }

  const folders = [root, join(copy.root, ".local"), join(copy.root, "stacks")];
  const files = (): string[] =>
    folders
      .filter((folder) => existsSync(folder))
      .flatMap(filesBelow)
      .filter((path) => !["backend", "pulumi", "mail"].some((name) => path.startsWith(`${join(root, name)}/`)))
      .sort();

  return {
    copy,
    local,
    files,
    isTelling,
    async record(...args) {
      const to = join(root, "..", `boundaries-${process.pid}-${Date.now()}`);
      try {
        const { code: ended, stderr: words } = await watched({ BOUNDARIES_TO: to }, args);
        if (ended !== 0) throw new Error(`${args.join(" ")} exited with ${String(ended)}:\n${words}`);
        return (await readFile(to, "utf8")).split("\n").filter((name) => name !== "");
      } finally {
        await rm(to, { force: true });
      }
    },
    killAt: (boundary, ...args) => watched({ BOUNDARIES_KILL: boundary }, args),
    run: (...args) => copy.run(...withFolder(args)),
    consent,
    async kept() {
      if (!vault) return (await deployment.config()).values[TOKEN_KEY];
      const { secrets } = JSON.parse(await readFile(join(local.folder.tenant, "vault.json"), "utf8")) as State;
      return secrets.find(({ name }) => name.includes("refresh-token"))?.versions.at(-1)?.value;
    },
    works: (token) =>
      client.refresh(token, scope).then(
        () => true,
        () => false,
      ),
    async exposed() {
      const found: string[] = [];
      for (const path of files()) {
        // The tenant's own drafts come and go.
        const mode = (await stat(path).catch(() => undefined))?.mode ?? 0;
        if ((mode & 0o077) !== 0 && isTelling(await readFile(path, "utf8"))) found.push(path);
      }
      return found;
    },
    async close() {
      await deployment.close();
      await local.close();
      await copy.close();
    },
  };
}
