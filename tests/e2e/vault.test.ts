import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { openVault } from "../../entra/keyVault.ts";
import type { State } from "../../local/vault/store.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { start } from "./consentRun.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const MAILBOX = "forms@forms.example";
const NAME = "aem-mail-oauth-local-refresh-token";

let copy: ProjectCopy;
let local: LocalStack;
/** Files that git tracks, as the copy had them at first. */
let tracked: string;

const inVault = () => readFile(join(local.folder.tenant, "vault.json"), "utf8");

const run = (...args: string[]) => start(local, [...args, "--cwd", copy.root]).ended;

async function consent(): Promise<void> {
  const running = start(local, ["consent", "--paste", "--save", "--no-verify", "--cwd", copy.root]);
  const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  running.child.stdin.end(`${await signInAs(await running.link(), { user: MAILBOX, ca })}\n`);
  const ended = await running.ended;
  expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: "" });
  expect(ended.stdout).toContain(`The refresh token is kept in secret ${NAME} of https://contoso.vault.azure.net`);
}

beforeAll(async () => {
  copy = await copyProject();
  const settings = await copy.read("stacks/Pulumi.local.yaml");
  tracked = `${settings.trimEnd()}\n  aem-mail-oauth:tokenStore: https://contoso.vault.azure.net\n`;
  await copy.write("stacks/Pulumi.local.yaml", tracked);
  local = await startLocalStack(copy.root);
  await local.run("up");
});

afterAll(async () => {
  await local.close();
  await copy.close();
});

describe("a token that is kept in a key vault", () => {
  it("is put there by consent, with its facts as tags, and nothing of it is in a file of the stack", async () => {
    expect((await run("renew")).stderr).toContain(`No refresh token is kept in secret ${NAME}`);
    await consent();
    const { stdout } = await run("sheet", "--show-secrets", "--json");
    const text = await inVault();
    const [secret] = (JSON.parse(text) as State).secrets;
    const [version] = secret?.versions ?? [];
    expect(secret?.name).toBe(NAME);
    expect(version?.contentType).toBe("OAuth 2.0 refresh token");
    expect(version?.tags).toMatchObject({ mailbox: MAILBOX, user: MAILBOX, account: "work" });
    const { issued = "", "client-id": clientId } = version?.tags ?? {};
    const { outputs } = await local.run("outputs");
    expect(clientId).toBe(outputs.clientId);
    expect(version?.exp).toBe(Date.parse(issued) / 1000 + 90 * 24 * 60 * 60);
    expect(stdout).toContain(version?.value);

    expect(await copy.read("stacks/Pulumi.local.yaml")).toBe(tracked);
    expect(await readFile(local.folder.stack.files.kept, "utf8")).not.toContain("refreshToken");
    await expect(readFile(local.folder.stack.files.consents)).rejects.toThrow("ENOENT");
  });

  it("is tried by verify, which leaves it, and followed by its successor with renew", async () => {
    const before = await inVault();
    expect((await run("verify")).code).toBe(0);
    expect(await inVault()).toBe(before);
    const renewed = await run("renew");
    expect({ code: renewed.code, stderr: renewed.stderr }).toEqual({ code: 0, stderr: "" });
    const [secret] = (JSON.parse(await inVault()) as State).secrets;
    expect(secret?.versions).toHaveLength(2);
    const values = (secret?.versions ?? []).map(({ value }) => value);
    expect(new Set(values).size).toBe(2);
    for (const value of values) expect(renewed.stdout).not.toContain(value);
    expect(renewed.stdout).not.toContain("Commit");
    expect((await run("verify")).code).toBe(0);
    expect((await run("verify", "--save")).stdout).toContain("The successor is kept in secret");
  });

  it("is in no file, so due says that it does not know, unless it looks", async () => {
    const blind = await run("due", "--json");
    expect(blind.code).toBe(5);
    const items = (text: string) => (JSON.parse(text) as { items: { kind: string }[] }).items;
    expect(items(blind.stdout)).toContainEqual(expect.objectContaining({ kind: "token", status: "unknown" }));
    const live = await run("due", "--live", "--json");
    expect(items(live.stdout)).toContainEqual(
      expect.objectContaining({ kind: "token", name: MAILBOX, status: "ok", days: 89 }),
    );
    expect(live.code).toBe(0);
  });

  it("stays what it is where the vault refuses, and the refusal names the role", async () => {
    const refusals = join(local.folder.tenant, "vault-refusals.json");
    const before = await inVault();
    await writeFile(refusals, JSON.stringify([{ code: "ForbiddenByRbac", action: "setSecret" }]));
    const written = await run("renew");
    await writeFile(refusals, JSON.stringify([{ code: "ForbiddenByRbac", action: "getSecret" }]));
    const read = await run("verify");
    await rm(refusals);
    expect(written.code).toBe(1);
    expect(written.stderr).toContain("Key Vault Secrets Officer");
    expect(read.code).toBe(1);
    expect(read.stderr).toContain("Key Vault Secrets User");
    expect(await inVault()).toBe(before);
    for (const version of (JSON.parse(before) as State).secrets[0]?.versions ?? [])
      expect(`${written.stdout}${written.stderr}${read.stderr}`).not.toContain(version.value);
  });

  it("is not sent to Microsoft where it was issued to another application", async () => {
    const { url: localOrigin, environment: variables } = local.tenant;
    const config = { values: {}, isSecret: () => false };
    const vault = await openVault({ vaultUrl: "https://contoso.vault.azure.net", config, variables, localOrigin });
    await vault.set(NAME, "a.foreign.token", { tags: { "client-id": "11111111-2222-4333-8444-555555555555" } });
    const before = local.requests.filter((line) => line.includes("/common/oauth2/v2.0/token")).length;
    const { code, stderr } = await run("verify");
    expect(code).toBe(1);
    expect(stderr).toContain("was issued to application 11111111-2222-4333-8444-555555555555");
    expect(stderr).not.toContain("a.foreign.token");
    expect(local.requests.filter((line) => line.includes("/common/oauth2/v2.0/token"))).toHaveLength(before);
  });
});
