import { describe, expect, it } from "@jest/globals";

import { vaultAddress } from "../../../components/rules/vaultAddress.ts";

describe("vaultAddress", () => {
  it.each([
    ["https://mail-prod.vault.azure.net", "vault.azure.net"],
    ["https://mail-prod.vault.azure.net/", "vault.azure.net"],
    ["https://Mail-Prod.vault.usgovcloudapi.net", "vault.usgovcloudapi.net"],
    ["https://mail-prod.vault.azure.cn", "vault.azure.cn"],
  ])("reads %s", (text, domain) => {
    expect(vaultAddress(text)).toEqual({ vaultUrl: `https://mail-prod.${domain}`, vaultName: "mail-prod", domain });
  });

  it.each(["https://kv1.vault.azure.net/secrets/Mail-Token", "https://kv1.vault.azure.net/secrets/Mail-Token/"])(
    "reads the name of a secret in %s",
    (text) => {
      expect(vaultAddress(text)).toMatchObject({ vaultUrl: "https://kv1.vault.azure.net", secretName: "Mail-Token" });
    },
  );

  it.each([
    "",
    "stack",
    "mail-prod",
    "http://mail-prod.vault.azure.net",
    "https://mail-prod.vault.azure.net:8443",
    "https://someone@mail-prod.vault.azure.net",
    "https://mail-prod.vault.azure.net.example.com",
    "https://mail-prod.vault.azure.net/keys/one",
    "https://mail-prod.vault.azure.net/secrets",
    "https://mail-prod.vault.azure.net/secrets/a_b",
    "https://mail-prod.vault.azure.net/secrets/one/0123456789abcdef0123456789abcdef",
    "https://mail-prod.vault.azure.net?x=1",
    "https://mail-prod.vault.azure.net/#",
    "https://mail-prod.managedhsm.azure.net",
    "https://vault.azure.net",
    "https://a.b.vault.azure.net",
    "https://ab.vault.azure.net",
    "https://1ab.vault.azure.net",
    "https://ab-.vault.azure.net",
    "https://a--b.vault.azure.net",
    `https://${"a".repeat(25)}.vault.azure.net`,
    "https://localhost:8443",
    "https://evil.example/https://mail-prod.vault.azure.net",
    "https://mail-prod.vault.azure.net\n",
  ])("refuses %j", (text) => {
    expect(vaultAddress(text)).toBeUndefined();
  });
});
