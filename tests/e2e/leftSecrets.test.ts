import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { afterAll, beforeAll, expect, it } from "@jest/globals";

import { readClientSecrets } from "../../local/tenant/server/environment.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { start } from "./consentRun.ts";
import { filesBelow, watchArguments } from "./leftBehind.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

let copy: ProjectCopy;
let local: LocalStack;
/** Where the commands put temporary files. */
let temporary: string;

beforeAll(async () => {
  copy = await copyProject();
  local = await startLocalStack(copy.root);
  temporary = await mkdtemp(join(tmpdir(), "left-secrets-"));
});

afterAll(async () => {
  await local.close();
  await copy.close();
  await rm(temporary, { recursive: true, force: true });
});

/** A bound for many runs of the engine in one test, on whatever machine this is. */
const LONG = 400_000;

/** Runs a command of the copy on stack local, and notes all that it tells; throws when it ends with another code. */
async function run(told: string[], wanted: number, ...args: string[]): Promise<void> {
  const [action] = args;
  const stack = action === "local" || (action === "access" && !args.includes("--live")) ? [] : ["--stack", "local"];
  const folder = action === "access" && stack.length === 0 ? [] : ["--folder", local.folder.root];
  const { code, stdout, stderr } = await copy.runWith(
    { environment: { TMPDIR: temporary, AZURE_LOG_LEVEL: "verbose" } },
    ...args,
    ...stack,
    ...folder,
  );
  if (code !== wanted) throw new Error(`${args.join(" ")} exited with ${String(code)}:\n${stdout}${stderr}`);
  told.push(`${stdout}${stderr}`);
}

it(
  "all commands together leave a secret only where it belongs, for its owner alone",
  async () => {
    const told: string[] = [];
    const stopWatching = watchArguments();
    await run(told, 0, "local", "up");
    const { outputs: first } = await local.run("outputs", "--show-secrets");
    const signIn = start(local, ["consent", "--paste", "--save"], { TMPDIR: temporary });
    const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
    const landed = await signInAs(await signIn.link(), { user: "forms@forms.example", ca });
    signIn.child.stdin.end(`${landed}\n`);
    const consent = await signIn.ended;
    told.push(`${consent.stdout}${consent.stderr}`);
    await run(told, 0, "sheet", "--mailbox", "forms@forms.example");
    const sheet = join(temporary, "sheet");
    await run(told, 0, "sheet", "--mailbox", "forms@forms.example", "--show-secrets", "--out", sheet);
    await run(told, 0, "access");
    await run(told, 0, "access", "--live");
    await run(told, 0, "rotate", "add", "--label", "second");
    await run(told, 0, "local", "preview", "--diff");
    await run(told, 0, "local", "up");
    const { outputs: second } = await local.run("outputs", "--show-secrets");
    await run(told, 0, "verify");
    await run(told, 0, "due", "--live");
    await run(told, 0, "rotate", "repair");
    await run(told, 0, "rotate", "retire", "--yes");
    await run(told, 0, "local", "up");
    await run(told, 0, "local", "refresh");
    const commandLines = stopWatching();

    const sheetFile = join(sheet, readdirSync(sheet)[0] ?? "");
    const shown = await readFile(sheetFile, "utf8");
    const [refreshToken = ""] = /1\.[\w-]{60,}[\w.-]*|0\.[\w-]{60,}[\w.-]*/.exec(shown) ?? [];
    const { folder } = local;
    const clients = readClientSecrets(folder.tenant);
    const { d: signingKey } = JSON.parse(await readFile(join(folder.tenant, "signing.key.json"), "utf8")) as {
      d: string;
    };
    const clientsFile = join(folder.tenant, "clients.json");
    /** Each secret, and the files that may hold it in the open. */
    const secrets: Readonly<Record<string, readonly [value: string, ...places: string[]]>> = {
      "the first client secret": [String(first.clientSecret), sheetFile],
      "the second client secret": [String(second.clientSecret)],
      "the refresh token": [refreshToken, sheetFile],
      "the code": [new URL(landed).searchParams.get("code") ?? ""],
      "the secret of the deployer": [clients.deployer, clientsFile],
      "the secret of the administrator": [clients.administrator, clientsFile],
      "the passphrase": [await readFile(folder.passphrase, "utf8"), folder.passphrase],
      "the signing key": [signingKey, join(folder.tenant, "signing.key.json")],
      "an access token": ["eyJhbGciOiJSUzI1NiIs"],
    };
    const files = [temporary, folder.root, copy.root].flatMap(filesBelow);
    expect(files.length).toBeGreaterThan(100);
    for (const [name, [secret, ...places]] of Object.entries(secrets)) {
      expect({ name, isLong: secret.length > 15 }).toEqual({ name, isLong: true });
      expect({ name, told: told.some((text) => text.includes(secret)) }).toEqual({ name, told: false });
      expect({ name, inArguments: commandLines.includes(secret) }).toEqual({ name, inArguments: false });
      const holding = files.filter((file) => readFileSync(file).includes(secret));
      expect({ name, holding: holding.sort() }).toEqual({ name, holding: [...places].sort() });
      expect(holding.filter((file) => (statSync(file).mode & 0o077) !== 0)).toEqual([]);
    }
    // The search finds what is there: without that it would prove nothing.
    expect(commandLines).toContain("rotate add --label second");
    expect(told.join("")).toContain("second");
    // What is encrypted is for its owner alone as well; who consented is no secret.
    const open = readdirSync(folder.root).filter((name) => (statSync(join(folder.root, name)).mode & 0o077) !== 0);
    expect(open.filter((name) => name !== basename(folder.stack.files.consents))).toEqual([]);
  },
  LONG,
);
