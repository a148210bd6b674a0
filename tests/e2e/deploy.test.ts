import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { type LocalStack, type Run, startLocalStack } from "./localStack.ts";

let local: LocalStack;
let first: Run;

beforeAll(async () => {
  local = await startLocalStack();
  first = await local.run("up");
});

afterAll(() => local.close());

describe("a first up", () => {
  it("creates the application and everything that belongs to it", async () => {
    expect(first).toMatchObject({ code: 0, changes: { create: 9 } });
    const [application, ...others] = await local.graph.applications();
    expect(others).toEqual([]);
    expect(application).toMatchObject({
      appId: first.outputs.clientId,
      displayName: "AEM Forms mail (local)",
      signInAudience: "AzureADandPersonalMicrosoftAccount",
      web: { redirectUris: ["http://localhost", "https://login.microsoftonline.com/common/oauth2/nativeclient"] },
    });
    expect(application?.passwordCredentials.map(({ displayName }) => displayName)).toEqual(["initial"]);
    expect(application?.requiredResourceAccess.map(({ resourceAccess }) => resourceAccess.length)).toEqual([6]);
  });

  it("puts one JSON object on standard output, with every output by name", () => {
    expect(first.stdout.trimEnd().split("\n")).toHaveLength(1);
    expect(Object.keys(first.outputs).sort()).toEqual([
      "adminConsentUrl",
      "authorizeUrl",
      "clientId",
      "clientSecret",
      "clientSecretExpires",
      "clientSecrets",
      "objectId",
      "permissions",
      "portalUrl",
      "redirectUris",
      "tenantId",
      "tokenRequest",
      "tokenUrl",
    ]);
  });

  it("says which engine and which plugins are in use, after a line that comes before any of it is loaded", () => {
    expect(first.stderr).toMatch(/^Starting /);
    expect(first.stderr).toMatch(
      /^Using Pulumi CLI \S+, .+; azuread .+, random .+; local tenant https:\/\/localhost:\d+\.$/m,
    );
  });
});

describe("a second up", () => {
  it("changes nothing", async () => {
    const second = await local.run("up");
    expect(second).toMatchObject({ code: 0, changes: { same: 9 }, outputs: first.outputs });
    // Said once for each folder.
    expect(second.stderr).toContain("\nUsing Pulumi CLI ");
    expect(second.stderr).not.toContain("`reset` looks again");
  });
});

describe("secrets", () => {
  it("are masked unless asked for, and the shown one signs in", async () => {
    const masked = await local.run("outputs");
    expect(masked.outputs).toMatchObject({ clientSecret: "[secret]", tokenRequest: "[secret]" });
    const { outputs } = await local.run("outputs", "--show-secrets");
    const { status, body } = await local.graph.token(String(outputs.clientId), String(outputs.clientSecret));
    expect(status).toBe(200);
    expect(typeof body.access_token).toBe("string");
  });

  it("stand in no file and no output but the one that shows them", async () => {
    const { outputs } = await local.run("outputs", "--show-secrets");
    const secret = String(outputs.clientSecret);
    expect(secret.length).toBeGreaterThan(30);
    expect(first.stdout + first.stderr).not.toContain(secret);
    const files = (await readdir(local.folder.root, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(5);
    for (const { parentPath, name } of files)
      expect((await readFile(join(parentPath, name))).includes(secret)).toBe(false);
  });

  it("are kept in files that only their owner can read", async () => {
    for (const path of [local.folder.root, local.folder.tenant, local.folder.backend])
      expect((await stat(path)).mode & 0o077).toBe(0);

    expect((await stat(local.folder.passphrase)).mode & 0o777).toBe(0o600);
  });
});

it("changes no tracked file", async () => {
  const root = join(import.meta.dirname, "..", "..");
  const { stdout } = await promisify(execFile)("git", ["status", "--porcelain", "--", "stacks", "Pulumi.yaml"], {
    cwd: root,
  });
  expect(stdout).toBe("");
});
