import { describe, expect, it } from "@jest/globals";

import { settingsFrom } from "../../pulumi/settings.ts";
import { parseProjectSettings, settingsOver } from "../../stack/projectSettings.ts";

// What `pulumi config --json` of Pulumi 3.259 says of the same file.
const PROJECT = `name: aem-mail-oauth
config:
  mailbox: "2027-03-20"
  aem-mail-oauth:clientSecrets: { value: [{ label: first, expires: "2027-03-20" }] }
  aem-mail-oauth:maxSecretLifetime: { type: string, default: 90d }
  aem-mail-oauth:displayName: { value: 1.5 }
  aem-mail-oauth:owners: { default: null }
  aem-mail-oauth:preset: { type: string }
  azuread:environment: usgovernment
`;

describe("the settings of Pulumi.yaml", () => {
  it("are read as Pulumi reads them", () => {
    expect(parseProjectSettings(PROJECT).values).toEqual({
      "aem-mail-oauth:mailbox": "2027-03-20",
      "aem-mail-oauth:clientSecrets": '[{"label":"first","expires":"2027-03-20"}]',
      "aem-mail-oauth:maxSecretLifetime": "90d",
      "aem-mail-oauth:displayName": "1.5",
      "azuread:environment": "usgovernment",
    });
  });

  it.each(["", "name: x\n", "config:\n", "config: []\n"])("are none in %j", (text) => {
    expect(parseProjectSettings(text).values).toEqual({});
  });

  it("lie below those of a stack, which may be secret", () => {
    const stack = settingsFrom({ mailbox: { secure: "v1:abc" } }, "stacks/Pulumi.x.yaml");
    const { values, isSecret } = settingsOver(parseProjectSettings(PROJECT), stack);
    expect(values["aem-mail-oauth:mailbox"]).toBe('{"secure":"v1:abc"}');
    expect(values["aem-mail-oauth:displayName"]).toBe("1.5");
    expect([isSecret("aem-mail-oauth:mailbox"), isSecret("aem-mail-oauth:displayName")]).toEqual([true, false]);
  });
});
