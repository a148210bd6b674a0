import { describe, expect, it } from "@jest/globals";

import { accessOf } from "../../../../commands/access/model/accessModel.ts";
import { settingLine } from "../../../../commands/access/model/effectiveSettings.ts";
import { declaredResources } from "../../../../commands/access/model/mockedProgram.ts";
import { SignInAudience } from "../../../../components/catalogue/audiences.ts";
import { API_IDS, findPermission } from "../../../../components/catalogue/permissions.ts";
import { Preset } from "../../../../components/catalogue/presets.ts";
import { parseStackFile } from "../../../../stack/stackFile.ts";
import { UserError } from "../../../../support/userError.ts";
import { ROOT } from "../../../checkout.ts";

const OWNER = "5f2c0c1e-6f0b-4d64-9d5e-2f3a7c1b8e91";

/** A stack's file with these settings of ours, and other lines as they are. */
function fileOf(settings: Record<string, unknown>, others = "") {
  const ours = Object.entries(settings).map(([key, value]) => `  aem-mail-oauth:${key}: ${JSON.stringify(value)}\n`);
  return parseStackFile(`config:\n${ours.join("")}${others}`, "stacks/Pulumi.test.yaml");
}

const combinations = Object.values(Preset).flatMap((preset) =>
  Object.values(SignInAudience).map((signInAudience) => ({ preset, signInAudience })),
);

describe("the access of a stack", () => {
  it.each(combinations)("is what the program registers: %j", async (settings) => {
    const file = fileOf({ ...settings, owners: [OWNER], implicitGrant: { idTokens: false } });
    const access = await accessOf("test", file, ROOT);
    const registered = await declaredResources({ stack: "test", values: file.values, isSecret: () => false }, ROOT);
    const inputsOf = (type: string) =>
      registered.filter((resource) => resource.type.endsWith(`:${type}`)).map(({ inputs }) => inputs);
    const scopes = inputsOf("ApplicationApiAccess").flatMap(({ apiClientId, scopeIds }) =>
      (scopeIds as string[]).map((id) => `${String(apiClientId)} ${id}`),
    );
    expect(access.permissions.length).toBeGreaterThan(3);
    const named = access.permissions.map(({ name, id }) => {
      const permission = findPermission(name);
      expect(permission?.id).toBe(id);
      return `${API_IDS[permission?.api ?? "graph"]} ${id}`;
    });
    expect(named.sort()).toEqual(scopes.sort());
    const [registration] = inputsOf("ApplicationRegistration");
    expect(registration).toMatchObject({
      displayName: access.application,
      signInAudience: settings.signInAudience,
      implicitAccessTokenIssuanceEnabled: access.accessTokens,
      implicitIdTokenIssuanceEnabled: access.idTokens,
    });
    expect(access).toMatchObject({
      accounts: settings.signInAudience,
      accessTokens: true,
      idTokens: false,
      owners: [OWNER],
      others: [],
    });
    expect(inputsOf("ApplicationRedirectUris").map(({ redirectUris }) => redirectUris)).toEqual([access.redirectUris]);
    expect(inputsOf("ApplicationOwner").map(({ ownerObjectId }) => ownerObjectId)).toEqual(access.owners);
    expect(inputsOf("ApplicationPassword").map(({ displayName }) => displayName)).toEqual(
      access.secrets.map(({ label }) => label),
    );
  });

  it("is the same whenever it is asked for: a secret without a date has a lifetime", async () => {
    const secrets = [{ label: "new", expires: "2030-05-20" }, { label: "old" }];
    const ends = async (maxSecretLifetime: string) =>
      (await accessOf("test", fileOf({ clientSecrets: secrets, maxSecretLifetime }), ROOT)).secrets;
    expect(await ends("9999d")).toEqual([
      { label: "new", ends: "2030-05-20" },
      { label: "old", ends: "180 days after it is made" },
    ]);
    const short = fileOf({ maxSecretLifetime: "90d" });
    expect((await accessOf("test", short, ROOT)).secrets).toEqual([
      { label: "initial", ends: "90 days after it is made" },
    ]);
  });

  it("names the provider's settings, and repeats no secret that lies open there", async () => {
    const open = "  azuread:clientSecret: topsecret\n  azuread:oidcToken: topsecret\n";
    const others = `${open}  azuread:metadataHost: other.example\n  azuread:clientId:\n    secure: v1:abc\n`;
    expect((await accessOf("test", fileOf({}, others), ROOT)).provider.map(settingLine)).toEqual([
      expect.stringMatching(/^azuread:clientId = \(encrypted, [0-9a-f]{8}\)$/),
      "azuread:clientSecret = (not encrypted)",
      "azuread:metadataHost = other.example",
      "azuread:oidcToken = (not encrypted)",
    ]);
  });

  it("knows protection by the stack's name and by the setting", async () => {
    expect((await accessOf("prod", fileOf({}), ROOT)).protect).toBe(true);
    expect((await accessOf("test", fileOf({}), ROOT)).protect).toBe(false);
    expect((await accessOf("test", fileOf({ protect: "true" }), ROOT)).protect).toBe(true);
  });

  it("is refused with the program's own words, and the next stack is asked as if nothing had been", async () => {
    const wrong = accessOf("test", fileOf({ permissions: ["IMAP.AccessUser.All", "offline_access"] }), ROOT);
    await expect(wrong).rejects.toThrow(UserError);
    await expect(wrong).rejects.toThrow(/^stack test: 1 setting is invalid\..*IMAP\.AccessAsUser\.All/s);
    expect((await accessOf("test", fileOf({ redirectUris: ["http://localhost"] }), ROOT)).redirectUris).toEqual([
      "http://localhost",
    ]);
  });
});
