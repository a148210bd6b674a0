import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { openVault, type Vault } from "../../entra/keyVault.ts";
import { CannotTell } from "../../support/userError.ts";
import { CALLER, type Scripted, type ScriptedEntra, startEntra, TENANT, tokenOf } from "./entra.ts";

const OTHER = "00000000-0000-4000-8000-000000000000";

let entra: ScriptedEntra;

beforeEach(async () => {
  entra = await startEntra();
});

afterEach(async () => {
  await entra.close();
});

const open = (): Promise<Vault> =>
  openVault({
    vaultUrl: "https://mail-prod.vault.azure.net",
    config: { values: {}, isSecret: () => false },
    variables: { ...entra.variables, ARM_CLIENT_ID: CALLER, ARM_CLIENT_SECRET: "hush" },
    localOrigin: entra.url,
    log: () => undefined,
  });

const challenge = (resource: string, tenant = TENANT): Scripted => ({
  status: 401,
  headers: { "www-authenticate": `Bearer authorization="${entra.url}/${tenant}", resource="${resource}"` },
  body: { error: { code: "Unauthorized", message: "AKV10000" } },
});

/** No request may have carried a token, or the value. */
function expectNothingGiven(): void {
  expect(entra.asked.length).toBeGreaterThan(0);
  for (const { headers, body } of entra.asked) expect([headers.authorization, body]).toEqual([undefined, ""]);
}

describe("what a challenge may ask for", () => {
  it("gives the token of the vault to who asks for that, and the value only then", async () => {
    const vault = await open();
    const id = `${entra.url}/secrets/mail-token/${"a".repeat(32)}`;
    entra.answers.push(challenge("https://vault.azure.net"), {
      status: 200,
      body: { id, value: "one", attributes: {} },
    });
    expect(await vault.set("mail-token", "one", {})).toEqual({ value: "one", version: "a".repeat(32), tags: {} });
    expect(entra.asked.map(({ headers, body }) => [headers.authorization, body !== ""])).toEqual([
      [undefined, false],
      [`Bearer ${tokenOf(entra.claims)}`, true],
    ]);
  });

  it.each(["https://graph.microsoft.com", "https://vault.azure.net.example.com", "https://vault.azure.cn"])(
    "gives no token for %s",
    async (resource) => {
      const vault = await open();
      entra.answers.push(challenge(resource));
      await expect(vault.get("mail-token")).rejects.toThrow(/asked for a token for .* It got none\./);
      entra.answers.push(challenge(resource), challenge(resource));
      await expect(vault.set("mail-token", "one", {})).rejects.toThrow(CannotTell);
      expectNothingGiven();
    },
  );

  it("names the tenant of a vault that is not the stack's", async () => {
    const vault = await open();
    entra.answers.push(challenge("https://vault.azure.net", OTHER));
    await expect(vault.get("mail-token")).rejects.toThrow(
      `belongs to tenant ${OTHER}, but the stack signs in to ${"tenant " + TENANT}`,
    );
    expectNothingGiven();
  });

  it("follows nobody who sends it elsewhere", async () => {
    const vault = await open();
    entra.answers.push({ status: 307, headers: { location: `${entra.url}/elsewhere` } });
    await expect(vault.get("mail-token")).rejects.toThrow(
      /is not https:\/\/mail-prod\.vault\.azure\.net|cannot be used/,
    );
    expect(entra.asked).toHaveLength(1);
  });

  it.each([
    ["the page of a proxy", { status: 200, headers: { "content-type": "text/html" }, body: "<p>Sign in</p>" }],
    ["another secret", { status: 200, body: { id: "https://x/secrets/other/1", value: "one", attributes: {} } }],
    ["no value", { status: 200, body: { id: "https://x/secrets/mail-token/1", attributes: {} } }],
    ["a 404 of somebody else", { status: 404, headers: { "content-type": "text/html" }, body: "<p>Nothing</p>" }],
    ["a 403 of somebody else", { status: 403, headers: { "content-type": "text/html" }, body: "<p>Blocked</p>" }],
  ])("cannot tell from %s", async (_, answer) => {
    const vault = await open();
    entra.answers.push(answer);
    await expect(vault.get("mail-token")).rejects.toThrow(CannotTell);
  });
});
