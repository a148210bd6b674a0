import { describe, expect, it } from "@jest/globals";

import { fileChanges } from "../../../../commands/access/report/fileChanges.ts";

const PATH = "stacks/Pulumi.prod.yaml";
const sealed = (text: string): string => `config:\n  aem-mail-oauth:refreshToken:\n    secure: ${text}\n`;
const environment = (value: string): string =>
  `environment: { imports: [a], values: { pulumiConfig: { x: ${value} } } }\n`;

describe("the keys beside the settings", () => {
  it.each<[string | undefined, string, string[]]>([
    ["config: {}\n", "config: { a: 1 }\nenvironment: [a]\nsecretsprovider: passphrase\n", []],
    ["encryptedkey: a\n", "encryptedkey: a\n", []],
    ["encryptedkey: a\n", "encryptedkey: b\n", ["wider key of the secrets changed encryptedkey"]],
    ["encryptedkey: a\n", "", ["wider key of the secrets removed encryptedkey"]],
    [undefined, "encryptionsalt: a\n", ["wider key of the secrets added encryptionsalt"]],
    ["", "EncryptedKey: a\n", ["wider unknown key added EncryptedKey"]],
    ["plugins: [a]\n", "plugins: [b]\n", ["wider unknown key changed plugins"]],
    ["plugins: [a]\n", "", ["wider unknown key removed plugins"]],
    [environment("1"), environment("1"), []],
    [environment("1"), environment("2"), ["wider values in an environment changed environment"]],
    ["environment: [a]\n", environment("2"), ["wider values in an environment added environment"]],
    ["", sealed("a"), ["other refresh token added refreshToken"]],
    [sealed("a"), sealed("b"), ["other refresh token changed refreshToken"]],
    [sealed("a"), "", ["narrower refresh token removed refreshToken"]],
    [sealed("a"), "config:\n  aem-mail-oauth:refreshToken: open\n", ["wider refresh token left open refreshToken"]],
    ["", "config:\n  refreshToken: open\n", ["wider refresh token left open refreshToken"]],
    [
      "config: { azuread:clientSecret: one, azuread:oidcToken: a, azuread:x: a }\n",
      "config: { azuread:clientSecret: two, azuread:oidcToken: a, azuread:x: b }\n",
      ["wider open credential changed azuread:clientSecret"],
    ],
    // Added and removed ones the access file tells of.
    ["", "config: { azuread:clientSecret: two }\n", []],
    // Said elsewhere: the file cannot be read.
    ["", "encryptedkey: [\n", []],
    ["encryptedkey: [\n", "encryptedkey: a\n", ["wider key of the secrets added encryptedkey"]],
  ])("of %j and then %j come to %j", (before, after, told) => {
    const changes = fileChanges(before, after, PATH);
    expect(changes.map(({ direction, what, name }) => `${direction} ${what} ${name}`)).toEqual(told);
  });
});
