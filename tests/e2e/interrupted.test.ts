import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type LocalStack, startLocalStack } from "./localStack.ts";

let local: LocalStack;

beforeEach(async () => {
  local = await startLocalStack();
});

afterEach(() => local.close());

/** The secrets that the token endpoint would have to know: exactly the one in the outputs, and it works. */
async function expectOneWorkingSecret(): Promise<void> {
  const [application, ...others] = await local.graph.applications();
  expect(others).toEqual([]);
  expect(application?.passwordCredentials.map(({ displayName }) => displayName)).toEqual(["initial"]);
  const { outputs } = await local.run("outputs", "--show-secrets");
  expect(outputs.clientId).toBe(application?.appId);
  const { status } = await local.graph.token(String(outputs.clientId), String(outputs.clientSecret));
  expect(status).toBe(200);
  const state = await readFile(join(local.folder.backend, ".pulumi", "stacks", "aem-mail-oauth", "local.json"), "utf8");
  expect(state).toContain('"ciphertext"');
  expect(state).not.toContain(String(outputs.clientSecret));
}

describe("an up that is killed", () => {
  it.each([
    ["while the application is registered", /^POST \/v1\.0\/applications 201/],
    ["while redirect URIs and permissions are written", /^PATCH \/v1\.0\/applications\/[^/]+ 204/],
    ["while the secret is made", /^POST \/v1\.0\/applications\/[^/]+\/addPassword 200/],
    ["while the service principal is made", /^POST \/v1\.0\/servicePrincipals 201/],
  ])("%s is completed by the next one without help", async (_, request) => {
    await local.runAndKillAt(request, "up");
    const next = await local.run("up");
    expect(next.stderr).toContain("An earlier update was cut off");
    await expectOneWorkingSecret();
    expect((await local.run("up")).changes).toEqual({ same: 9 });
  });

  it("while an owner is added is completed by the next one without help", async () => {
    const { body } = await local.graph.call("GET", "/users?$top=1");
    const [user] = (body as { value: { id: string }[] }).value;
    const owned = ["--config", `owners[0]=${user?.id ?? ""}`];
    await local.runAndKillAt(/^POST \/v1\.0\/applications\/[^/]+\/owners\/\$ref 204/, "up", ...owned);
    await local.run("up", ...owned);
    await expectOneWorkingSecret();
    expect((await local.run("up", ...owned)).changes).toEqual({ same: 10 });
  });

  it("while a secret is revoked is completed by the next one without help", async () => {
    const two = ["--config", 'clientSecrets=[{"label":"second"},{"label":"initial"}]'];
    await local.run("up", ...two);
    await local.runAndKillAt(/^POST \/v1\.0\/applications\/[^/]+\/removePassword 204/, "up");
    await local.run("up");
    await expectOneWorkingSecret();
    expect((await local.run("up")).changes).toEqual({ same: 9 });
  });
});

describe("a destroy that is killed", () => {
  it("is completed by the next one", async () => {
    await local.run("up");
    await local.runAndKillAt(/^DELETE \/v1\.0\/applications\/[^/]+ 204/, "destroy");
    await local.run("destroy");
    await expect(local.graph.applications()).resolves.toEqual([]);
    expect(await local.graph.deleted()).toHaveLength(1);
  });
});
