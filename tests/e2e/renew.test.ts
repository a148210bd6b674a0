import { readdir, readFile, writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";

import { openLocalDeployment } from "../../local/deployment.ts";
import { switchFaults } from "../../local/mail/faultInjection.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { start } from "./consentRun.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const MAILBOX = "forms@forms.example";

let local: LocalStack;
/** The settings of stack local as they are after the sign-in, and its record. */
let kept: Readonly<Record<string, string>>;

const files = () => [local.folder.stack.files.kept, local.folder.stack.files.consents];

async function snapshot(): Promise<Record<string, string>> {
  const texts = await Promise.all(files().map(async (file) => [file, await readFile(file, "utf8")] as const));
  return Object.fromEntries(texts);
}

async function keptToken(): Promise<string | undefined> {
  const deployment = await openLocalDeployment(local.folder.stack, { log: () => undefined });
  try {
    return (await deployment.config()).values["aem-mail-oauth:refreshToken"];
  } finally {
    await deployment.close();
  }
}

beforeAll(async () => {
  local = await startLocalStack();
  await local.run("up");
  const run = start(local, ["consent", "--paste", "--save", "--no-verify"]);
  const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  run.child.stdin.end(`${await signInAs(await run.link(), { user: MAILBOX, ca })}\n`);
  expect(await run.ended).toMatchObject({ code: 0 });
  kept = await snapshot();
});

beforeEach(async () => {
  for (const [file, text] of Object.entries(kept)) await writeFile(file, text);
});

afterAll(() => local.close());

const run = (...args: string[]) => start(local, args).ended;

/** Who asks for a token next is refused with this. */
const refuseNext = (aadsts: number) => local.graph.misbehave({ kind: "signInError", path: "/token", aadsts, count: 1 });

describe("renew", () => {
  it("keeps a successor that opens the mailbox, with its issue date, and shows neither", async () => {
    const before = await keptToken();
    const { code, stdout, stderr } = await run("renew");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const step of ["refresh", "IMAP   ", "SMTP   "]) expect(stdout).toContain(`  ${step} works`);
    expect(stdout).toContain("Kept in the settings of stack local");
    const after = await keptToken();
    expect(after).not.toBe(before);
    for (const token of [before, after]) expect(stdout).not.toContain(token);
    expect((await run("verify")).code).toBe(0);
    // What the CLI worked on is not left beside it.
    expect((await readdir(local.folder.root)).filter((name) => name.startsWith("save-"))).toEqual([]);
  });

  it("leaves a young token alone, and says when it is renewed", async () => {
    const { code, stdout } = await run("renew", "--if-older-than", "30d", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ stack: "local", renewed: false });
    expect(await snapshot()).toEqual(kept);
  });

  it("throws a successor away that does not open the mailbox, and leaves everything as it was", async () => {
    await switchFaults(local.folder.mail, ["imapDisabled"]);
    const { code, stdout } = await run("renew");
    await switchFaults(local.folder.mail, []);
    expect(code).toBe(1);
    expect(stdout).toContain("the successor was thrown away");
    expect(await snapshot()).toEqual(kept);
  });

  it.each([
    [50057, "The account is disabled"],
    [50173, "The refresh token was revoked"],
    [70043, "sign in again every so often"],
    [700082, "The refresh token has ended"],
  ])("says where the chain has ended by AADSTS%i: the cause, who signs in, and the command", async (aadsts, cause) => {
    await refuseNext(aadsts);
    const { code, stdout } = await run("renew");
    expect(code).toBe(3);
    expect(stdout).toContain(cause);
    expect(stdout).toContain(`${MAILBOX} has to sign in`);
    expect(stdout).toContain("npx aem-mail-oauth consent --stack local");
    expect(await snapshot()).toEqual(kept);
  });

  it.each([50196, 90033])("does not take AADSTS%i, which speaks of the moment, for the end", async (aadsts) => {
    await refuseNext(aadsts);
    const { code, stderr } = await run("renew");
    expect(code).toBe(5);
    expect(stderr).toContain("Nothing was changed");
    expect(await snapshot()).toEqual(kept);
  });

  it("says that no token is kept, with the command that keeps one", async () => {
    await writeFile(
      local.folder.stack.files.kept,
      (kept[local.folder.stack.files.kept] ?? "").replace(TOKEN_SETTING, ""),
    );
    const { code, stderr } = await run("renew");
    expect(code).toBe(1);
    expect(stderr).toContain("npx aem-mail-oauth consent --stack local --save");
  });

  it("loses no token where two run at once", async () => {
    const ends = await Promise.all([run("renew"), run("renew")]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect((await run("verify")).code).toBe(0);
  });

  // Each request of the token endpoint, and then the writing of the settings.
  it.each([1, 2])("leaves a good token when it is killed after token request %i", async (count) => {
    const isToken = (line: string): boolean => line.startsWith("POST /common/oauth2/v2.0/token 200");
    const before = local.requests.filter(isToken).length;
    const running = start(local, ["renew"]);
    while (local.requests.filter(isToken).length < before + count && running.child.exitCode === null)
      await setTimeout(2);
    running.child.kill("SIGKILL");
    expect(await running.ended).toMatchObject({ code: null });
    expect((await run("verify")).code).toBe(0);
    expect((await run("renew")).code).toBe(0);
  });
});

/** With its ciphertext, which is on a line of its own or below. */
const TOKEN_SETTING = /^ {2}aem-mail-oauth:refreshToken:\n {4}secure: .*\n/m;
