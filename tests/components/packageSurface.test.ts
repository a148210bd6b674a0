import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, describe, expect, it } from "@jest/globals";

import * as surface from "../../components/index.ts";

interface Analyzed {
  readonly components: Record<string, { inputs: Record<string, unknown>; outputs: Record<string, unknown> }>;
  readonly typeDefinitions: Record<string, { name: string; values?: { value: string }[] }>;
}
type Analyzer = new (
  folder: string,
  name: string,
  packageJson: object,
  components: Set<string>,
) => { analyze(): Analyzed };

const require = createRequire(import.meta.url);
const { Analyzer } = require("@pulumi/pulumi/provider/experimental/analyzer.js") as { Analyzer: Analyzer };

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "package-surface-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What Pulumi's own analyser makes of the components, as it does for users of other languages. */
function analyze(): Analyzed {
  const tsconfig = { extends: join(ROOT, "tsconfig.json"), include: [join(ROOT, "components/*.ts")], exclude: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  const packageJson = {
    ...(require("../../package.json") as object),
    main: relative(folder, join(ROOT, "components/index.ts")),
  };
  return new Analyzer(folder, "aem-mail-oauth", packageJson, new Set(["MailApplication", "ClientSecrets"])).analyze();
}

describe("the public surface", () => {
  it("exports these names", () => {
    expect(Object.keys(surface).sort()).toEqual([
      "API_IDS",
      "CLOUD_HOSTS",
      "ClientSecrets",
      "Cloud",
      "MailApplication",
      "PERMISSIONS",
      "Preset",
      "SecretUse",
      "SignInAudience",
      "faultMessage",
      "faultsOf",
      "findPermission",
    ]);
  });

  it("can be packaged for other languages: the analyser accepts every input and output", () => {
    const { components, typeDefinitions } = analyze();
    expect(Object.keys(components.MailApplication?.inputs ?? {}).sort()).toEqual([
      "authority",
      "clientSecrets",
      "cloud",
      "displayName",
      "implicitGrant",
      "mailbox",
      "maxSecretLifetime",
      "owners",
      "permissions",
      "preset",
      "redirectUris",
      "signInAudience",
    ]);
    expect(Object.keys(components.MailApplication?.outputs ?? {})).toHaveLength(13);
    expect(Object.keys(components.ClientSecrets?.outputs ?? {}).sort()).toEqual(["expires", "statuses", "value"]);
    expect(Object.keys(typeDefinitions).sort()).toEqual([
      "ClientSecretArgs",
      "ClientSecretStatus",
      "Cloud",
      "ImplicitGrantArgs",
      "Preset",
      "SecretUse",
      "SignInAudience",
    ]);
  });
});
