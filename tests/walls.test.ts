import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { beforeAll, describe, expect, it } from "@jest/globals";

import { ROOT } from "./checkout.ts";

/** Writes a small house, and resolves with what the walls say against it: rule, from, to. */
async function against(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-walls-"));
  for (const name of ["walls.config.js", "tsconfig.json", "package.json"])
    await cp(join(ROOT, name), join(folder, name));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const program = join(ROOT, "node_modules", "dependency-cruiser", "bin", "dependency-cruiser.mjs");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, "--config", "walls.config.js", "--output-type", "json", "."],
    { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
  ).catch((error: unknown) => error as { stdout: string });
  await rm(folder, { recursive: true, force: true });
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).sort();
}

const LEAF = "export interface Leaf { readonly leaf: true }\nexport const leaf = 1;\n";
const needs = (...paths: readonly string[]): string =>
  paths.map((path, index) => `export { leaf as leaf${index} } from "${path}";\n`).join("");

/** Every folder, and all that it may import. */
const HOUSE: Readonly<Record<string, string>> = {
  "components/catalogue/clouds.ts": LEAF,
  "components/rules/faults.ts": needs("../catalogue/clouds.ts"),
  "support/userError.ts": LEAF,
  "pulumi/cli.ts": needs("../support/userError.ts", "../components/catalogue/clouds.ts"),
  "entra/graph.ts":
    LEAF + needs("../pulumi/cli.ts", "../support/userError.ts").replaceAll("leaf0", "a").replaceAll("leaf1", "b"),
  "stack/project.ts": LEAF,
  "signIn/http.ts": LEAF,
  "aem/cloudManager.ts":
    LEAF + needs("../entra/graph.ts", "../stack/project.ts").replaceAll("leaf0", "a").replaceAll("leaf1", "b"),
  "commandLine/ask.ts": LEAF,
  "commands/access/access.ts": needs("../../stack/project.ts", "../../commandLine/ask.ts"),
  "commands/verify/verify.ts": needs("../../signIn/http.ts", "../../entra/graph.ts", "../../aem/cloudManager.ts"),
  "commands/backend.ts": 'export const open = async () => (await import("../local/engine.ts")).leaf;\n',
  "local/engine.ts": `${LEAF}export { leaf as a } from "../stack/project.ts";\n`,
  "local/tenant/state.ts": needs("../../components/catalogue/clouds.ts", "../../support/userError.ts"),
  "local/tenant/http.ts": LEAF,
  "local/cloudManager/ims.ts": needs("../tenant/http.ts"),
  "local/tenant/tokens/keys.ts": needs("../http.ts"),
  "local/tenant/signIn/token.ts": LEAF,
  "local/tenant/graph/bearer.ts": needs("../tokens/keys.ts").replace("leaf as", "leaf0 as"),
  "local/tenant/server/server.ts": needs("../signIn/token.ts"),
  "local/tenant/server/neighbours.ts": LEAF,
  "local/vault/index.ts": needs(
    "../tenant/http.ts",
    "../tenant/server/neighbours.ts",
    "../../components/catalogue/clouds.ts",
    "../../support/userError.ts",
  ),
  "policy/rule.ts": needs("../components/catalogue/clouds.ts"),
  "shared/all.ts": LEAF,
  "helper.ts": LEAF,
  "bin/start.ts": LEAF,
  "bin/prepareNode.js": "",
  "policy/index.js": 'import "../bin/prepareNode.js";\n',
  "tests/walls.test.ts": needs("../local/engine.ts", "../components/catalogue/clouds.ts"),
};

const PLANTED = [
  [
    "a component that asks somebody else",
    "components/rules/bad1.ts",
    needs("../../support/userError.ts"),
    "components-sees-what-lies-below",
  ],
  [
    "a type that a component takes from elsewhere",
    "components/rules/bad2.ts",
    'import type { Leaf } from "../../stack/project.ts";\nexport type Bad = Leaf;\n',
    "components-sees-what-lies-below",
  ],
  [
    "support that knows the product",
    "support/bad3.ts",
    needs("../components/catalogue/clouds.ts"),
    "support-sees-what-lies-below",
  ],
  ["a floor that looks up", "entra/bad4.ts", needs("../stack/project.ts"), "entra-sees-what-lies-below"],
  ["a delivery that signs in", "aem/bad18.ts", needs("../signIn/http.ts"), "aem-sees-what-lies-below"],
  ["a sign-in that delivers", "signIn/bad19.ts", needs("../aem/cloudManager.ts"), "signIn-sees-what-lies-below"],
  ["a stack that delivers", "stack/bad20.ts", needs("../aem/cloudManager.ts"), "stack-sees-what-lies-below"],
  [
    "a Cloud Manager that knows its client",
    "local/cloudManager/bad21.ts",
    needs("../../aem/cloudManager.ts"),
    "tenant-sees-the-catalogue",
  ],
  ["the policy pack in a command", "policy/bad5.ts", needs("../support/userError.ts"), "policy-sees-what-lies-below"],
  [
    "one command in another's folder",
    "commands/access/bad6.ts",
    needs("../verify/verify.ts").replace("leaf as", "leaf0 as"),
    "commands-apart",
  ],
  [
    "a type out of another command's folder",
    "commands/access/bad7.ts",
    'export type { leaf0 } from "../verify/verify.ts";\n',
    "commands-apart",
  ],
  [
    "a command that reaches for the local tenant",
    "commands/access/bad8.ts",
    needs("../../local/engine.ts"),
    "one-door-to-local",
  ],
  [
    "the same, late",
    "commands/access/bad9.ts",
    'export const late = () => import("../../local/engine.ts");\n',
    "one-door-to-local",
  ],
  ["the door that opens at once", "commands/backend.ts", needs("../local/engine.ts"), "one-door-opens-late"],
  [
    "a tenant that knows the product's rules",
    "local/tenant/bad10.ts",
    needs("../../components/rules/faults.ts").replace("leaf as", "leaf0 as"),
    "tenant-sees-the-catalogue",
  ],
  ["a tenant that knows stacks", "local/tenant/bad11.ts", needs("../../stack/project.ts"), "tenant-sees-the-catalogue"],
  [
    "a Microsoft Graph that knows the sign-in",
    "local/tenant/graph/bad13.ts",
    needs("../signIn/token.ts"),
    "tenant-graph-sees-what-lies-below",
  ],
  [
    "a token that knows the server",
    "local/tenant/tokens/bad14.ts",
    'export { leaf0 } from "../server/server.ts";\n',
    "tenant-tokens-sees-what-lies-below",
  ],
  [
    "a tenant that knows what is served beside it",
    "local/tenant/bad18.ts",
    'export { leaf0 } from "../vault/index.ts";\n',
    "tenant-knows-no-neighbour",
  ],
  [
    "a key vault that looks into the tenant",
    "local/vault/bad19.ts",
    needs("../tenant/signIn/token.ts"),
    "vault-sees-tokens",
  ],
  ["a key vault that knows stacks", "local/vault/bad20.ts", needs("../../stack/project.ts"), "vault-sees-tokens"],
  ["a room beside the floors", "components/rules/bad15.ts", needs("../../shared/all.ts"), "no-room-beside-the-floors"],
  ["a file at the top", "components/rules/bad16.ts", needs("../../helper.ts"), "no-room-beside-the-floors"],
  ["a program that commands", "index.ts", needs("./stack/project.ts"), "the-program-declares"],
  ["a policy that starts commands", "policy/bad17.ts", needs("../bin/start.ts"), "policies-only-judge"],
  [
    "the product in its tests",
    "stack/bad12.ts",
    'export { leaf0 } from "../tests/walls.test.ts";\n',
    "nothing-imports-tests",
  ],
] as const;

describe("the walls of the house", () => {
  let found: readonly string[];

  beforeAll(async () => {
    const circle = {
      "stack/one.ts": 'import type { Two } from "./two.ts";\nexport interface One { readonly two?: Two }\n',
      "stack/two.ts": 'import type { One } from "./one.ts";\nexport interface Two { readonly one?: One }\n',
    };
    found = await against({
      ...HOUSE,
      ...circle,
      ...Object.fromEntries(PLANTED.map(([, name, text]) => [name, text])),
    });
  });

  it("let all that they are meant to", async () => {
    expect(await against(HOUSE)).toEqual([]);
  });

  it.each(PLANTED)("stop %s", (_, name, __, rule) => {
    expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${rule}: ${name.replaceAll(".", "\\.")} -> `)));
  });

  it("stop a circle, of types alone as well", () => {
    expect(found).toContainEqual(expect.stringMatching(/^no-circle: stack\/(one|two)\.ts -> stack\/(one|two)\.ts$/));
  });
});
