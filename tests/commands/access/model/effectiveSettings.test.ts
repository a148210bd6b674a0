import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { accessOf } from "../../../../commands/access/model/accessModel.ts";
import { effectiveSettings, settingLine } from "../../../../commands/access/model/effectiveSettings.ts";
import { parseStackFile } from "../../../../stack/stackFile.ts";
import { ROOT } from "../../../checkout.ts";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "aem-mail-oauth-settings-"));
});

afterAll(() => rm(root, { recursive: true, force: true }));

async function settingsOf(stack: string, project = "name: aem-mail-oauth\nstackConfigDir: stacks\n") {
  await writeFile(join(root, "Pulumi.yaml"), project);
  return effectiveSettings(parseStackFile(stack, "stacks/Pulumi.test.yaml"), root);
}

describe("the settings of a stack", () => {
  it("lie over those that Pulumi.yaml has for all stacks", async () => {
    const { values, others } = await settingsOf(
      "config:\n  aem-mail-oauth:preset: aem-cloud\n",
      `name: aem-mail-oauth
stackConfigDir: stacks
config:
  preset: { value: aem-65-osgi }
  mailbox: { type: string, default: aem@contoso.com }
  displayName: Mail
  maxSecretLifetime: { type: string }
  aem-mail-oauth:owners: { value: [a] }
  azuread:environment: { value: usgovernment }
`,
    );
    expect(values).toEqual({
      "aem-mail-oauth:preset": "aem-cloud",
      "aem-mail-oauth:mailbox": "aem@contoso.com",
      "aem-mail-oauth:displayName": "Mail",
      "aem-mail-oauth:owners": '["a"]',
      "azuread:environment": "usgovernment",
    });
    expect(others.map(settingLine)).toEqual(["azuread:environment = usgovernment"]);
  });

  it("name what Pulumi itself is told, and repeat nothing that an environment holds", async () => {
    const listed = await settingsOf(
      "environment: [shared/prod, more]\nsecretsprovider: azurekeyvault://vault/keys/key\n",
    );
    expect(listed.others.map(settingLine)).toEqual([
      'environment = ["shared/prod","more"]',
      "secretsprovider = azurekeyvault://vault/keys/key",
    ]);
    const inline = "environment: { imports: [base], values: { pulumiConfig: { azuread:clientSecret: topsecret } } }\n";
    expect((await settingsOf(inline)).others.map(settingLine)).toEqual([
      'environment = ["base"] and values of its own',
    ]);
  });

  it("keep encrypted ones to themselves", async () => {
    const secure = "\n    secure: v1:abc\n";
    const { values, tenant, others, isSecret } = await settingsOf(
      `config:\n  azuread:tenantId:${secure}  azuread:clientId:${secure}  aem-mail-oauth:refreshToken:${secure}`,
    );
    const shown = expect.stringMatching(/^\(encrypted, [0-9a-f]{8}\)$/);
    expect(values).toEqual({ "aem-mail-oauth:refreshToken": shown });
    expect({ tenant, others: others.map(settingLine) }).toEqual({
      tenant: shown,
      others: [`azuread:clientId = ${tenant ?? ""}`],
    });
    const swapped = await settingsOf("config:\n  azuread:tenantId:\n    secure: v1:abd\n");
    expect(swapped.tenant).toEqual(shown);
    expect(swapped.tenant).not.toBe(tenant);
    expect(isSecret("aem-mail-oauth:refreshToken")).toBe(true);
    expect(isSecret("aem-mail-oauth:preset")).toBe(false);
  });

  it("are refused where Pulumi.yaml is malformed", async () => {
    await expect(settingsOf("", "config: [\n")).rejects.toThrow(
      /^Pulumi\.yaml, line 2, column 1: this is not well-formed YAML\./,
    );
  });

  it.each([
    ["elsewhere", "stackConfigDir: other\n", /^Pulumi\.yaml: Pulumi reads the stacks' files in "other"/],
    ["elsewhere, in the form of old", "config: other\nstackConfigDir: stacks\n", /files in "other"/],
    ["beside it", "name: x\n", /files in the project's folder.* Write stackConfigDir: stacks\.$/],
  ])("are refused where Pulumi.yaml has the stacks' files %s", async (_, project, words) => {
    await expect(settingsOf("", project)).rejects.toThrow(words);
  });
});

describe("the access of a stack", () => {
  it("can be told once a refresh token is saved", async () => {
    const saved = "config:\n  aem-mail-oauth:refreshToken:\n    secure: v1:abc\n";
    expect(await accessOf("dev", parseStackFile(saved, "stacks/Pulumi.dev.yaml"), ROOT)).toEqual(
      await accessOf("dev", parseStackFile("", "stacks/Pulumi.dev.yaml"), ROOT),
    );
  });
});
