import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { openVault, type Vault, type VaultFacts, type VaultOptions, type VaultSecret } from "../../entra/keyVault.ts";
import { TENANT_ID } from "../../local/tenant/index.ts";
import { CannotTell, UserError } from "../../support/userError.ts";
import { startTestVault, type TestVault } from "../local/vault/testVault.ts";

const VAULT_URL = "https://mail-prod.vault.azure.net";
const VALUE = "0.AAA-the-very-secret";

let served: TestVault;
let lines: string[];

beforeEach(async () => {
  served = await startTestVault();
  lines = [];
});

afterEach(async () => {
  await served.close();
});

const open = (options: Partial<VaultOptions> = {}): Promise<Vault> =>
  openVault({
    vaultUrl: VAULT_URL,
    config: { values: {}, isSecret: () => false },
    variables: served.host.tenant.environment,
    tenantId: TENANT_ID,
    localOrigin: served.host.tenant.url,
    log: (line) => lines.push(line),
    ...options,
  });

const fault = (body: object) => served.host.send("POST", "/local/faults", { body });

/** What was thrown, which never holds the value, however it is shown. */
async function thrown(asked: Promise<unknown>): Promise<UserError> {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw new Error(`No refusal that a person can read: ${String(error)}`);
  const shown = `${error.message} ${error.stack ?? ""} ${JSON.stringify(error)} ${String(error.cause)}`;
  expect(`${shown} ${lines.join("\n")}`).not.toContain(VALUE);
  expect(error.cause).toBeUndefined();
  return error;
}

describe("openVault", () => {
  it("writes and reads a secret with what is said of it", async () => {
    const vault = await open();
    const facts: VaultFacts = {
      expires: new Date("2027-02-19T12:00:00.900Z"),
      contentType: "application/vnd.example",
      tags: { mailbox: "forms@forms.example" },
    };
    const set: VaultSecret = await vault.set("mail-token", VALUE, facts);
    expect(set).toEqual({
      ...facts,
      value: VALUE,
      version: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
      expires: new Date("2027-02-19T12:00:00Z"),
      updated: served.host.clock.now,
    });
    expect(await vault.get("mail-token")).toEqual(set);
    expect(vault.url).toBe(VAULT_URL);
  });

  it("says that there is no secret only where the vault says so", async () => {
    const vault = await open();
    expect(await vault.get("mail-token")).toBeUndefined();
    await fault({
      kind: "graphError",
      count: 1,
      status: 404,
      code: "NotFound",
      message: "No such page.",
      path: "/secrets",
    });
    expect((await thrown(vault.get("mail-token"))).message).toMatch(
      /refused to read secret mail-token\. .*No such page/,
    );
  });

  it("gives an expired secret out", async () => {
    const vault = await open();
    const expires = new Date(served.host.clock.now.getTime() - 1000);
    await vault.set("mail-token", VALUE, { expires });
    expect(await vault.get("mail-token")).toMatchObject({ value: VALUE, expires });
  });

  it("names the role that is missing, and to whom", async () => {
    const vault = await open();
    served.refuse([{ code: "ForbiddenByRbac" }]);
    const refused = await thrown(vault.set("mail-token", VALUE, {}));
    expect(refused).not.toBeInstanceOf(CannotTell);
    expect(refused.message).toMatch(/^[0-9a-f-]{36} \(object id, tenant .*\) may not write secret mail-token/);
    expect(refused.message).toMatch(
      /role "Key Vault Secrets Officer".* --assignee-object-id [0-9a-f-]{36} .*--name mail-prod /s,
    );
    expect((await thrown(vault.get("mail-token"))).message).toContain('role "Key Vault Secrets User"');
    served.refuse([{ code: "AccessDenied" }]);
    expect((await thrown(vault.get("mail-token"))).message).toContain("az keyvault set-policy --name mail-prod");
  });

  it.each(["ForbiddenByFirewall", "ForbiddenByConnection"])("names the firewall (%s), and no role", async (code) => {
    const vault = await open();
    served.refuse([{ code }]);
    const { message } = await thrown(vault.get("mail-token"));
    expect(message).toContain("az keyvault network-rule add --name mail-prod");
    expect(message).not.toContain("role");
  });

  it("says how a deleted secret comes back", async () => {
    const vault = await open();
    await vault.set("mail-token", VALUE, {});
    await (await served.client().beginDeleteSecret("mail-token")).pollUntilDone();
    expect(await vault.get("mail-token")).toBeUndefined();
    expect((await thrown(vault.set("mail-token", VALUE, {}))).message).toContain(
      "az keyvault secret recover --vault-name mail-prod --name mail-token",
    );
  });

  it("says that a secret is disabled, and how that ends", async () => {
    const vault = await open();
    await served.client().setSecret("mail-token", VALUE, { enabled: false });
    expect((await thrown(vault.get("mail-token"))).message).toContain(
      "az keyvault secret set-attributes --vault-name mail-prod --name mail-token --enabled true",
    );
  });

  it("passes on what the vault refuses, without the value", async () => {
    const vault = await open();
    const refused = await thrown(vault.set("mail-token", VALUE.repeat(2000), {}));
    expect(refused.message).toMatch(/refused to write secret mail-token\. .*longer than 25 KB.* \(400 BadParameter\)$/);
    await fault({
      kind: "graphError",
      count: 1,
      status: 400,
      code: "BadParameter",
      message: `Not ${VALUE}!`,
      method: "PUT",
    });
    expect((await thrown(vault.set("mail-token", VALUE, {}))).message).toContain("Not (the value)!");
    expect((await thrown(vault.set("mail_token", VALUE, {}))).message).toMatch(/^"mail_token" cannot be the name/);
  });

  it("waits while the vault has too much to do, and no longer than the limit", async () => {
    const vault = await open();
    await vault.set("mail-token", VALUE, {});
    await fault({ kind: "throttling", count: 1, retryAfter: 1, path: "/secrets/" });
    expect((await vault.get("mail-token"))?.value).toBe(VALUE);
    expect(lines).toEqual([expect.stringContaining("asks to wait 1 second")]);
    await fault({ kind: "throttling", count: 1, retryAfter: 3600, path: "/secrets/" });
    expect(await thrown(vault.get("mail-token"))).toBeInstanceOf(CannotTell);
  });

  it("cannot tell where the vault breaks down", async () => {
    const vault = await open();
    await fault({ kind: "serverError", count: 4, status: 500, path: "/secrets/" });
    const failed = await thrown(vault.get("mail-token"));
    expect([failed instanceof CannotTell, failed.message]).toEqual([
      true,
      expect.stringContaining("does not work well"),
    ]);
  });

  it("finds a write whose answer was lost", async () => {
    const vault = await open();
    // From here on the vault has been told who asks, and what is sent is a write.
    await vault.get("mail-token");
    await fault({ kind: "dropConnection", when: "after", count: 4, method: "PUT" });
    expect(await vault.set("mail-token", VALUE, { tags: { a: "1" } })).toMatchObject({
      value: VALUE,
      tags: { a: "1" },
    });
  });

  it("does not take what was there before for what it lost", async () => {
    const vault = await open();
    await vault.set("mail-token", "older", {});
    await fault({ kind: "dropConnection", count: 4, method: "PUT" });
    const failed = await thrown(vault.set("mail-token", VALUE, {}));
    expect([failed instanceof CannotTell, failed.message]).toEqual([
      true,
      expect.stringContaining("has no such new version"),
    ]);
    await fault({ kind: "dropConnection", count: 4, method: "PUT" });
    await fault({ kind: "graphError", count: 1, status: 403, code: "Forbidden", message: "No.", method: "GET" });
    expect((await thrown(vault.set("mail-token", VALUE, {}))).message).toContain("is not known");
  });

  it("refuses an address that is no vault's, and one of another cloud", async () => {
    for (const vaultUrl of [
      "https://mail-prod.example.com",
      "http://mail-prod.vault.azure.net",
      served.host.tenant.url,
    ]) {
      expect((await thrown(open({ vaultUrl }))).message).toContain(
        "is no address of a key vault. Allowed is https://<name>.",
      );
    }
    const variables = { ARM_TENANT_ID: TENANT_ID, ARM_CLIENT_ID: TENANT_ID, ARM_CLIENT_SECRET: VALUE };
    const abroad = openVault({
      vaultUrl: "https://kv1.vault.azure.cn",
      variables,
      config: { values: {}, isSecret: () => false },
    });
    expect((await thrown(abroad)).message).toMatch(/in another cloud .* are at https:\/\/<name>\.vault\.azure\.net\./);
    await expect(open({ localOrigin: "https://example.com" })).rejects.toThrow("is not on this machine");
  });

  it("passes on why the sign-in was refused", async () => {
    const variables = { ...served.host.tenant.environment, ARM_CLIENT_SECRET: VALUE };
    expect((await thrown(open({ variables }))).message).toMatch(/with a client secret failed: .*AADSTS7000215/);
  });
});
