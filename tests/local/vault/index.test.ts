import { statSync } from "node:fs";
import { join } from "node:path";

import type { SecretClient } from "@azure/keyvault-secrets";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { listed, refusalOf, startTestVault, type TestVault } from "./testVault.ts";

let vault: TestVault;
let client: SecretClient;

beforeEach(async () => {
  vault = await startTestVault();
  client = vault.client();
});

afterEach(async () => {
  await vault.close();
});

const nothing = {};

describe("the local key vault, to the unmodified library", () => {
  it("keeps a secret with all that was said of it", async () => {
    const expiresOn = new Date(vault.host.clock.now.getTime() + 90 * 86_400_000);
    const tags = { mailbox: "forms@forms.example", issued: "2026-11-21" };
    const set = await client.setSecret("mail-token", "0.AAA", { expiresOn, contentType: "text/plain", tags });
    const got = await client.getSecret("mail-token");
    expect(got).toEqual({ ...set, properties: expect.objectContaining(set.properties) as unknown });
    expect(got.value).toBe("0.AAA");
    expect(got.properties).toMatchObject({
      ...{ contentType: "text/plain", tags, expiresOn, enabled: true },
      ...{ createdOn: vault.host.clock.now, updatedOn: vault.host.clock.now },
      ...{ recoveryLevel: "Recoverable+Purgeable", recoverableDays: 90 },
      version: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
      vaultUrl: vault.host.tenant.url,
    });
  });

  it("makes a version of each write, keeps the earlier ones, and takes names in whatever case", async () => {
    const first = await client.setSecret("mail-token", "one");
    await client.setSecret("Mail-Token", "two");
    const { version = "" } = first.properties;
    expect((await client.getSecret("MAIL-TOKEN")).value).toBe("two");
    expect((await client.getSecret("mail-token", { version })).value).toBe("one");
    expect(await listed(client.listPropertiesOfSecretVersions("mail-token"))).toHaveLength(2);
    expect(await refusalOf(client.getSecret("mail-token", { version: "0".repeat(32) }))).toBe("404 SecretNotFound");
  });

  it("lists names page after page, and never a value", async () => {
    const names = Array.from({ length: 27 }, (_, index) => `secret-${String(index).padStart(2, "0")}`);
    for (const name of names) await client.setSecret(name, `value of ${name}`);
    const found = await listed(client.listPropertiesOfSecrets());
    expect(found.map(({ name }) => name)).toEqual(names);
    expect(JSON.stringify(found)).not.toContain("value of");
    const pages = await listed(client.listPropertiesOfSecrets().byPage({ maxPageSize: 10 }));
    expect(pages.map((page) => page.length)).toEqual([10, 10, 7]);
  });

  it("changes what is said of a secret, and not its value", async () => {
    const set = await client.setSecret("mail-token", "one", { tags: { a: "1" }, contentType: "text/plain" });
    const { version = "" } = set.properties;
    await client.updateSecretProperties("mail-token", version, { tags: { b: "2" } });
    const { value, properties } = await client.getSecret("mail-token");
    expect([value, properties.tags, properties.contentType, properties.version]).toEqual([
      "one",
      { b: "2" },
      "text/plain",
      version,
    ]);
  });

  it("gives no disabled secret out, and an expired one as ever", async () => {
    const past = new Date(vault.host.clock.now.getTime() - 1000);
    await client.setSecret("expired", "still here", { expiresOn: past });
    expect((await client.getSecret("expired")).value).toBe("still here");
    await client.setSecret("off", "hidden", { enabled: false });
    expect(await refusalOf(client.getSecret("off"))).toBe("403 Forbidden SecretDisabled");
    await client.updateSecretProperties("off", "", { enabled: true });
    expect((await client.getSecret("off")).value).toBe("hidden");
  });

  it("keeps the name of a deleted secret until it is recovered or purged", async () => {
    await client.setSecret("mail-token", "one");
    const deletion = await client.beginDeleteSecret("mail-token");
    await deletion.pollUntilDone();
    expect(await refusalOf(client.getSecret("mail-token"))).toBe("404 SecretNotFound");
    expect(await refusalOf(client.setSecret("mail-token", "two"))).toBe("409 Conflict ObjectIsDeletedButRecoverable");
    expect((await listed(client.listDeletedSecrets())).map(({ name }) => name)).toEqual(["mail-token"]);
    const deleted = await client.getDeletedSecret("mail-token");
    expect([deleted.value, deleted.deletedOn]).toEqual([undefined, vault.host.clock.now]);

    await (await client.beginRecoverDeletedSecret("mail-token")).pollUntilDone();
    expect((await client.getSecret("mail-token")).value).toBe("one");
    expect(await refusalOf(client.getDeletedSecret("mail-token"))).toBe("404 SecretNotFound");

    await (await client.beginDeleteSecret("mail-token")).pollUntilDone();
    await client.purgeDeletedSecret("mail-token");
    await client.setSecret("mail-token", "three");
    expect(await listed(client.listPropertiesOfSecretVersions("mail-token"))).toHaveLength(1);
  });

  it("ends a deleted secret after 90 days, and not a day earlier", async () => {
    await client.setSecret("mail-token", "one");
    await (await client.beginDeleteSecret("mail-token")).pollUntilDone();
    const { clock } = vault.host;
    const deleted = clock.now.getTime();
    clock.now = new Date(deleted + 89 * 86_400_000);
    const later = vault.client();
    expect(await refusalOf(later.setSecret("mail-token", "two"))).toBe("409 Conflict ObjectIsDeletedButRecoverable");
    clock.now = new Date(deleted + 90 * 86_400_000);
    await vault.client().setSecret("mail-token", "two");
    expect((await vault.client().getSecret("mail-token")).value).toBe("two");
  });

  it.each([
    ["a name with a dot", "mail.token", "value", nothing],
    ["a name that is too long", "a".repeat(128), "value", nothing],
    ["a value of more than 25 KB", "mail-token", "a".repeat(25 * 1024 + 1), nothing],
    [
      "16 tags",
      "mail-token",
      "value",
      { tags: Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`t${i}`, ""])) },
    ],
    ["a long tag", "mail-token", "value", { tags: { tag: "a".repeat(513) } }],
    ["a long content type", "mail-token", "value", { contentType: "a".repeat(256) }],
  ])("refuses %s", async (_, name, value, options) => {
    expect(await refusalOf(client.setSecret(name, value, options))).toBe("400 BadParameter");
  });

  it("takes the most that is allowed", async () => {
    const tags = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`t${i}`, "a".repeat(512)]));
    const name = "a".repeat(127);
    await client.setSecret(name, "a".repeat(25 * 1024), { tags, contentType: "a".repeat(255) });
    expect((await client.getSecret(name)).properties.tags).toEqual(tags);
  });

  it("loses nothing when it is served once more, and writes a file that its owner alone reads", async () => {
    await Promise.all(["one", "two", "three"].map((value) => client.setSecret("mail-token", value)));
    await vault.host.restart();
    const again = vault.client();
    expect(["one", "two", "three"]).toContain((await again.getSecret("mail-token")).value);
    expect(await listed(again.listPropertiesOfSecretVersions("mail-token"))).toHaveLength(3);
    expect(statSync(join(vault.host.folder, "vault.json")).mode & 0o777).toBe(0o600);
  });

  it("never writes a value to its log", async () => {
    await client.setSecret("mail-token", "the-very-secret");
    await client.getSecret("mail-token");
    expect(vault.host.logged.join("\n")).toContain("/secrets/mail-token");
    expect(vault.host.logged.join("\n")).not.toContain("the-very-secret");
  });

  it("has secrets with the names of the sign-in's pages", async () => {
    for (const name of ["login", "cancel", "consent"]) {
      await client.setSecret(name, `value of ${name}`);
      expect((await client.getSecret(name)).value).toBe(`value of ${name}`);
    }
  });
});
