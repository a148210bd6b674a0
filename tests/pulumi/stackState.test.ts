import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { readers } from "../../pulumi/stackState.ts";
import { deployedApplication } from "../../stack/deployedApplication.ts";
import { CannotTell } from "../../support/userError.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-state-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A stack whose CLI says these, by the first two words of what it is asked. */
async function stackOf(said: Readonly<Record<string, unknown>>) {
  const command = join(folder, "pulumi");
  const cases = Object.entries(said).map(
    ([words, answer]) => `"${words}") printf '%s' '${typeof answer === "string" ? answer : JSON.stringify(answer)}';;`,
  );
  await writeFile(command, `#!/bin/sh\ncase "$1 $2" in\n${cases.join("\n")}\nesac\n`);
  await chmod(command, 0o755);
  return readers("prod", { command, cwd: folder, env: {} });
}

const URN = "urn:pulumi:prod::aem-mail-oauth";
const REGISTRATION = {
  urn: `${URN}::azuread:index/applicationRegistration:ApplicationRegistration::mail`,
  type: "azuread:index/applicationRegistration:ApplicationRegistration",
  id: "/applications/object",
};
const PASSWORD = {
  urn: `${URN}::azuread:index/applicationPassword:ApplicationPassword::mail-secret-initial`,
  type: "azuread:index/applicationPassword:ApplicationPassword",
  id: "object/password/key",
  outputs: { value: { plaintext: '"hush"' } },
};
const exported = (...resources: object[]) => ({ version: 3, deployment: { manifest: {}, resources } });

describe("what the CLI says of a stack", () => {
  it("is read as it is", async () => {
    const stack = await stackOf({
      "stack export": exported(REGISTRATION, PASSWORD),
      "stack output": { tenantId: "t", clientSecrets: [{ keyId: "key", label: "initial" }] },
      "config --json": { "aem-mail-oauth:mailbox": { value: "forms@contoso.com", secret: false } },
    });
    const { values, isSecret } = await stack.config();
    expect(values).toEqual({ "aem-mail-oauth:mailbox": "forms@contoso.com" });
    expect(["aem-mail-oauth:mailbox", "aem-mail-oauth:other"].map(isSecret)).toEqual([false, false]);
    await expect(stack.secretValue("initial")).resolves.toBe("hush");
    await expect(stack.secretValue("other")).resolves.toBeUndefined();
    await expect(deployedApplication(stack as never)).resolves.toEqual({
      objectId: "object",
      tenantId: "t",
      secrets: new Map([["key", "initial"]]),
    });
  });

  it("has what an update began, and nothing of it where there is none", async () => {
    const operation = {
      type: "creating",
      resource: { urn: "u", type: "t", parent: "p", inputs: { a: 1 }, custom: true },
    };
    const state = { version: 3, deployment: { resources: [REGISTRATION], pending_operations: [operation] } };
    const { resources, pending } = await (await stackOf({ "stack export": state })).snapshot();
    expect(resources).toEqual([REGISTRATION]);
    expect(pending).toMatchObject([
      { type: "creating", resource: { urn: "u", type: "t", parent: "p", inputs: { a: 1 } } },
    ]);
    const none = await (await stackOf({ "stack export": { version: 3, deployment: null } })).snapshot();
    expect(none).toEqual({ resources: [], pending: [] });
  });

  it.each([[{ version: 3, deployment: null }], [{ version: 3, deployment: { manifest: {} } }], [exported()]])(
    "tells that nothing is deployed (%j)",
    async (state) => {
      const stack = await stackOf({ "stack export": state, "stack output": {} });
      await expect(deployedApplication(stack as never)).resolves.toBeUndefined();
    },
  );

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["nothing", { "stack export": "" }],
    ["half of it", { "stack export": '{"version":3,"deployment":{"resources":[' }],
    ["words before it", { "stack export": 'warning: hush {"deployment":null}' }],
    ["an empty object", { "stack export": {} }],
    ["null", { "stack export": "null" }],
    ["no list of resources", { "stack export": { deployment: { resources: {} } } }],
    ["a resource without a type", { "stack export": exported({ urn: "u" }) }],
    ["a registration without an id", { "stack export": exported({ ...REGISTRATION, id: undefined }) }],
    ["no outputs", { "stack export": exported(REGISTRATION), "stack output": "" }],
    ["a list of outputs", { "stack export": exported(REGISTRATION), "stack output": [] }],
    ["secrets that are no list", { "stack export": exported(REGISTRATION), "stack output": { clientSecrets: {} } }],
    ["a secret without an id", { "stack export": exported(REGISTRATION), "stack output": { clientSecrets: [{}] } }],
  ])("is never taken for a stack without secrets: %s", async (_, said) => {
    const read = deployedApplication((await stackOf({ "stack output": {}, ...said })) as never);
    await expect(read).rejects.toBeInstanceOf(CannotTell);
    await expect(read).rejects.toThrow(/^It is unknown /);
    await expect(read).rejects.not.toThrow(/hush/);
  });

  it("is never taken for a setting or a secret that is empty", async () => {
    const stack = await stackOf({
      "config --json": { "aem-mail-oauth:mailbox": { secret: true } },
      "stack export": exported({ ...PASSWORD, outputs: { value: "[secret]" } }),
    });
    await expect(stack.config()).rejects.toBeInstanceOf(CannotTell);
    await expect(stack.secretValue("initial")).rejects.toBeInstanceOf(CannotTell);
  });
});
